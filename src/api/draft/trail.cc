#include "api/draft/trail.h"

#include "store/audit/audit.h"

namespace sa {
namespace {

TrailEntry entry_of(const AuditRow& row) {
  TrailEntry entry{row.seq,         row.at,     row.actor,   row.actor_id,     row.mode,   row.action,
                   row.from_status, row.status, row.version, row.content_hash, row.reason, {},
                   row.trace_id,    row.hash};
  // What cannot be read as JSON is still shown: the trail hides nothing.
  auto details = parse_json(row.details);
  entry.details = details ? *std::move(details) : boost::json::value(row.details);
  return entry;
}

}  // namespace

Result<Trail> read_trail(ReadTx& tx, const std::string& draft_id) {
  TRY(const Draft draft, get_draft(tx, draft_id));
  TRY(const std::vector<AuditRow> rows, list_audit(tx, draft_id));
  Trail made;
  made.draft_id = draft.id;
  for (const AuditRow& row : rows) made.items.push_back(entry_of(row));
  TRY(made.versions, list_draft_versions(tx, draft_id));
  TRY(made.attempts, list_attempts(tx, draft_id));
  return made;
}

}  // namespace sa
