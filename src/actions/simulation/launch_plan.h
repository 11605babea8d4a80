// The plan of a launch: what the simulator says at that moment is kept with the campaign, and held against what left.
// THREADS: any.
// ERRORS: not_found for a campaign that there is not; those of the launch.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "actions/campaign/campaign.h"
#include "core/simulation/actual.h"

namespace sa {

/// Of larger segments no plan is kept: the launch would take too long.
inline constexpr std::int64_t kMostPlannedContacts = 20'000;
/// Days that a plan looks ahead.
inline constexpr std::int64_t kPlannedDays = 90;

/// As launch_campaign; the simulator plans what is launched first.
Task<Result<CampaignCard>> launch_with_plan(Services& services, const Actor& actor, std::string campaign_id,
                                            std::int64_t confirm_count);

/// The answer of GET /api/campaigns/{campaign_id}/plan-against-actual.
struct PlanReport {
  std::string campaign_id;
  bool is_planned = false;            ///< a plan was kept
  std::optional<Instant> planned_at;  ///< when it was made
  std::optional<std::string> plan_hash;
  std::int64_t planned = 0;
  std::int64_t same = 0;
  std::int64_t waiting = 0;
  std::int64_t moved_count = 0;
  std::int64_t missing_count = 0;
  std::int64_t extra_count = 0;
  std::vector<PlanDeviation> moved;
  std::vector<PlanDeviation> missing;
  std::vector<PlanDeviation> extra;
  static std::vector<Rule> rules() {
    return {
        rule(&PlanReport::is_planned)
            .describe("false: not launched yet, or the segment had more than 20,000 contacts"),
        rule(&PlanReport::planned).describe("mails in the plan"),
        rule(&PlanReport::same)
            .describe("mails that left within a minute of their planned time, from their planned mailbox"),
        rule(&PlanReport::waiting).describe("mails that are planned for later"),
        rule(&PlanReport::moved)
            .describe("the first `limit` of those that left at another time, or from another mailbox"),
        rule(&PlanReport::missing).describe("the first `limit` of those that should have left by now"),
        rule(&PlanReport::extra).describe("the first `limit` of those that left and were not planned")};
  }
};
BOOST_DESCRIBE_STRUCT(PlanReport, (),
                      (campaign_id, is_planned, planned_at, plan_hash, planned, same, waiting, moved_count,
                       missing_count, extra_count, moved, missing, extra))

/// `limit`: of each list.
Task<Result<PlanReport>> get_plan_report(Services& services, std::string campaign_id, std::int64_t limit);

}  // namespace sa
