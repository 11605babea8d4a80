// A question to a person: a contact's mail may say something with consequences for them (they want no mail from us), but it is
// not certain. While it is open, all mail to the contact waits (gate rule contact.doubt). The answer is kept as an example.
// THREADS: values and pure functions.
// ERRORS: answer: conflict if somebody has already answered; it says who, and what.
// SOURCE: core/message/belief.h says what sure and possible do.
#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "core/message/belief.h"

namespace sa {

enum class QuestionStatus { OPEN, ANSWERED };
BOOST_DESCRIBE_ENUM(QuestionStatus, OPEN, ANSWERED)

/// continue: the doubt was none, the hold ends. stop: what is under way to the contact ends, later mail may be written.
/// suppress: the contact is never written to again.
enum class QuestionAnswer { continue_, stop, suppress };
BOOST_DESCRIBE_ENUM(QuestionAnswer, continue_, stop, suppress)

struct Question {
  std::string question_id;
  std::string
      kind;  ///< what is doubted: the part before the dot of `rule`; one open question for it and a contact
  std::string contact_id;  ///< whose mail waits
  std::optional<std::string> enrollment_id;
  std::optional<std::string> message_id;  ///< the mail that gave rise to it
  std::string rule;                       ///< of the doubt: "opt_out.words"
  std::string words;                      ///< the doubtful words, as they were written
  Span span;             ///< where they stand in the message's reply_text; both 0: no place in it
  std::string language;  ///< of the mail, as the analysis says
  QuestionStatus status = QuestionStatus::OPEN;
  std::optional<QuestionAnswer> answer;
  std::optional<std::string> answered_by;
  std::optional<Instant> answered_at;
  Instant created_at;
};
BOOST_DESCRIBE_STRUCT(Question, (),
                      (question_id, kind, contact_id, enrollment_id, message_id, rule, words, span, language,
                       status, answer, answered_by, answered_at, created_at))

/// Stands before a message id in `answered_by`, where a later mail of the contact answered.
inline constexpr std::string_view kAnsweredByMail = "message:";

/// What is asked about the doubts of a mail: the first of each subject that acts on a person, one with a place before one
/// without. Doubts that only show how a mail was read (where a reply was cut) are shown beside it, and asked about nobody.
std::vector<Doubt> doubts_to_ask(const std::vector<Doubt>& doubts);

/// "opt_out" of "opt_out.words".
std::string subject_of(const Doubt& doubt);

/// The question as a person reads it, without the words that it is about.
std::string asking(const Question& question);

/// The possible answers.
std::vector<QuestionAnswer> answers_of(const Question& question);

/// `who` is a person; or the mail that made the question needless (kAnsweredByMail and its id), where they surely wish no mail.
Result<Question> answer(Question question, QuestionAnswer given, const std::string& who, Instant now);

}  // namespace sa
