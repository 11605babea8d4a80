// The plan of a launch (core/simulation/actual.h).
// THREADS, ERRORS: as store/engine/db.h.
#pragma once

#include <string>
#include <vector>

#include "core/simulation/actual.h"
#include "store/engine/db.h"

namespace sa {

struct CampaignPlan {
  std::string campaign_id;
  Instant made_at;
  std::string plan_hash;  ///< of the simulator's lines
  std::int64_t mails = 0;
};
BOOST_DESCRIBE_STRUCT(CampaignPlan, (), (campaign_id, made_at, plan_hash, mails))

/// A line of it.
struct CampaignPlanMail {
  std::string contact_id;
  std::string step_id;
  Instant at;
  std::string mailbox;  ///< the address
};
BOOST_DESCRIBE_STRUCT(CampaignPlanMail, (), (contact_id, step_id, at, mailbox))

/// A plan that is there already stays.
Result<Unit> insert_campaign_plan(Tx& tx, const CampaignPlan& plan,
                                  const std::vector<CampaignPlanMail>& mails);
/// Null: none was kept.
Result<std::optional<CampaignPlan>> find_campaign_plan(ReadTx& tx, const std::string& campaign_id);
Result<std::vector<PlannedMail>> list_planned_mails(ReadTx& tx, const std::string& campaign_id);
Result<std::vector<ExtraMail>> list_extra_mails(ReadTx& tx, const std::string& campaign_id);

}  // namespace sa
