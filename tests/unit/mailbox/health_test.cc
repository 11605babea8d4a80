#include "core/mailbox/health.h"

#include <gtest/gtest.h>

namespace sa {
namespace {

struct Row {
  const char* about;
  MailboxFigures figures;
  const char* rule;  ///< "": nothing
  bool pauses = false;
};

TEST(HealthTest, WhenToWarnAndWhenToStop) {
  const Row rows[] = {
      {"nothing was sent", {0, 0, 0}, ""},
      {"too few to say", {39, 39, 39}, ""},
      {"the fewest, one bounce of them", {40, 1, 0}, ""},
      {"the fewest, 5 %", {40, 2, 0}, "mailbox.bounces", true},
      {"just below 3 %", {200, 5, 0}, ""},
      {"3 %", {200, 6, 0}, "mailbox.bounces", false},
      {"just below 5 %", {200, 9, 0}, "mailbox.bounces", false},
      {"5 %", {200, 10, 0}, "mailbox.bounces", true},
      {"one complaint of 200 is 0.5 %", {200, 0, 1}, "mailbox.complaints", true},
      {"both stop: the complaint is named", {200, 10, 1}, "mailbox.complaints", true},
      {"healthy", {200, 0, 0}, ""},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.about);
    const auto finding = judge_health(row.figures);
    EXPECT_EQ(finding ? finding->hold.rule : "", row.rule);
    if (finding) {
      EXPECT_EQ(finding->pauses, row.pauses);
      EXPECT_FALSE(finding->hold.words.empty());
      EXPECT_FALSE(finding->hold.until) << "a person resumes it";
    }
  }
}

TEST(HealthTest, ComplaintsOfMoreMailsThanCount) {
  // The thresholds themselves, which 200 mails are too few to meet.
  EXPECT_FALSE(judge_health({2000, 0, 1}));
  EXPECT_FALSE(judge_health({1000, 0, 1})->pauses);
  EXPECT_TRUE(judge_health({1000, 0, 3})->pauses);
}

TEST(HealthTest, RatesAreUnknownForFewMails) {
  EXPECT_FALSE(bounce_rate({39, 1, 0}));
  EXPECT_FALSE(complaint_rate({39, 1, 0}));
  EXPECT_DOUBLE_EQ(*bounce_rate({200, 6, 0}), 0.03);
  EXPECT_DOUBLE_EQ(*complaint_rate({200, 6, 1}), 0.005);
}

}  // namespace
}  // namespace sa
