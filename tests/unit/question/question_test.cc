// Questions to persons: which doubts are asked about, and that one answer is all.
#include "core/question/question.h"

#include <gtest/gtest.h>

namespace sa {
namespace {

const Instant kNow = *parse_rfc3339("2026-11-18T10:00:00Z");

Doubt doubt(const char* rule, const char* words, Span span = {}) {
  return {rule, words, span};
}

TEST(Question, OneOfEachSubjectThatActsOnAPerson) {
  const auto asked =
      doubts_to_ask({doubt("text.cut", "> a divider"), doubt("opt_out.words", "unsubscribe"),
                     doubt("opt_out.asked", "stop", {4, 8}), doubt("opt_out.words", "remove", {9, 15})});
  ASSERT_EQ(asked.size(), 1u);
  EXPECT_EQ(asked.front().words, "stop") << "one with a place before one without, the first of them";
  EXPECT_TRUE(doubts_to_ask({doubt("text.cut", "-- ")}).empty());
}

TEST(Question, OneAnswerIsAll) {
  Question question;
  question.kind = "opt_out";
  EXPECT_EQ(answers_of(question).size(), 3u);
  const auto answered = answer(question, QuestionAnswer::suppress, "Ana", kNow);
  ASSERT_TRUE(answered);
  EXPECT_EQ(answered->status, QuestionStatus::ANSWERED);
  EXPECT_TRUE(answers_of(*answered).empty());
  const auto again = answer(*answered, QuestionAnswer::continue_, "Ben", kNow + kDayMs);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::conflict);
  EXPECT_NE(again.error().message.find("Ana said \"suppress\" on 2026-11-18"), std::string::npos)
      << again.error().message;
}

}  // namespace
}  // namespace sa
