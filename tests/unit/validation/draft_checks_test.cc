// The checks on drafts that people wrote without looking at the rules: tests/data/unseen/draft_checks.jsonl.
#include <gtest/gtest.h>

#include <iostream>

#include "agents/validation/greeting.h"
#include "agents/validation/validation.h"
#include "tests/unit/agent_fixture.h"
#include "tests/unit/rows.h"

namespace sa {
namespace {

/// Blanks, merge tags, spintax and greetings of nobody; that a bare text names no opt-out is another matter.
std::vector<std::string> findings(const boost::json::object& row) {
  ValidationInput input;
  input.recipient = "someone@buyer.example";
  input.recipient_name = text_of(row, "recipient_name");
  input.subject = text_of(row, "subject");
  input.body = text_of(row, "body");
  input.footer = "To unsubscribe, follow the link.";
  input.is_reply = true;
  const Checks checks = validate(input, agent_policy().validation).checks;
  std::vector<std::string> found;
  for (const auto* issues :
       {&checks.compliance.violations, &checks.quality.issues, &checks.tone.issues, &checks.length.issues}) {
    for (const Issue& issue : *issues) found.push_back(issue.rule + " “" + issue.text + "”");
  }
  return found;
}

TEST(DraftChecksTest, blanks_and_greetings_of_nobody_are_found_and_odd_names_are_not) {
  const auto rows = unseen_rows("draft_checks");
  ASSERT_GE(rows.size(), 70u);
  std::size_t right = 0;
  for (const auto& row : rows) {
    const auto found = findings(row);
    if (found.empty() != row.at("finding").as_bool()) {
      ++right;
    } else {
      std::cout << text_of(row, "id") << " " << text_of(row, "why") << ": "
                << (found.empty() ? "nothing" : found.front()) << " in " << text_of(row, "body").substr(0, 60)
                << "\n";
    }
  }
  std::cout << "draft_checks: " << right << " of " << rows.size() << "\n";
  EXPECT_GE(right, 72u);
}

TEST(DraftChecksTest, a_greeting_of_nobody_is_told_from_a_name) {
  const ValidationPolicy& policy = agent_policy().validation;
  const auto is_nobody = [&](const std::string& line) {
    const std::string body = line + "\n\nthank you for your message.";
    const auto greeting = greeting_of(body, policy);
    return greeting && greets_nobody(*greeting, body, {}, policy);
  };
  for (const std::string& line : policy.file().greeting_of_nobody.matches)
    EXPECT_TRUE(is_nobody(line)) << line;
  for (const std::string& line : policy.file().greeting_of_nobody.misses)
    EXPECT_FALSE(is_nobody(line)) << line;
}

TEST(DraftChecksTest, a_known_name_is_no_blank_unless_it_is_all_that_is_known) {
  const ValidationPolicy& policy = agent_policy().validation;
  const auto is_nobody = [&](const std::string& line, std::string_view name, std::string_view address = "") {
    const std::string body = line + "\n\nthank you.";
    const auto greeting = greeting_of(body, policy);
    return greeting && greets_nobody(*greeting, body, {name, address}, policy);
  };
  EXPECT_FALSE(is_nobody("Hi Null,", "Jennifer Null"));
  EXPECT_FALSE(is_nobody("Dear Sales,", "Tom Sales"));
  EXPECT_TRUE(is_nobody("Dear NA,", "NA"));  // the blank was stored as the name
  EXPECT_TRUE(is_nobody("Dear Sales,", "Tom Baker"));
  EXPECT_FALSE(is_nobody("Hi Sales,", "", "tom.sales@buyer.example"));
  EXPECT_TRUE(is_nobody("Hi Sales,", "", "sales@buyer.example"));
}

}  // namespace
}  // namespace sa
