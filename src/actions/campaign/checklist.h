// The launch checklist of campaigns: what stands against a launch, whom it would leave out, and what to do about it.
// THREADS: any; blocks its thread, which is that of `segment_worker`. Memory: a page of contacts.
// ERRORS: not_found for a segment; those of store/engine/db.h.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "actions/campaign/segment.h"
#include "actions/services.h"
#include "core/campaign/campaign.h"

namespace sa {

struct CampaignCheck {
  std::vector<CheckLine> lines;
  std::int64_t count = 0;             ///< contacts in the segment that the asker sees
  std::int64_t segment_version = 0;   ///< that was looked at
  std::int64_t sequence_version = 0;  ///< 0: there is none

  bool is_ready() const;
};

/// Of each campaign, as of now; all of them in one walk through the contacts.
Result<std::vector<CampaignCheck>> check_campaigns(Services& services,
                                                   const std::vector<Campaign>& campaigns);

/// Ids of those of the page whose domain must not be written to.
Result<std::set<std::string>> list_suppressed_domains(const Services& services, ReadTx& tx,
                                                      const ContactBatch& batch);

}  // namespace sa
