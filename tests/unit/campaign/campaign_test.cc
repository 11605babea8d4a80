// A campaign: the steps that its state may take.
#include "core/campaign/campaign.h"

#include <gmock/gmock.h>

#include "base/reflect/reflect.h"

namespace sa {
namespace {

const Instant kNow = *parse_rfc3339("2026-11-18T12:00:00Z");

TEST(CampaignTest, EachStateTakesTheStepsThatItAllows) {
  using S = CampaignStatus;
  const struct {
    S from;
    bool launches, pauses, resumes, cancels;
  } rows[] = {{S::DRAFT, false, false, false, true},      {S::READY, true, false, false, true},
              {S::RUNNING, false, true, false, true},     {S::PAUSED, false, false, true, true},
              {S::CANCELLED, false, false, false, false}, {S::FINISHED, false, false, false, false}};
  for (const auto& row : rows) {
    Campaign campaign;
    campaign.campaign_id = "k1";
    campaign.status = row.from;
    campaign.version = 4;
    const auto expect = [&](const Result<Campaign>& made, bool allowed, S to, const char* verb) {
      ASSERT_EQ(made.has_value(), allowed) << enum_name(row.from) << " -> " << enum_name(to);
      if (!allowed) {
        EXPECT_EQ(made.error().code, ErrorCode::conflict);
        EXPECT_EQ(made.error().details.at("status").as_string(), enum_name(row.from));
        EXPECT_THAT(made.error().message, testing::StartsWith("Campaign k1 cannot be " + std::string(verb)));
        return;
      }
      EXPECT_EQ(made->status, to);
      EXPECT_EQ(made->updated_at, kNow);
      EXPECT_EQ(made->version, 5);
    };
    expect(launch(campaign, kNow), row.launches, S::RUNNING, "launched");
    expect(pause(campaign, kNow), row.pauses, S::PAUSED, "paused");
    expect(resume(campaign, kNow), row.resumes, S::RUNNING, "resumed");
    expect(cancel(campaign, kNow), row.cancels, S::CANCELLED, "cancelled");
  }
}

TEST(CampaignTest, LaunchAndCancelLeaveTheirInstants) {
  Campaign campaign;
  campaign.status = CampaignStatus::READY;
  const auto launched = launch(campaign, kNow);
  ASSERT_TRUE(launched);
  EXPECT_EQ(launched->launched_at, kNow);
  EXPECT_FALSE(launched->ended_at);
  const auto cancelled = cancel(*launched, kNow + kDayMs);
  ASSERT_TRUE(cancelled);
  EXPECT_EQ(cancelled->launched_at, kNow);
  EXPECT_EQ(cancelled->ended_at, kNow + kDayMs);
}

}  // namespace
}  // namespace sa
