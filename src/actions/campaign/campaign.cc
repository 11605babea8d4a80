#include "actions/campaign/campaign.h"

#include <algorithm>

#include "actions/campaign/segment.h"
#include "actions/draft/withdraw.h"
#include "actions/mailbox/mailbox.h"
#include "actions/progress/change.h"
#include "actions/sequence/in_flight.h"
#include "core/sequence/chosen_id.h"
#include "store/audit/audit.h"
#include "store/campaign/campaign.h"
#include "store/engine/onlooker.h"
#include "store/enrollment/enrollment.h"
#include "store/mailbox/sight.h"
#include "store/sequence/sequence.h"

namespace sa {
namespace {

constexpr std::size_t kMaxNameChars = 200;
constexpr std::size_t kMaxMailboxes = 1000;
constexpr std::int64_t kBatch = 200;

bool is_launched(const Campaign& campaign) {
  return campaign.status != CampaignStatus::DRAFT && campaign.status != CampaignStatus::READY;
}

Error stale(const Campaign& present, std::int64_t version) {
  return conflict("Somebody saved version " + std::to_string(present.version) +
                  " while you were changing version " + std::to_string(version) +
                  ". Read it again, then make your change again.")
      .with_details("version", present.version)
      .with_details("current", to_json(present));
}

Result<Unit> check(ReadTx& tx, const Campaign& campaign) {
  TRY(const auto sequence, find_sequence(tx, campaign.sequence_id));
  if (!sequence) return invalid_field("sequence_id", "There is no sequence " + campaign.sequence_id + ".");
  TRY(const auto segment, find_segment(tx, campaign.segment_id));
  if (!segment) return invalid_field("segment_id", "There is no segment " + campaign.segment_id + ".");
  for (std::size_t i = 0; i < campaign.mailboxes.size(); ++i) {
    TRY_OK(check_mailbox_in_use(tx, campaign.mailboxes[i], "mailboxes/" + std::to_string(i)));
  }
  return ok();
}

void write_over(const CampaignInput& input, Campaign* campaign) {
  campaign->name = input.name;
  campaign->sequence_id = input.sequence_id;
  campaign->segment_id = input.segment_id;
  campaign->mailboxes = input.mailboxes;
}

bool is_same(const Campaign& a, const Campaign& b) {
  return a.name == b.name && a.sequence_id == b.sequence_id && a.segment_id == b.segment_id &&
         a.mailboxes == b.mailboxes;
}

// ---------------------------------------------------------------------------------------------------- the figures

/// The member for enrolments in that status.
template <class Counts>
std::int64_t* place_of(Counts* counts, EnrollmentStatus status) {
  switch (status) {
    case EnrollmentStatus::WAITING:
      return &counts->waiting;
    case EnrollmentStatus::DRAFTED:
      return &counts->drafted;
    case EnrollmentStatus::HELD:
      return &counts->held;
    case EnrollmentStatus::PAUSED:
      return &counts->paused;
    default:
      return nullptr;
  }
}

/// Null: not counted.
template <class Counts>
std::int64_t* place_of(Counts* counts, DraftStatus status) {
  switch (status) {
    case DraftStatus::PENDING_APPROVAL:
      return &counts->pending;
    case DraftStatus::APPROVED:
      return &counts->approved;
    case DraftStatus::SENT:
      return &counts->sent;
    default:
      return nullptr;
  }
}

struct Figures {
  CampaignCounts counts;
  std::vector<CampaignStepProgress> steps;
  std::optional<Instant> next_at;

