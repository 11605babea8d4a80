#include "store/simulation/plan.h"

#include "queries.h"

namespace sa {

Result<Unit> insert_campaign_plan(Tx& tx, const CampaignPlan& plan,
                                  const std::vector<CampaignPlanMail>& mails) {
  TRY_OK(tx.exec(sql::campaign_plan_insert, Args().add_all(plan)));
  for (const CampaignPlanMail& each : mails)
    TRY_OK(
        tx.exec(sql::campaign_plan_mail_insert, Args().add("campaign_id", plan.campaign_id).add_all(each)));
  return ok();
}

Result<std::optional<CampaignPlan>> find_campaign_plan(ReadTx& tx, const std::string& campaign_id) {
  return tx.find<CampaignPlan>(sql::campaign_plan_find, Args().add("campaign_id", campaign_id));
}

Result<std::vector<PlannedMail>> list_planned_mails(ReadTx& tx, const std::string& campaign_id) {
  return tx.list<PlannedMail>(sql::campaign_plan_list, Args().add("campaign_id", campaign_id));
}

Result<std::vector<ExtraMail>> list_extra_mails(ReadTx& tx, const std::string& campaign_id) {
  return tx.list<ExtraMail>(sql::campaign_plan_extra, Args().add("campaign_id", campaign_id));
}

}  // namespace sa
