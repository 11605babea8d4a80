// What the verification of the audit trail asks the database beside the rows themselves (actions/audit.h).
// THREADS, ERRORS: as store/db.h.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "store/db.h"

namespace sa {

Result<std::int64_t> count_audit(ReadTx& tx);

/// A draft beside the last row of its trail; the trail's members are null where there is none.
struct TrailEnd {
  std::string draft_id;
  std::string status;
  std::int64_t version = 0;
  std::string content_hash;
  std::optional<std::int64_t> seq;
  std::optional<std::string> trail_status;
  std::optional<std::int64_t> trail_version;
  std::optional<std::string> trail_content_hash;
};
BOOST_DESCRIBE_STRUCT(TrailEnd, (),
                      (draft_id, status, version, content_hash, seq, trail_status, trail_version,
                       trail_content_hash))
/// In the order of ids, after `after`.
Result<std::vector<TrailEnd>> list_trail_ends(ReadTx& tx, const std::string& after, std::int64_t limit);

/// A row that does not begin where the row before it, of the same draft, ended.
struct BrokenStep {
  std::int64_t seq = 0;
  std::string draft_id;
  std::optional<std::string> from_status;
  std::optional<std::string> status_before;
};
BOOST_DESCRIBE_STRUCT(BrokenStep, (), (seq, draft_id, from_status, status_before))
Result<std::vector<BrokenStep>> list_broken_steps(ReadTx& tx, std::int64_t after, std::int64_t limit);

/// A row whose draft is not there any more.
struct RowOfDraft {
  std::int64_t seq = 0;
  std::string draft_id;
};
BOOST_DESCRIBE_STRUCT(RowOfDraft, (), (seq, draft_id))
Result<std::vector<RowOfDraft>> list_rows_without_draft(ReadTx& tx, std::int64_t after, std::int64_t limit);

/// The names of the triggers that keep the trail append-only, those that are whole and switched on.
Result<std::vector<std::string>> list_audit_guards(ReadTx& tx);
/// What the engine itself finds wrong with the table's bytes and indexes, in its words.
Result<std::vector<std::string>> list_audit_storage_problems(ReadTx& tx);

}  // namespace sa
