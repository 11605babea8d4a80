// Rows of campaigns, and of the contacts that a launch left out.
// THREADS, ERRORS: as store/engine/db.h.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/campaign/campaign.h"
#include "core/draft/draft.h"
#include "core/enrollment/enrollment.h"
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
/// A campaign that is still enrolling its contacts: of that sequence, or for that segment.
Result<std::optional<std::string>> find_enrolling_campaign(ReadTx& tx, const std::string& sequence_id,
                                                           const std::string& segment_id);
Result<Unit> insert_campaign_skip(Tx& tx, const std::string& campaign_id, const CampaignSkip& skip);
/// Those that the asker sees, in the order of contacts.
Result<std::vector<CampaignSkip>> list_campaign_skips(ReadTx& tx, const std::string& campaign_id,
                                                      const std::string& after_id, std::int64_t limit);
Result<std::int64_t> count_campaign_skips(ReadTx& tx, const std::string& campaign_id);

/// How many of a campaign's enrolments stand at a step in a status, and when the first of them is due.
struct CampaignPosition {
  std::string step_id;
  EnrollmentStatus status = EnrollmentStatus::WAITING;
  std::int64_t enrollments = 0;
  std::optional<Instant> next_at;
};
BOOST_DESCRIBE_STRUCT(CampaignPosition, (), (step_id, status, enrollments, next_at))
Result<std::vector<CampaignPosition>> list_campaign_positions(ReadTx& tx, const std::string& campaign_id);

/// How many drafts a step made that have this status.
struct CampaignDraftCount {
  std::string step_id;
  DraftStatus status = DraftStatus::PENDING_APPROVAL;
  std::int64_t drafts = 0;
};
BOOST_DESCRIBE_STRUCT(CampaignDraftCount, (), (step_id, status, drafts))
Result<std::vector<CampaignDraftCount>> count_campaign_drafts(ReadTx& tx, const std::string& campaign_id);
/// Those that wait for a person or for their time.
Result<std::vector<Draft>> list_open_campaign_drafts(ReadTx& tx, const std::string& campaign_id,
                                                     std::int64_t limit);
/// Launched campaigns in which everybody's enrolment is over.
Result<std::vector<Campaign>> list_over_campaigns(ReadTx& tx, std::int64_t limit);

}  // namespace sa
