// Rows of questions to a person.
// THREADS, ERRORS: as store/engine/db.h.
#pragma once

#include <string>
#include <vector>

#include "core/question/question.h"
#include "store/draft/draft.h"
#include "store/engine/db.h"

namespace sa {

/// False when a question of that kind about that contact is open already.
Result<bool> insert_question(Tx& tx, const Question& question);
Result<Question> get_question(ReadTx& tx, const std::string& question_id);
/// Stores the answer. ERRORS: conflict when it has one.
Result<Unit> save_answer(Tx& tx, const Question& question);

/// A question with what a person reads beside it.
struct QuestionRow : Question {
  std::string contact_name;
  std::string contact_email;
  std::string subject;  ///< of the mail
  std::string text;     ///< the mail's reply_text, into which `span` points; empty: no mail
};
BOOST_DESCRIBE_STRUCT(QuestionRow, (Question), (contact_name, contact_email, subject, text))
/// Oldest first.
Result<std::vector<QuestionRow>> list_questions(ReadTx& tx, QuestionStatus status, const Page& page);

/// What is not answered yet: of all contacts, and of one.
Result<std::int64_t> count_open_questions(ReadTx& tx);
Result<std::vector<Question>> list_open_questions(ReadTx& tx, const std::string& contact_id);
/// Those of the addresses whose contact has an open question, in the order of their bytes.
Result<std::vector<std::string>> list_asked_about(ReadTx& tx, const std::vector<std::string>& email_keys);

/// A number that grows with each step of a draft, each question and each answer: who sees another than before reads anew.
Result<std::int64_t> get_change_number(ReadTx& tx);
/// The drafts that may still be sent to a contact, at any of their addresses.
Result<std::vector<Draft>> list_open_drafts(ReadTx& tx, const std::string& contact_id);

}  // namespace sa
