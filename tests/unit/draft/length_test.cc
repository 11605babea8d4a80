// The length rule: characters, not bytes; what begins a conversation needs more.
#include "core/draft/length.h"

#include <gtest/gtest.h>

namespace sa {
namespace {

std::string rule_of(std::size_t count, bool is_reply, const LengthRule& rule = {50, 2000}) {
  std::string body;
  for (std::size_t i = 0; i < count; ++i) body += "é";
  const auto issue = judge_length(body, is_reply, rule);
  return issue ? issue->rule : "";
}

TEST(LengthTest, counts_characters) {
  const struct {
    std::size_t count;
    bool is_reply;
    const char* rule;
  } rows[] = {{49, false, "length.body_short"},
              {50, false, ""},
              {2000, false, ""},
              {2001, false, "length.body_long"},
              {1, true, ""},
              {0, true, "length.body_short"},
              {2000, true, ""},
              {2001, true, "length.body_long"}};
  for (const auto& row : rows) EXPECT_EQ(rule_of(row.count, row.is_reply), row.rule) << row.count;
}

TEST(LengthTest, blanks_around_the_text_do_not_count) {
  EXPECT_TRUE(judge_length(std::string(60, ' '), false, {50, 2000}));
  EXPECT_FALSE(judge_length(std::string(3000, '\n') + "Yes." + std::string(3000, ' '), true, {50, 2000}));
}

TEST(LengthTest, the_limits_are_data_and_stand_in_the_words) {
  EXPECT_EQ(rule_of(5, false, {5, 9}), "");
  EXPECT_EQ(rule_of(10, false, {5, 9}), "length.body_long");
  EXPECT_EQ(judge_length("four", false, {5, 9})->words,
            "The body has 4 characters; at least 5 are required in the first mail of a conversation.");
  EXPECT_EQ(judge_length("0123456789", false, {5, 9})->words,
            "The body has 10 characters; at most 9 are allowed.");
}

}  // namespace
}  // namespace sa
