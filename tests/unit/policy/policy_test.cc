// The rules that are built into the program: every expression is one, and who brings their own is told of a fault.
#include <gtest/gtest.h>

#include <stdexcept>

#include "agents/policy/agent_policy.h"
#include "base/embedded.h"
#include "base/text/regex.h"
#include "mail/analysis.h"
#include "mail/text/pattern.h"

namespace sa {
namespace {

std::optional<std::string> built_in(std::string_view path) {
  const auto text = find_embedded(path);
  return text ? std::optional<std::string>(*text) : std::nullopt;
}

TEST(PolicyTest, every_expression_that_is_built_in_is_sound) {
  const RegexSet::CheckNow check;
  const auto mail = load_mail_policy(built_in);
  EXPECT_TRUE(mail) << mail.error().message;
  const auto agents = load_agent_policy(built_in);
  EXPECT_TRUE(agents) << agents.error().message;
}

TEST(PolicyTest, a_broken_expression_of_the_owners_is_named) {
  const RegexSet::CheckNow check;
  const auto mail = load_mail_policy([](std::string_view path) {
    auto text = built_in(path);
    if (path == "policy/injection.json") text->replace(text->find("ignore"), 6, "ig(nore");
    return text;
  });
  ASSERT_FALSE(mail);
  EXPECT_NE(mail.error().message.find("policy/injection.json"), std::string::npos) << mail.error().message;
  EXPECT_NE(mail.error().message.find("ig(nore"), std::string::npos) << mail.error().message;
}

TEST(RegexSetTest, one_pass_finds_what_each_would_find) {
  RegexSet set{RE2::Options()};
  for (const char* text : {"a+b", "^start", "(\\d+) euro", "never there"}) ASSERT_TRUE(set.add(text));
  EXPECT_EQ(set.matching("start: 12 euro"), (std::vector<std::size_t>{1, 2}));
  EXPECT_EQ(set.matching("aab"), (std::vector<std::size_t>{0}));
  EXPECT_TRUE(set.matching("").empty());
  EXPECT_TRUE(set.any("aab"));
  EXPECT_FALSE(set.any("nothing"));
  EXPECT_EQ(set[2].NumberOfCapturingGroups(), 1);
}

TEST(RegexSetTest, too_large_for_one_automaton_they_are_tried_one_by_one) {
  RE2::Options small;
  small.set_max_mem(20000);
  small.set_log_errors(false);
  RegexSet set(small);
  for (int i = 0; i < 60; ++i) ASSERT_TRUE(set.add("x{1,20}" + std::to_string(i) + "y"));
  EXPECT_EQ(set.matching("xxx17y xx3y"), (std::vector<std::size_t>{3, 17}));
}

TEST(RegexSetTest, a_broken_one_is_refused_when_asked_and_never_passes_in_silence) {
  RegexSet set{RE2::Options()};
  {
    const RegexSet::CheckNow check;
    EXPECT_FALSE(set.add("a("));
  }
  ASSERT_TRUE(set.add("a("));
  EXPECT_THROW(set.any("a"), std::logic_error);
}

}  // namespace
}  // namespace sa