  CampaignStepProgress* step(const std::string& step_id) {
    auto found = std::ranges::find(steps, step_id, &CampaignStepProgress::step_id);
    if (found == steps.end()) found = steps.insert(steps.end(), CampaignStepProgress{.step_id = step_id});
    return &*found;
  }
};

void count_position(const CampaignPosition& at, Figures* figures) {
  figures->counts.enrolled += at.enrollments;
  if (at.status == EnrollmentStatus::FINISHED) figures->counts.finished += at.enrollments;
  if (at.status == EnrollmentStatus::STOPPED) figures->counts.stopped += at.enrollments;
  std::int64_t* const place = place_of(&figures->counts, at.status);
  if (!place) return;
  *place += at.enrollments;
  *place_of(figures->step(at.step_id), at.status) += at.enrollments;
  // What is held or paused is planned anew when it goes on.
  const bool is_planned = at.status == EnrollmentStatus::WAITING || at.status == EnrollmentStatus::DRAFTED;
  if (is_planned && at.next_at && (!figures->next_at || *at.next_at < *figures->next_at))
    figures->next_at = at.next_at;
}

Result<Figures> read_figures(ReadTx& tx, const Campaign& campaign) {
  Figures figures;
  TRY(const auto sequence, find_sequence(tx, campaign.sequence_id));
  if (sequence)
    for (const SequenceStep& each : sequence->steps) figures.step(each.step_id);
  TRY(const auto positions, list_campaign_positions(tx, campaign.campaign_id));
  for (const CampaignPosition& each : positions) count_position(each, &figures);
  TRY(const auto drafts, count_campaign_drafts(tx, campaign.campaign_id));
  for (const CampaignDraftCount& each : drafts) {
    std::int64_t* const place = place_of(&figures.counts, each.status);
    if (!place) continue;
    *place += each.drafts;
    *place_of(figures.step(each.step_id), each.status) += each.drafts;
  }
  TRY(figures.counts.skipped, count_campaign_skips(tx, campaign.campaign_id));
  figures.counts.contacts = figures.counts.enrolled + figures.counts.skipped;
  return figures;
}

CampaignCard card_without_check(Campaign campaign) {
  CampaignCard card;
  static_cast<Campaign&>(card) = std::move(campaign);
  return card;
}

// ------------------------------------------------------------------------------------------------------- the steps

using CampaignStep = Result<Campaign> (*)(Campaign, Instant);

/// A step that the scheduler and the claim must see.
Task<Result<Campaign>> take(Services& services, const Actor& actor, std::string campaign_id,
                            const char* action, CampaignStep step) {
  const Instant now = services.clock.now();
  co_return co_await services.db.write([&](Tx& tx) -> Result<Campaign> {
    TRY(const Campaign before, get_campaign(tx, campaign_id));
    TRY(const Campaign after, step(before, now));
    TRY_OK(store_step(tx, actor, action, after, {{"from_status", enum_name(before.status)}}));
    TRY_OK(wake_campaign(tx, campaign_id, now));
    TRY_OK(ask_to_schedule(services, tx));
    // What waited goes at once.
    if (after.status == CampaignStatus::RUNNING) TRY_OK(retry_sends_now(services, tx));
    return after;
  });
}

/// Up to a batch; how many.
Task<Result<std::int64_t>> withdraw_some(Services& services, const Actor& actor, const Campaign& campaign) {
  co_return co_await services.db.write([&](Tx& tx) -> Result<std::int64_t> {
    const UnseenWork unseen;  // all of it ends, whatever of it the person sees
    TRY(const auto drafts, list_open_campaign_drafts(tx, campaign.campaign_id, kBatch));
    for (const Draft& draft : drafts)
      TRY_OK(withdraw_draft_of_step(services, tx, actor, draft,
                                    "The campaign \"" + campaign.name + "\" was cancelled."));
    return static_cast<std::int64_t>(drafts.size());
  });
}

Result<Campaign> finished(Campaign campaign, Instant now) {
  campaign.status = CampaignStatus::FINISHED;
  campaign.ended_at = campaign.updated_at = now;
  ++campaign.version;
  return campaign;
}

Task<Result<Unit>> finish(Services& services, NoInput, JobTry) {
  const Instant now = services.clock.now();
  const auto over = [&](ReadTx& tx) { return list_over_campaigns(tx, kBatch); };
  // Mostly there is none: a read costs less than a turn to write.
  CO_TRY(const auto seen, co_await services.db.read(over));
  if (seen.empty()) co_return ok();
  co_return co_await services.db.write([&](Tx& tx) -> Result<Unit> {
    TRY(const auto campaigns, over(tx));
    for (const Campaign& each : campaigns) {
      TRY(const Campaign after, finished(each, now));
      TRY_OK(store_step(tx, system_actor("finish_campaigns"), "finish_campaign", after,
                        {{"from_status", enum_name(each.status)}}));
    }
    return ok();
  });
}

constexpr JobKind<NoInput> kFinish{"finish_campaigns", 3, finish, Lane::ordinary, {kMinuteMs}};

}  // namespace

std::vector<Rule> CampaignInput::rules() {
  return {
      rule(&CampaignInput::campaign_id)
          .optional()
          .must([](std::string_view id) { return id.empty() || is_chosen_id(id); }, kChosenIdWords)
          .describe("chosen by the caller; generated if absent")
          .example("pilot-autumn"),
      rule(&CampaignInput::name).not_blank().one_line().max_length(kMaxNameChars).example("Pilot, autumn"),
      rule(&CampaignInput::sequence_id).max_length(kMaxChosenIdChars).example("pilot"),
      rule(&CampaignInput::segment_id).max_length(kMaxChosenIdChars).example("first-talks"),
      rule(&CampaignInput::mailboxes)
          .max_items(kMaxMailboxes)
          .describe("mailboxes that its mails leave from; none: the sequence's, else all"),
      rule(&CampaignInput::version)
          .optional()
          .describe("of a change: of the campaign that you changed; 0 or absent: whichever it is")};
}

Result<Unit> check_leads(const Actor& actor) {
  if (actor.leads()) return ok();
  return forbidden("Only a person with the role lead or owner can do this. Ask one of them.");
}

Result<Unit> store_step(Tx& tx, const Actor& actor, const char* action, const Campaign& after,
                        boost::json::object details) {
  TRY(const bool is_stored, update_campaign(tx, after));
  if (!is_stored) return conflict("The campaign was changed at the same time. Try again.");
  details["campaign_id"] = after.campaign_id;
  details["status"] = enum_name(after.status);
  TRY_OK(append_audit(tx, actor, action, details, after.updated_at));
  return ok();
}

Result<std::vector<CampaignCard>> make_cards(Services& services, std::vector<Campaign> campaigns) {
  std::vector<Campaign> unlaunched;
  for (const Campaign& each : campaigns)
    if (!is_launched(each)) unlaunched.push_back(each);
  TRY(auto checks, check_campaigns(services, unlaunched));
  return services.db.read_now([&](ReadTx& tx) -> Result<std::vector<CampaignCard>> {
    std::vector<CampaignCard> cards;
    auto check = checks.begin();
    for (const Campaign& each : campaigns) {
      CampaignCard card = card_without_check(each);
      if (is_launched(each)) {
        TRY(const Figures figures, read_figures(tx, each));
        card.counts = figures.counts;
      } else {
        card.status = check->is_ready() ? CampaignStatus::READY : CampaignStatus::DRAFT;
        card.counts.contacts = check->count;
        card.checklist = check->lines;
        ++check;
      }
      cards.push_back(std::move(card));
    }
    return cards;
  });
}

Task<Result<CampaignCard>> card_of(Services& services, Campaign campaign) {
  if (is_launched(campaign)) {
    // It needs no walk through the contacts, so it does not wait for anybody else's.
    CO_TRY(const Figures figures,
           co_await services.db.read([&](ReadTx& tx) { return read_figures(tx, campaign); }));
    CampaignCard card = card_without_check(std::move(campaign));
    card.counts = figures.counts;
    co_return card;
  }
  CO_TRY(auto cards, co_await segment_worker().run([&, onlooker = Onlooker::current()] {
    const Onlooker::Scope scope(onlooker);
    return make_cards(services, {campaign});
  }));
  co_return std::move(cards.front());
}

Task<Result<CampaignCard>> create_campaign(Services& services, const Actor& actor, CampaignInput input) {
  const Instant now = services.clock.now();
  Campaign made;
  made.campaign_id = input.campaign_id.empty() ? new_id(services.clock, services.random) : input.campaign_id;
  write_over(input, &made);
  made.created_by = actor.name;
  made.created_at = made.updated_at = now;
  CO_TRY(Campaign stored, co_await services.db.write([&](Tx& tx) -> Result<Campaign> {
    TRY(const auto known, find_campaign(tx, made.campaign_id));
    if (known && is_same(*known, made)) return *known;
    if (known)
      return conflict("There is a campaign " + made.campaign_id + " already, with other content.")
          .with_details("current", to_json(*known));
    TRY_OK(check(tx, made));
    TRY_OK(insert_campaign(tx, made));
    TRY_OK(append_audit(tx, actor, "create_campaign",
                        {{"campaign_id", made.campaign_id},
                         {"sequence_id", made.sequence_id},
                         {"segment_id", made.segment_id}},
                        now));
    return made;
  }));
  co_return co_await card_of(services, std::move(stored));
}

Task<Result<CampaignCard>> change_campaign(Services& services, const Actor& actor, std::string campaign_id,
                                           CampaignInput input) {
  if (!input.campaign_id.empty() && input.campaign_id != campaign_id)
    co_return invalid_field("campaign_id", "The id of a campaign never changes. Leave it out.");
  const Instant now = services.clock.now();
  CO_TRY(Campaign stored, co_await services.db.write([&](Tx& tx) -> Result<Campaign> {
    TRY(const Campaign before, get_campaign(tx, campaign_id));
    if (input.version != 0 && input.version != before.version) return stale(before, input.version);
    Campaign after = before;
    write_over(input, &after);
    if (is_same(before, after)) return before;
    if (is_launched(before))
      return conflict("The campaign is " + std::string(enum_name(before.status)) +
                      ": it was launched, and cannot be changed any more. Make a new campaign.")
          .with_details("status", boost::json::value(enum_name(before.status)));
    TRY_OK(check(tx, after));
    after.updated_at = now;
    ++after.version;
    TRY_OK(store_step(tx, actor, "change_campaign", after,
                      {{"sequence_id", after.sequence_id}, {"segment_id", after.segment_id}}));
    return after;
  }));
  co_return co_await card_of(services, std::move(stored));
}

Task<Result<CampaignCard>> get_campaign_card(Services& services, std::string campaign_id) {
  CO_TRY(Campaign campaign,
         co_await services.db.read([&](ReadTx& tx) { return get_campaign(tx, campaign_id); }));
  co_return co_await card_of(services, std::move(campaign));
}

Task<Result<CampaignList>> list_campaign_cards(Services& services, std::optional<CampaignStatus> status,
                                               Instant after_at, std::string after_id, std::int64_t limit) {
  // Whether a campaign is READY is found out when it is shown.
  const auto stored = status == CampaignStatus::READY ? CampaignStatus::DRAFT : status;
  CO_TRY(auto campaigns, co_await services.db.read([&](ReadTx& tx) {
    return list_campaigns(tx, stored, after_at, after_id, limit + 1);
  }));
  CampaignList list;
  if (static_cast<std::int64_t>(campaigns.size()) > limit) {
    campaigns.pop_back();
    list.last = campaigns.back();
  }
  CO_TRY(list.items, co_await segment_worker().run([&, onlooker = Onlooker::current()] {
    const Onlooker::Scope scope(onlooker);
    return make_cards(services, std::move(campaigns));
  }));
  if (status) std::erase_if(list.items, [&](const CampaignCard& each) { return each.status != *status; });
  co_return list;
}

Task<Result<CampaignCard>> pause_campaign(Services& services, const Actor& actor, std::string campaign_id) {
  CO_TRY(Campaign after, co_await take(services, actor, std::move(campaign_id), "pause_campaign", pause));
  co_return co_await card_of(services, std::move(after));
}

Task<Result<CampaignCard>> resume_campaign(Services& services, const Actor& actor, std::string campaign_id) {
  CO_TRY_OK(check_leads(actor));
  CO_TRY(Campaign after, co_await take(services, actor, std::move(campaign_id), "resume_campaign", resume));
  co_return co_await card_of(services, std::move(after));
}

Task<Result<CampaignCard>> cancel_campaign(Services& services, const Actor& actor, std::string campaign_id) {
  CO_TRY_OK(check_leads(actor));
  CO_TRY(Campaign campaign,
         co_await services.db.read([&](ReadTx& tx) { return get_campaign(tx, campaign_id); }));
  if (campaign.status != CampaignStatus::CANCELLED) {
    CO_TRY(campaign, co_await take(services, actor, std::move(campaign_id), "cancel_campaign", cancel));
  }
  // The row stands: none of them can leave while they are gathered.
  while (true) {
    CO_TRY(const std::int64_t withdrawn, co_await withdraw_some(services, actor, campaign));
    if (withdrawn < kBatch) break;
  }
  co_return co_await card_of(services, std::move(campaign));
}

Task<Result<CampaignProgress>> get_campaign_progress(Services& services, std::string campaign_id) {
  co_return co_await services.db.read([&](ReadTx& tx) -> Result<CampaignProgress> {
    TRY(const Campaign campaign, get_campaign(tx, campaign_id));
    TRY(Figures figures, read_figures(tx, campaign));
    return CampaignProgress{
        campaign_id,          campaign.status,          campaign.enrolling_after.has_value(),
        figures.counts,       std::move(figures.steps), figures.next_at,
        campaign.launched_at, campaign.ended_at};
  });
}

JobRow finish_campaigns_job() {
  return row_of(kFinish);
}

}  // namespace sa
