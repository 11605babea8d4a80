// What a draft's state means to those around it: every state has its row.
#include "core/draft/standing.h"

#include <gtest/gtest.h>

#include "base/reflect/reflect.h"

namespace sa {
namespace {

constexpr Instant kNow{1'764'000'000'000};

TEST(StandingTest, EachStateMeansOneThing) {
  struct Row {
    DraftStatus status;
    bool open;
    bool counts;
    bool wished;
  };
  const Row rows[] = {
      {DraftStatus::PENDING_APPROVAL, true, false, false},
      {DraftStatus::APPROVED, true, false, true},
      {DraftStatus::REJECTED, false, false, false},
      {DraftStatus::SENDING, false, true, false},
      {DraftStatus::SENT, false, true, false},
      {DraftStatus::FAILED, false, false, false},
      {DraftStatus::EXPIRED, false, false, false},
      {DraftStatus::OUTCOME_UNKNOWN, false, true, false},
  };
  for (const Row& row : rows) {
    Draft draft;
    draft.status = row.status;
    draft.version = 2;
    draft.approved_at = kNow;
    draft.approved_hash = content_hash(draft);
    EXPECT_EQ(is_open(row.status), row.open) << enum_name(row.status);
    EXPECT_EQ(counts_itself(draft), row.counts) << enum_name(row.status);
    EXPECT_EQ(is_ready(draft), row.wished) << enum_name(row.status);
    EXPECT_EQ(is_still_wished(draft, 2, kNow), row.wished) << enum_name(row.status);
    EXPECT_FALSE(is_still_wished(draft, 1, kNow)) << "edited since";
    EXPECT_FALSE(is_still_wished(draft, 2, kNow - 1)) << "approved anew since";
    draft.body = "other bytes";
    EXPECT_FALSE(is_ready(draft)) << enum_name(row.status);
  }
}

TEST(StandingTest, OnlyClosedHoursAreNoFinding) {
  const auto with = [](std::vector<Reason> reasons) {
    Draft draft;
    for (Check* check : {&draft.checks.quality, &draft.checks.tone, &draft.checks.length})
      check->passed = true;
    draft.checks.compliance.passed = true;
    draft.verdict.reasons = std::move(reasons);
    return draft;
  };
  EXPECT_TRUE(is_without_finding(with({})));
  EXPECT_TRUE(is_without_finding(with({{"time.window", Severity::hold, "", ""}})));
  EXPECT_TRUE(is_without_finding(with({{"mailbox.window", Severity::hold, "", ""}})));
  EXPECT_FALSE(is_without_finding(with({{"mailbox.paused", Severity::hold, "", ""}})));
  EXPECT_TRUE(is_without_finding(with({{"time.not_before", Severity::info, "", ""}})));
  EXPECT_FALSE(is_without_finding(with({{"quota.mailbox_day", Severity::hold, "", ""}})));
  EXPECT_FALSE(is_without_finding(with({{"claim.unsourced", Severity::warn, "", ""}})));
  Draft failed = with({});
  failed.checks.tone.passed = false;
  EXPECT_FALSE(is_without_finding(failed));
}

TEST(StandingTest, ARepeatedWishHasTheSameWords) {
  Draft draft;
  draft.recipient = "ben@example.net";
  draft.subject = "Hello";
  draft.body = "Body";
  draft.metadata = {{"campaign", "spring"}};
  EXPECT_TRUE(is_same_content(draft, draft));
  for (const auto change : {+[](Draft& d) { d.recipient += "x"; }, +[](Draft& d) { d.subject += "x"; },
                            +[](Draft& d) { d.body += "x"; }, +[](Draft& d) { d.message_id = "m1"; },
                            +[](Draft& d) { d.metadata["campaign"] = "autumn"; }}) {
    Draft wish = draft;
    change(wish);
    EXPECT_FALSE(is_same_content(draft, wish));
  }
  Draft edited = draft;
  edited.version = 2;
  EXPECT_FALSE(is_same_content(edited, draft));
}

}  // namespace
}  // namespace sa
