// The trail's rows: appending inside the transaction of the change, and reading.
// THREADS, ERRORS: as store/engine/db.h.
#pragma once

#include <string>
#include <vector>

#include "core/audit/audit.h"
#include "core/draft/draft.h"
#include "core/user/actor.h"
#include "store/engine/db.h"

namespace sa {

/// Appends a row for a step that took a draft from `from` (null: it is new) to `draft`, chained to the last one.
Result<Unit> append_audit(Tx& tx, const Actor& actor, const char* action,
                          const std::optional<DraftStatus>& from, const Draft& draft,
                          const std::string& reason, const boost::json::object& details, Instant now);

/// The rows of one draft, oldest first.
Result<std::vector<AuditRow>> list_audit(ReadTx& tx, const std::string& draft_id);
/// Up to `limit` rows after `after`, in order.
Result<std::vector<AuditRow>> list_audit_after(ReadTx& tx, std::int64_t after, std::int64_t limit);
/// The last row's number and hash; {0, kAuditGenesis} when there is none.
Result<AuditHead> get_audit_head(ReadTx& tx);

}  // namespace sa
