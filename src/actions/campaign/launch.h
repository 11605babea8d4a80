// Launching a campaign: everything is checked anew, then the segment is enrolled in the order of contact ids. The first page of contacts is
// enrolled in the transaction of the launch, the rest by a job, which goes on where it was after a restart.
// THREADS: any.
// ERRORS: as actions/campaign/campaign.h; conflict with `count` and `checklist`, where something blocks or the segment has another number of
// contacts than was confirmed.
#pragma once

#include <string>

#include "actions/campaign/campaign.h"
#include "actions/job/kind.h"

namespace sa {

/// `confirm_count`: the contacts of the segment, before skips, as the person saw them. ERRORS: forbidden for anybody but a lead.
Task<Result<CampaignCard>> launch_campaign(Services& services, const Actor& actor, std::string campaign_id,
                                           std::int64_t confirm_count);
/// Goes on with a launch.
JobRow enroll_segment_job();

}  // namespace sa
