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

/// Appends a row that is about no draft: an erasure, a seal. Its number.
Result<std::int64_t> append_audit(Tx& tx, const Actor& actor, const char* action,
                                  const boost::json::object& details, Instant now);
/// Appends a row as it is, but for its place in the chain. For who knows a draft by its columns only.
Result<std::int64_t> append_audit_row(Tx& tx, AuditRow row);
/// Erases the words of a row. False when they were erased before.
Result<bool> erase_audit_detail(Tx& tx, std::int64_t seq);

/// The rows of one draft, oldest first.
Result<std::vector<AuditRow>> list_audit(ReadTx& tx, const std::string& draft_id);
/// Up to `limit` rows after `after`, in order.
Result<std::vector<AuditRow>> list_audit_after(ReadTx& tx, std::int64_t after, std::int64_t limit);
/// Those of one action, in order.
Result<std::vector<AuditRow>> list_audit_of_action(ReadTx& tx, const char* action);
/// A step as it is listed, with whom its draft is for; empty where the draft is gone.
struct FoundStep {
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
  std::string reason;
  std::string recipient;
  std::string subject;
};
BOOST_DESCRIBE_STRUCT(FoundStep, (),
                      (seq, draft_id, at, actor, actor_id, mode, action, from_status, status, version, reason,
                       recipient, subject))
/// Empty members want everything.
struct StepFilter {
  std::string q;  ///< a draft's id, or a part of who did it, of the recipient or of the subject
  std::string draft_id;
  std::string actor;  ///< a part of the name
  std::string action;
};
/// So many rows one question looks at; the next goes on behind them.
inline constexpr std::int64_t kMostStepsSearched = 20'000;
/// The newest first, of the kMostStepsSearched rows before `before`.
Result<std::vector<FoundStep>> search_audit_newest(ReadTx& tx, const StepFilter& filter, std::int64_t before,
                                                   std::int64_t limit);
/// In order, of the kMostStepsSearched rows after `after`.
Result<std::vector<FoundStep>> search_audit_oldest(ReadTx& tx, const StepFilter& filter, std::int64_t after,
                                                   std::int64_t limit);
/// The last row's number and hash; {0, kAuditGenesis} when there is none.
Result<AuditHead> get_audit_head(ReadTx& tx);

/// Rows from before migration 0014, that actions/upgrade/detail_audit.h has not moved yet, in order.
Result<std::vector<AuditRow>> list_undetailed_audit(ReadTx& tx, std::int64_t after, std::int64_t limit);
Result<std::int64_t> count_undetailed_audit(ReadTx& tx);
/// Puts a row with its words where it belongs; it keeps number and hash.
Result<Unit> move_audit_row(Tx& tx, const AuditRow& row);
Result<Unit> delete_undetailed_audit(Tx& tx, std::int64_t up_to);

}  // namespace sa
