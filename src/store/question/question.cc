#include "store/question/question.h"

#include <algorithm>

#include "base/reflect/reflect.h"
#include "queries.h"
#include "store/audit/change.h"

namespace sa {
namespace {

struct EmailKey {
  std::string email_key;
};
BOOST_DESCRIBE_STRUCT(EmailKey, (), (email_key))

}  // namespace

Result<bool> insert_question(Tx& tx, const Question& question) {
  TRY(const std::int64_t added, tx.exec(sql::question_insert, Args().add_all(question)));
  return added == 1;
}

Result<Question> get_question(ReadTx& tx, const std::string& question_id) {
  return tx.get<Question>(sql::question_get, Args().add("question_id", question_id),
                          "There is no question " + question_id + ".");
}

Result<Unit> save_answer(Tx& tx, const Question& question) {
  TRY(const std::int64_t changed, tx.exec(sql::question_answer, Args().add_all(question)));
  if (changed == 1) return ok();
  return conflict("Somebody else has answered the question in the meantime. Reload it.");
}

Result<std::vector<QuestionRow>> list_questions(ReadTx& tx, QuestionStatus status, const Page& page) {
  return tx.list<QuestionRow>(sql::question_list, Args()
                                                      .add("status", status)
                                                      .add("after_at", page.after_at.value_or(Instant{-1}))
                                                      .add("after_id", page.after_id)
                                                      .add("limit", page.limit));
}

Result<std::int64_t> count_open_questions(ReadTx& tx) {
  TRY(const Rows rows, tx.query(sql::question_open_count, Args()));
  return rows.first_integer();
}

Result<std::vector<Question>> list_open_questions(ReadTx& tx, const std::string& contact_id) {
  return tx.list<Question>(sql::question_open_of_contact, Args().add("contact_id", contact_id));
}

Result<std::vector<std::string>> list_asked_about(ReadTx& tx, const std::vector<std::string>& email_keys) {
  std::vector<std::string> found;
  if (email_keys.empty()) return found;
  TRY(const auto rows,
      tx.list<EmailKey>(sql::question_open_senders, Args().add("email_keys", to_json_text(email_keys))));
  for (const EmailKey& row : rows) found.push_back(row.email_key);
  std::ranges::sort(found);
  return found;
}

Result<std::int64_t> get_change_number(ReadTx& tx) {
  TRY(const std::int64_t last, get_last_change(tx));
  TRY(const Rows rows, tx.query(sql::question_change_count, Args()));
  return last + rows.first_integer();
}

Result<std::vector<Draft>> list_open_drafts(ReadTx& tx, const std::string& contact_id) {
  return tx.list<Draft>(sql::question_open_drafts, Args().add("contact_id", contact_id));
}

}  // namespace sa
