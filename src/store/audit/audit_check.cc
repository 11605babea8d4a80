#include "store/audit/audit_check.h"

#include <limits>

#include "queries.h"

namespace sa {
namespace {

/// Rows in one page of what is kept for each draft.
constexpr std::int64_t kPage = 500;

Args page(std::int64_t after, std::int64_t limit) {
  return Args().add("after", after).add("limit", limit);
}

Args page_of(const DraftRange& drafts, const std::string& after_id) {
  return Args().add("after_id", after_id).add("last_id", drafts.last_id).add("limit", kPage);
}

/// A result of one column.
Result<std::vector<std::string>> list_texts(ReadTx& tx, const Query& query) {
  TRY(const Rows rows, tx.query(query, Args()));
  std::vector<std::string> texts;
  for (const Value& cell : rows.cells) texts.push_back(as_text(cell));
  return texts;
}

}  // namespace

Result<std::int64_t> count_audit(ReadTx& tx) {
  TRY(const Rows rows, tx.query(sql::audit_count, Args()));
  return rows.first_integer();
}

Result<std::vector<TrailEnd>> list_trail_ends(ReadTx& tx, const std::string& after, std::int64_t limit) {
  return tx.list<TrailEnd>(sql::audit_replay, Args().add("after", after).add("limit", limit));
}

Result<std::vector<BrokenStep>> list_broken_steps(ReadTx& tx, std::int64_t after, std::int64_t limit) {
  return tx.list<BrokenStep>(sql::audit_step_broken, page(after, limit));
}

Result<std::vector<RowOfDraft>> list_rows_without_draft(ReadTx& tx, std::int64_t after, std::int64_t limit) {
  return tx.list<RowOfDraft>(sql::audit_draft_missing, page(after, limit));
}

Result<std::vector<StoredDraft>> list_stored_drafts(ReadTx& tx, const std::string& after,
                                                    std::int64_t limit) {
  return tx.list<StoredDraft>(sql::audit_draft_contents, Args().add("after", after).add("limit", limit));
}

Result<Unit> each_audit_row(ReadTx& tx, const DraftRange& drafts, const AuditSink& sink) {
  // Behind the last row that `after_id` can have, so the first page begins with the next draft.
  std::string after_id = drafts.after_id;
  std::int64_t after_seq = std::numeric_limits<std::int64_t>::max();
  while (true) {
    TRY(const std::vector<AuditRow> rows,
        tx.list<AuditRow>(sql::audit_list_of_drafts, page_of(drafts, after_id).add("after_seq", after_seq)));
    for (const AuditRow& row : rows) sink(row);
    if (rows.empty()) return ok();
    after_id = rows.back().draft_id;
    after_seq = rows.back().seq;
  }
}

Result<Unit> each_stored_version(ReadTx& tx, const DraftRange& drafts, const VersionSink& sink) {
  std::string after_id = drafts.after_id;
  std::int64_t after_version = std::numeric_limits<std::int64_t>::max();
  while (true) {
    TRY(const std::vector<StoredVersion> rows,
        tx.list<StoredVersion>(sql::audit_versions_of_drafts,
                               page_of(drafts, after_id).add("after_version", after_version)));
    for (const StoredVersion& row : rows) sink(row);
    if (rows.empty()) return ok();
    after_id = rows.back().draft_id;
    after_version = rows.back().version;
  }
}

Result<std::vector<StoredAttempt>> list_stored_attempts(ReadTx& tx, const DraftRange& drafts) {
  return tx.list<StoredAttempt>(sql::audit_attempts_of_drafts,
                                Args().add("after_id", drafts.after_id).add("last_id", drafts.last_id));
}

Result<std::vector<std::string>> list_audit_guards(ReadTx& tx) {
  return list_texts(tx, sql::audit_guards);
}

Result<std::vector<std::string>> list_audit_storage_problems(ReadTx& tx) {
  return list_texts(tx, sql::audit_storage);
}

}  // namespace sa
