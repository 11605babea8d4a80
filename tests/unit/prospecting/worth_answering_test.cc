#include "agents/prospecting/worth_answering.h"

#include <gtest/gtest.h>

namespace sa {
namespace {

const Instant kSent = *parse_rfc3339("2026-11-18T10:00:00Z");

TEST(WorthAnsweringTest, Rows) {
  const struct {
    const char* name;
    MailPlace place;
    const char* why;  // empty: it is worth an answer
  } rows[] = {
      {"the only mail", {"ben@example.net", kSent, {}, {}}, ""},
      {"the newest mail", {"ben@example.net", kSent, {}, kSent}, ""},
      {"as old as it may be", {"ben@example.net", kSent, {}, kSent + 90 * kDayMs}, ""},
      {"history",
       {"ben@example.net", kSent, {}, kSent + 91 * kDayMs},
       "It is 91 days older than the newest mail, so it needs no answer."},
      {"answered",
       {"ben@example.net", kSent, Direction::out, kSent},
       "We have already answered: a later mail of ours is in the thread."},
      {"overtaken",
       {"ben@example.net", kSent, Direction::in, kSent},
       "The contact wrote again later in the thread."},
      {"nobody to answer",
       {"undisclosed", kSent, {}, kSent},
       "The sender's address is not valid: undisclosed"},
  };
  for (const auto& row : rows) EXPECT_EQ(why_not_worth_answering(row.place), row.why) << row.name;
}

}  // namespace
}  // namespace sa
