// Questions to a person, asked if a mail may have consequences for a contact; the answers are kept as examples.
// While a question is open, all mail to the contact waits: the gate asks the database at every judgement.
// THREADS: any; `ask_person` inside a transaction.
// ERRORS: as core/question/question.h; not_found for an unknown id; those of store/engine/db.h.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "actions/services.h"
#include "base/async/task.h"
#include "core/question/question.h"
#include "core/user/actor.h"
#include "store/question/question.h"

namespace sa {

/// Asks what is to be asked about the doubts of a mail, and says so in the trail of each draft that waits for it.
Result<Unit> ask_person(const Services& services, Tx& tx, const Question& about,
                        const std::vector<Doubt>& doubts, const std::string& trace_id);

/// A mail in which the contact surely wishes no more mail answers what was asked about them before: their address is suppressed
/// already. The trail of each draft that waited says so.
Result<Unit> close_questions(const Services& services, Tx& tx, const std::string& contact_id,
                             const std::string& message_id, const std::string& trace_id, Instant now);

Task<Result<std::vector<QuestionRow>>> list_questions(Services& services, QuestionStatus status, Page page);

/// A person's answer. continue: the hold ends. stop: drafts that could still leave are rejected. suppress: every address of the
/// contact is suppressed, with the mail as evidence. The trail of each draft that waited says what happened.
/// ERRORS: forbidden for anybody but a person.
Task<Result<Question>> answer_question(Services& services, const Actor& actor, std::string question_id,
                                       QuestionAnswer given);

/// A rule's belief and a person's answer to it: a row for a test of the rules.
struct BeliefExample {
  std::string question_id;
  std::string rule;
  Belief belief = Belief::possible;
  std::string words;
  Span span;
  std::string subject;
  std::string text;  ///< the mail's own words
  std::string language;
  QuestionAnswer answer = QuestionAnswer::continue_;
  Instant answered_at;
};
BOOST_DESCRIBE_STRUCT(BeliefExample, (),
                      (question_id, rule, belief, words, span, subject, text, language, answer, answered_at))
/// Every question that a person answered, oldest first. Without who answered, and without the contact: what the rules learn from is the words.
Result<std::int64_t> export_beliefs(Services& services,
                                    const std::function<void(const BeliefExample&)>& sink);

}  // namespace sa
