#include "store/audit_check.h"

#include "queries.h"

namespace sa {
namespace {

Args page(std::int64_t after, std::int64_t limit) {
  return Args().add("after", after).add("limit", limit);
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

Result<std::vector<std::string>> list_audit_guards(ReadTx& tx) {
  return list_texts(tx, sql::audit_guards);
}

Result<std::vector<std::string>> list_audit_storage_problems(ReadTx& tx) {
  return list_texts(tx, sql::audit_storage);
}

}  // namespace sa
