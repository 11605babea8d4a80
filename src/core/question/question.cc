#include "core/question/question.h"

#include <algorithm>
#include <array>
#include <span>
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
/// Asked about signals to a sequence, which no analysis of words finds.
constexpr std::array kSignals = {
    Subject{"company_reply", "A colleague of this person replied. Do we go on writing to this person?"},
    Subject{"unknown_sender",
            "Somebody whom we do not know wrote in this person's conversation. Do we go on writing to this "
            "person?"},
    Subject{"absence",
            "This person is away for long, or we do not know until when. Do we go on writing to them?"},
};

bool is_asked(std::string_view name) {
  return std::ranges::find(kAsked, name, &Subject::name) != kAsked.end();
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
    if (!is_asked(subject)) continue;
    const auto same = std::ranges::find(asked, subject, subject_of);
    if (same == asked.end())
      asked.push_back(doubt);
    else if (!has_place(*same) && has_place(doubt))
      *same = doubt;
  }
  return asked;
}

std::string asking(const Question& question) {
  for (const std::span<const Subject> subjects :
       {std::span<const Subject>(kAsked), std::span<const Subject>(kSignals)}) {
    const auto found = std::ranges::find(subjects, question.kind, &Subject::name);
    if (found != subjects.end()) return std::string(found->asking);
  }
  return "May we still email this person?";
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
