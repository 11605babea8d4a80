#include "core/question/question.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/reflect/reflect.h"

namespace sa {
namespace {

/// A subject of doubt that acts on a person, and what is asked about it.
struct Subject {
  std::string_view name;
  std::string_view asking;
};
constexpr std::array kAsked = {
    Subject{"opt_out", "Is this person asking us to stop emailing them?"},
};

const Subject* find_subject(std::string_view name) {
  const auto found = std::ranges::find(kAsked, name, &Subject::name);
  return found == kAsked.end() ? nullptr : &*found;
}

bool has_place(const Doubt& doubt) {
  return doubt.span.end > doubt.span.start;
}

}  // namespace

std::string subject_of(const Doubt& doubt) {
  return doubt.rule.substr(0, doubt.rule.find('.'));
}

std::vector<Doubt> doubts_to_ask(const std::vector<Doubt>& doubts) {
  std::vector<Doubt> asked;
  for (const Doubt& doubt : doubts) {
    const std::string subject = subject_of(doubt);
    if (!find_subject(subject)) continue;
    const auto same = std::ranges::find(asked, subject, subject_of);
    if (same == asked.end())
      asked.push_back(doubt);
    else if (!has_place(*same) && has_place(doubt))
      *same = doubt;
  }
  return asked;
}

std::string asking(const Question& question) {
  const Subject* subject = find_subject(question.kind);
  return std::string(subject ? subject->asking : "May we still email this person?");
}

std::vector<QuestionAnswer> answers_of(const Question& question) {
  if (question.status == QuestionStatus::ANSWERED) return {};
  return {QuestionAnswer::continue_, QuestionAnswer::stop, QuestionAnswer::suppress};
}

Result<Question> answer(Question question, QuestionAnswer given, const std::string& who, Instant now) {
  if (question.status == QuestionStatus::ANSWERED) {
    return conflict("This question has already been answered: " + question.answered_by.value_or("somebody") +
                    " said \"" + std::string(enum_name(question.answer.value_or(given))) + "\" on " +
                    format_rfc3339(question.answered_at.value_or(now)) + ".");
  }
  question.status = QuestionStatus::ANSWERED;
  question.answer = given;
  question.answered_by = who;
  question.answered_at = now;
  return question;
}

}  // namespace sa
