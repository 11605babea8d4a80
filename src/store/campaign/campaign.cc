#include "store/campaign/campaign.h"

#include "queries.h"

namespace sa {
namespace {

struct CampaignId {
  std::string campaign_id;
};
BOOST_DESCRIBE_STRUCT(CampaignId, (), (campaign_id))

}  // namespace

Result<std::optional<Campaign>> find_campaign(ReadTx& tx, const std::string& campaign_id) {
  return tx.find<Campaign>(sql::campaign_get, Args().add("campaign_id", campaign_id));
}

Result<Campaign> get_campaign(ReadTx& tx, const std::string& campaign_id) {
  return tx.get<Campaign>(sql::campaign_get, Args().add("campaign_id", campaign_id),
                          "There is no campaign " + campaign_id + ".");
}

Result<std::vector<Campaign>> list_campaigns(ReadTx& tx, const std::optional<CampaignStatus>& status,
                                             Instant after_at, const std::string& after_id,
                                             std::int64_t limit) {
  return tx.list<Campaign>(sql::campaign_list,
                           Args()
                               .add("status", status ? enum_name(*status) : std::string_view())
                               .add("after_at", after_at)
                               .add("after_id", after_id)
                               .add("limit", limit));
}

Result<Unit> insert_campaign(Tx& tx, const Campaign& campaign) {
  return tx.put(sql::campaign_insert, Args().add_all(campaign));
}

Result<bool> update_campaign(Tx& tx, const Campaign& campaign) {
  TRY(const std::int64_t changed, tx.exec(sql::campaign_update, Args().add_all(campaign)));
  return changed == 1;
}

Result<std::optional<std::string>> find_enrolling_campaign(ReadTx& tx, const std::string& sequence_id,
                                                           const std::string& segment_id) {
  TRY(const auto found,
      tx.find<CampaignId>(sql::campaign_enrolling_find,
                          Args().add("sequence_id", sequence_id).add("segment_id", segment_id)));
  return found ? std::optional(found->campaign_id) : std::nullopt;
}

Result<Unit> insert_campaign_skip(Tx& tx, const std::string& campaign_id, const CampaignSkip& skip) {
  return tx.put(sql::campaign_skip_insert, Args().add("campaign_id", campaign_id).add_all(skip));
}

Result<std::vector<CampaignSkip>> list_campaign_skips(ReadTx& tx, const std::string& campaign_id,
                                                      const std::string& after_id, std::int64_t limit) {
  return tx.list<CampaignSkip>(
      sql::campaign_skip_list,
      Args().add("campaign_id", campaign_id).add("after_id", after_id).add("limit", limit));
}

Result<std::int64_t> count_campaign_skips(ReadTx& tx, const std::string& campaign_id) {
  TRY(const Rows rows, tx.query(sql::campaign_skip_count, Args().add("campaign_id", campaign_id)));
  return rows.first_integer();
}

Result<std::vector<CampaignPosition>> list_campaign_positions(ReadTx& tx, const std::string& campaign_id) {
  return tx.list<CampaignPosition>(sql::campaign_position_list, Args().add("campaign_id", campaign_id));
}

Result<std::vector<CampaignDraftCount>> count_campaign_drafts(ReadTx& tx, const std::string& campaign_id) {
  return tx.list<CampaignDraftCount>(sql::campaign_draft_count_list, Args().add("campaign_id", campaign_id));
}

Result<std::vector<Draft>> list_open_campaign_drafts(ReadTx& tx, const std::string& campaign_id,
                                                     std::int64_t limit) {
  return tx.list<Draft>(sql::campaign_open_draft_list,
                        Args().add("campaign_id", campaign_id).add("limit", limit));
}

Result<std::vector<Campaign>> list_over_campaigns(ReadTx& tx, std::int64_t limit) {
  return tx.list<Campaign>(sql::campaign_over_list, Args().add("limit", limit));
}

}  // namespace sa
