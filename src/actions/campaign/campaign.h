// Campaigns: a sequence for a segment, from some mailboxes; saved, checked, paused, cancelled. Launching: actions/campaign/launch.h.
// THREADS: any.
// ERRORS: not_found; invalid, with the path of the field; forbidden for what takes a lead; conflict, saying the state that the campaign is
// in, or for a stale version (`current` is the campaign as it is now); those of store/engine/db.h.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "actions/campaign/checklist.h"
#include "actions/job/kind.h"
#include "actions/services.h"
#include "base/async/task.h"
#include "base/reflect/reflect.h"
#include "core/campaign/campaign.h"
#include "core/user/actor.h"

namespace sa {

/// Contacts of a campaign, and its mails.
struct CampaignCounts {
  std::int64_t contacts = 0;
  std::int64_t enrolled = 0;
  std::int64_t skipped = 0;
  std::int64_t waiting = 0;
  std::int64_t drafted = 0;
  std::int64_t held = 0;
  std::int64_t paused = 0;
  std::int64_t finished = 0;
  std::int64_t stopped = 0;
  std::int64_t pending = 0;
  std::int64_t approved = 0;
  std::int64_t sent = 0;
  static std::vector<Rule> rules() {
    return {
        rule(&CampaignCounts::contacts)
            .describe("in the segment, before the launch of those that you see; then enrolled and skipped"),
        rule(&CampaignCounts::waiting).describe("enrolments, as the next five"),
        rule(&CampaignCounts::pending).describe("drafts that wait for approval"),
        rule(&CampaignCounts::approved).describe("drafts that wait for their time"),
        rule(&CampaignCounts::sent).describe("mails that left")};
  }
};
BOOST_DESCRIBE_STRUCT(CampaignCounts, (),
                      (contacts, enrolled, skipped, waiting, drafted, held, paused, finished, stopped,
                       pending, approved, sent))

/// A campaign as it is shown. Before its launch it is READY when nothing blocks.
struct CampaignCard : Campaign {
  std::vector<CheckLine> checklist;
  CampaignCounts counts;
  static constexpr const char* kAbout =
      "A sequence for a segment. `checklist` is checked anew whenever it is shown; after the launch it is "
      "empty.";
};
BOOST_DESCRIBE_STRUCT(CampaignCard, (Campaign), (checklist, counts))

/// A campaign as somebody writes it.
struct CampaignInput {
  std::string campaign_id;
  std::string name;
  std::string sequence_id;
  std::string segment_id;
  std::vector<std::string> mailboxes;
  std::int64_t version = 0;
  static std::vector<Rule> rules();
};
BOOST_DESCRIBE_STRUCT(CampaignInput, (), (campaign_id, name, sequence_id, segment_id, mailboxes, version))

/// The same id with the same content answers the campaign as it is; with other content: conflict.
Task<Result<CampaignCard>> create_campaign(Services& services, const Actor& actor, CampaignInput input);
/// ERRORS: conflict for one that was launched.
Task<Result<CampaignCard>> change_campaign(Services& services, const Actor& actor, std::string campaign_id,
                                           CampaignInput input);
Task<Result<CampaignCard>> get_campaign_card(Services& services, std::string campaign_id);
struct CampaignList {
  std::vector<CampaignCard> items;
  std::optional<Campaign> last;  ///< behind which the next page begins; null: there is none
};
/// Newest first, behind the campaign that was made at `after_at`. Null status: any.
Task<Result<CampaignList>> list_campaign_cards(Services& services, std::optional<CampaignStatus> status,
                                               Instant after_at, std::string after_id, std::int64_t limit);

/// When it answers, no claim of a mail of the campaign succeeds any more.
Task<Result<CampaignCard>> pause_campaign(Services& services, const Actor& actor, std::string campaign_id);
/// ERRORS: forbidden for anybody but a lead.
Task<Result<CampaignCard>> resume_campaign(Services& services, const Actor& actor, std::string campaign_id);
/// As a pause, and drafts that have not left are withdrawn. Again, it withdraws what is left. ERRORS: as above.
Task<Result<CampaignCard>> cancel_campaign(Services& services, const Actor& actor, std::string campaign_id);

/// What stands at a step.
struct CampaignStepProgress {
  std::string step_id;
  std::int64_t waiting = 0;
  std::int64_t drafted = 0;
  std::int64_t held = 0;
  std::int64_t paused = 0;
  std::int64_t pending = 0;
  std::int64_t approved = 0;
  std::int64_t sent = 0;
};
BOOST_DESCRIBE_STRUCT(CampaignStepProgress, (),
                      (step_id, waiting, drafted, held, paused, pending, approved, sent))

struct CampaignProgress {
  std::string campaign_id;
  CampaignStatus status = CampaignStatus::DRAFT;
  bool is_enrolling = false;
  CampaignCounts counts;
  std::vector<CampaignStepProgress> steps;
  std::optional<Instant> next_at;
  std::optional<Instant> launched_at;
  std::optional<Instant> ended_at;
  static std::vector<Rule> rules() {
    return {rule(&CampaignProgress::is_enrolling).describe("the launch of a large segment is still going on"),
            rule(&CampaignProgress::steps).describe("in the order of the sequence"),
            rule(&CampaignProgress::next_at).describe("when the next step is planned")};
  }
};
BOOST_DESCRIBE_STRUCT(CampaignProgress, (),
                      (campaign_id, status, is_enrolling, counts, steps, next_at, launched_at, ended_at))
Task<Result<CampaignProgress>> get_campaign_progress(Services& services, std::string campaign_id);

/// Campaigns in which everybody's enrolment is over become FINISHED.
JobRow finish_campaigns_job();

// For actions/campaign/launch.cc.

/// ERRORS: forbidden.
Result<Unit> check_leads(const Actor& actor);
/// Stores a step that the campaign took, with its row of the trail; `after.version` is one more than that which was read.
Result<Unit> store_step(Tx& tx, const Actor& actor, const char* action, const Campaign& after,
                        boost::json::object details);
/// On the thread of `segment_worker`: the checklist means a walk through the contacts.
Result<std::vector<CampaignCard>> make_cards(Services& services, std::vector<Campaign> campaigns);
/// With the eyes of who asks now.
Task<Result<CampaignCard>> card_of(Services& services, Campaign campaign);

}  // namespace sa
