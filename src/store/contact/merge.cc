#include "store/contact/merge.h"

#include <map>
#include <stdexcept>

#include "queries.h"

namespace sa {
namespace {

const Query& query_of(const std::string& kind) {
  static const std::map<std::string, const Query*> queries = {{"note", &sql::merge_move_note},
                                                              {"stage", &sql::merge_move_stage},
                                                              {"consent", &sql::merge_move_consent},
                                                              {"task", &sql::merge_move_task},
                                                              {"agent_note", &sql::merge_move_agent_note},
                                                              {"question", &sql::merge_move_question},
                                                              {"draft", &sql::merge_move_draft},
                                                              {"enrollment", &sql::merge_move_enrollment}};
  const auto found = queries.find(kind);
  if (found == queries.end()) throw std::logic_error("no rows of the kind " + kind + " are moved");
  return *found->second;
}

}  // namespace

Result<Unit> insert_merge(Tx& tx, const MergeRow& merge) {
  return tx.put(sql::merge_insert, Args().add_all(merge));
}

Result<std::optional<MergeRow>> find_merge(ReadTx& tx, const std::string& contact_id) {
  return tx.find<MergeRow>(sql::merge_find, Args().add("contact_id", contact_id));
}

Result<Unit> delete_merge(Tx& tx, const std::string& merge_id) {
  return tx.put(sql::merge_delete, Args().add("merge_id", merge_id));
}

Result<Unit> forget_merges(Tx& tx, Instant before) {
  return tx.put(sql::merge_forget, Args().add("before", before));
}

Result<std::vector<MergedRow>> list_rows_of_contact(ReadTx& tx, const std::string& contact_id) {
  return tx.list<MergedRow>(sql::merge_row_list, Args().add("contact_id", contact_id));
}

Result<Unit> move_row(Tx& tx, const MergedRow& row, const std::string& from_id, const std::string& to_id) {
  return tx.put(query_of(row.kind), Args().add("id", row.id).add("from_id", from_id).add("to_id", to_id));
}

Result<bool> move_address(Tx& tx, const ContactAddress& address, const std::string& from_id,
                          const std::string& to_id) {
  const Args args = Args()
                        .add("email_key", address.email_key)
                        .add("linked_by", address.linked_by)
                        .add("from_id", from_id)
                        .add("to_id", to_id);
  TRY(const std::int64_t moved, tx.exec(sql::merge_move_address, args));
  if (moved == 1) TRY_OK(tx.exec(sql::merge_move_drafts_to, args));
  return moved == 1;
}

Result<Unit> delete_question(Tx& tx, const std::string& question_id) {
  return tx.put(sql::merge_delete_question, Args().add("question_id", question_id));
}

Result<Unit> delete_contact(Tx& tx, const std::string& contact_id) {
  return tx.put(sql::merge_delete_contact, Args().add("contact_id", contact_id));
}

}  // namespace sa
