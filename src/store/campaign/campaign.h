// Rows of campaigns, and of the contacts that a launch left out.
// THREADS, ERRORS: as store/engine/db.h.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/campaign/campaign.h"
#include "store/engine/db.h"

namespace sa {

Result<std::optional<Campaign>> find_campaign(ReadTx& tx, const std::string& campaign_id);
/// ERRORS: not_found.
Result<Campaign> get_campaign(ReadTx& tx, const std::string& campaign_id);
/// Newest first, behind the campaign that was made at `after_at`. Null status: any.
Result<std::vector<Campaign>> list_campaigns(ReadTx& tx, const std::optional<CampaignStatus>& status,
                                             Instant after_at, const std::string& after_id,
                                             std::int64_t limit);
/// ERRORS: conflict where there is one of that id.
Result<Unit> insert_campaign(Tx& tx, const Campaign& campaign);
/// `campaign.version` is one more than that which was read. False when the row has another one.
Result<bool> update_campaign(Tx& tx, const Campaign& campaign);

/// A contact of the segment that was not enrolled, and why.
struct CampaignSkip {
  std::string contact_id;
  std::string rule;
  std::string words;
  std::optional<Instant> until;
};
BOOST_DESCRIBE_STRUCT(CampaignSkip, (), (contact_id, rule, words, until))
/// The first reason of a contact stands.
Result<Unit> insert_campaign_skip(Tx& tx, const std::string& campaign_id, const CampaignSkip& skip);
/// Those that the asker sees, in the order of contacts.
Result<std::vector<CampaignSkip>> list_campaign_skips(ReadTx& tx, const std::string& campaign_id,
                                                      const std::string& after_id, std::int64_t limit);
Result<std::int64_t> count_campaign_skips(ReadTx& tx, const std::string& campaign_id);

}  // namespace sa
