#include "store/audit/audit.h"

#include "base/clock.h"
#include "queries.h"

namespace sa {
namespace {

/// A row as it was before migration 0014.
struct OldAuditRow {
  std::int64_t seq = 0;
  std::string draft_id;
  Instant at;
  std::string actor;
  std::string actor_id;
  std::string mode;
  std::string action;
  std::optional<std::string> from_status;
  std::string status;
  std::int64_t version = 1;
  std::string content_hash;
  std::string reason;
  std::string details;
  std::string trace_id;
  std::string previous_hash;
  std::string hash;
};
BOOST_DESCRIBE_STRUCT(OldAuditRow, (),
                      (seq, draft_id, at, actor, actor_id, mode, action, from_status, status, version,
                       content_hash, reason, details, trace_id, previous_hash, hash))

std::string mode_of(const Actor& actor) {
  return actor.unverified ? "unverified" : std::string(enum_name(actor.kind));
}

/// A salt is unpredictable or it hides nothing: it never comes from a seed, in tests neither.
std::string new_salt() {
  constexpr std::size_t kBytes = 16;
  return random_hex(system_random(), kBytes);
}

Result<Unit> insert_row(Tx& tx, const AuditRow& row) {
  const Args columns = Args().add_all(row);
  TRY_OK(tx.put(sql::audit_insert, columns));
  return tx.put(sql::audit_detail_insert, columns);
}

AuditRow row_of(const Actor& actor, const char* action, const std::string& reason,
                const boost::json::object& details, Instant now) {
  AuditRow row;
  row.at = now;
  row.actor = actor.name;
  row.actor_id = actor.actor_id;
  row.mode = mode_of(actor);
  row.action = action;
  row.reason = reason;
  row.details = to_json_text(details);
  row.trace_id = actor.trace_id;
  return row;
}

Args search_args(const StepFilter& filter, std::int64_t limit) {
  return Args()
      .add("q", filter.q)
      .add("draft_id", filter.draft_id)
      .add("actor", filter.actor)
      .add("action", filter.action)
      .add("most", kMostStepsSearched)
      .add("limit", limit);
}

}  // namespace

Result<AuditHead> get_audit_head(ReadTx& tx) {
  TRY(const auto head, tx.find<AuditHead>(sql::audit_head, Args()));
  return head.value_or(AuditHead{0, kAuditGenesis});
}

Result<std::int64_t> append_audit_row(Tx& tx, AuditRow row) {
  if (!tx.audit_head) {
    // Writes are serial, so the end of the chain stands still for the rest of this batch.
    TRY(const AuditHead head, get_audit_head(tx));
    tx.audit_head = head;
  }
  row.salt = new_salt();
  chain(&row, &*tx.audit_head);
  TRY_OK(insert_row(tx, row));
  return row.seq;
}

Result<Unit> append_audit(Tx& tx, const Actor& actor, const char* action,
                          const std::optional<DraftStatus>& from, const Draft& draft,
                          const std::string& reason, const boost::json::object& details, Instant now) {
  AuditRow row = row_of(actor, action, reason, details, now);
  row.draft_id = draft.id;
  if (from) row.from_status = enum_name(*from);
  row.status = enum_name(draft.status);
  row.version = draft.version;
  row.content_hash = draft.content_hash;
  TRY_OK(append_audit_row(tx, std::move(row)));
  return ok();
}

Result<std::int64_t> append_audit(Tx& tx, const Actor& actor, const char* action,
                                  const boost::json::object& details, Instant now) {
  return append_audit_row(tx, row_of(actor, action, "", details, now));
}

Result<bool> erase_audit_detail(Tx& tx, std::int64_t seq) {
  TRY(const std::int64_t erased, tx.exec(sql::audit_detail_delete, Args().add("seq", seq)));
  return erased > 0;
}

Result<std::vector<AuditRow>> list_audit(ReadTx& tx, const std::string& draft_id) {
  return tx.list<AuditRow>(sql::audit_list_by_draft, Args().add("draft_id", draft_id));
}

Result<std::vector<AuditRow>> list_audit_after(ReadTx& tx, std::int64_t after, std::int64_t limit) {
  return tx.list<AuditRow>(sql::audit_list_after, Args().add("after", after).add("limit", limit));
}

Result<std::vector<AuditRow>> list_audit_of_action(ReadTx& tx, const char* action) {
  return tx.list<AuditRow>(sql::audit_list_by_action, Args().add("action", std::string(action)));
}

Result<std::vector<FoundStep>> search_audit_newest(ReadTx& tx, const StepFilter& filter, std::int64_t before,
                                                   std::int64_t limit) {
  return tx.list<FoundStep>(sql::audit_search_newest, search_args(filter, limit).add("before", before));
}

Result<std::vector<FoundStep>> search_audit_oldest(ReadTx& tx, const StepFilter& filter, std::int64_t after,
                                                   std::int64_t limit) {
  return tx.list<FoundStep>(sql::audit_search_oldest, search_args(filter, limit).add("after", after));
}

Result<std::vector<AuditRow>> list_undetailed_audit(ReadTx& tx, std::int64_t after, std::int64_t limit) {
  TRY(auto rows,
      tx.list<OldAuditRow>(sql::audit_undetailed_list, Args().add("after", after).add("limit", limit)));
  std::vector<AuditRow> made;
  for (OldAuditRow& old : rows) {
    AuditRow& row = made.emplace_back();
    row = {old.seq,
           std::move(old.draft_id),
           old.at,
           std::move(old.actor),
           std::move(old.actor_id),
           std::move(old.mode),
           std::move(old.action),
           std::move(old.from_status),
           std::move(old.status),
           old.version,
           std::move(old.content_hash),
           std::move(old.reason),
           std::move(old.details),
           std::move(old.trace_id),
           std::move(old.previous_hash),
           std::move(old.hash),
           1,
           {},
           new_salt()};
    row.detail_hash = detail_hash(*row.salt, row.reason, row.details);
  }
  return made;
}

Result<std::int64_t> count_undetailed_audit(ReadTx& tx) {
  TRY(const Rows rows, tx.query(sql::audit_undetailed_count, Args()));
  return rows.first_integer();
}

Result<Unit> move_audit_row(Tx& tx, const AuditRow& row) {
  return insert_row(tx, row);
}

Result<Unit> delete_undetailed_audit(Tx& tx, std::int64_t up_to) {
  return tx.put(sql::audit_undetailed_delete, Args().add("up_to", up_to));
}

}  // namespace sa
