#include "store/audit/audit.h"

#include "queries.h"

namespace sa {
namespace {

std::string mode_of(const Actor& actor) {
  return actor.unverified ? "unverified" : std::string(enum_name(actor.kind));
}

}  // namespace

Result<AuditHead> get_audit_head(ReadTx& tx) {
  TRY(const auto head, tx.find<AuditHead>(sql::audit_head, Args()));
  return head.value_or(AuditHead{0, kAuditGenesis});
}

Result<Unit> append_audit(Tx& tx, const Actor& actor, const char* action,
                          const std::optional<DraftStatus>& from, const Draft& draft,
                          const std::string& reason, const boost::json::object& details, Instant now) {
  if (!tx.audit_head) {
    // Writes are serial, so the end of the chain stands still for the rest of this batch.
    TRY(const AuditHead head, get_audit_head(tx));
    tx.audit_head = head;
  }
  AuditRow row;
  row.draft_id = draft.id;
  row.at = now;
  row.actor = actor.name;
  row.actor_id = actor.actor_id;
  row.mode = mode_of(actor);
  row.action = action;
  if (from) row.from_status = enum_name(*from);
  row.status = enum_name(draft.status);
  row.version = draft.version;
  row.content_hash = draft.content_hash;
  row.reason = reason;
  row.details = to_json_text(details);
  row.trace_id = actor.trace_id;
  chain(&row, &*tx.audit_head);
  return tx.put(sql::audit_insert, Args().add_all(row));
}

Result<std::vector<AuditRow>> list_audit(ReadTx& tx, const std::string& draft_id) {
  return tx.list<AuditRow>(sql::audit_list_by_draft, Args().add("draft_id", draft_id));
}

Result<std::vector<AuditRow>> list_audit_after(ReadTx& tx, std::int64_t after, std::int64_t limit) {
  return tx.list<AuditRow>(sql::audit_list_after, Args().add("after", after).add("limit", limit));
}

}  // namespace sa
