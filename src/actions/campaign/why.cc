#include "actions/campaign/why.h"

#include <algorithm>
#include <set>

#include "actions/campaign/campaign.h"
#include "actions/draft/draft.h"
#include "actions/draft/judge.h"
#include "actions/draft/send.h"
#include "store/campaign/campaign.h"
#include "store/draft/why.h"
#include "store/enrollment/enrollment.h"
#include "store/mailbox/mailbox.h"
#include "store/mailbox/sight.h"
#include "store/sequence/sequence.h"

namespace sa {
namespace {

/// So many waiting drafts are judged anew; the others are only counted.
constexpr std::int64_t kMostJudged = 300;
constexpr std::int64_t kMostCampaigns = 200;

/// Whether the campaign's mails cannot be there yet.
bool is_unlaunched(CampaignStatus status) {
  return status == CampaignStatus::DRAFT || status == CampaignStatus::READY;
}

/// What is asked about, read once.
struct Asked {
  WhyScope scope;
  std::vector<TeamMailbox> mailboxes;  ///< that its mail can leave from, and the asker sees
  std::vector<HeldDrafts> drafts;
  std::vector<StandingEnrollments>
      standing;  ///< living ones without a draft, and of a campaign those that are over
};

Result<bool> sees_mailbox(ReadTx& tx, const std::string& mailbox_id) {
  const auto seen = check_mailbox(tx, mailbox_id);
  if (!seen && seen.error().code != ErrorCode::invalid) return seen.error();
  return seen.has_value();
}

/// `wanted`: named by the campaign or its sequence; none: all.
Result<std::vector<TeamMailbox>> list_asked_mailboxes(ReadTx& tx, const WhyScope& scope,
                                                      const std::vector<std::string>& wanted) {
  TRY(auto all, list_mailboxes(tx));
  std::vector<TeamMailbox> asked;
  for (TeamMailbox& each : all) {
    const bool is_asked = scope.mailbox_id.empty() || scope.mailbox_id == each.mailbox_id;
    const bool is_wanted = wanted.empty() || std::ranges::find(wanted, each.mailbox_id) != wanted.end();
    if (!is_asked || !is_wanted) continue;
    TRY(const bool is_seen, sees_mailbox(tx, each.mailbox_id));
    if (is_seen) asked.push_back(std::move(each));
  }
  return asked;
}

Result<Unit> add_drafts(const Services& services, ReadTx& tx, const Asked& asked, Instant now,
                        WhyFinder* finder) {
  std::int64_t pending = 0;
  for (const HeldDrafts& each : asked.drafts)
    pending += each.status == DraftStatus::PENDING_APPROVAL ? each.drafts : 0;
  if (asked.drafts.empty()) return ok();
  TRY(std::vector<Draft> drafts, list_held_drafts(tx, asked.scope, kMostJudged));
  TRY(const std::set<std::string> wished, list_send_wishes(tx));
  for (Draft& each : drafts) {
    TRY_OK(judge(services, tx, &each, now));
    finder->add_draft(each, wished.contains(each.id));
    pending -= each.status == DraftStatus::PENDING_APPROVAL ? 1 : 0;
  }
  finder->add_pending(pending);
  return ok();
}

/// Approved mail of a provider that does not answer this process.
void add_providers(const Services& services, const Asked& asked, WhyFinder* finder) {
  for (const Provider* provider : services.providers) {
    const ProviderState state = provider->state();
    if (state.breaker != BreakerPosition::open) continue;
    for (const TeamMailbox& mailbox : asked.mailboxes) {
      if (mailbox.provider != state.provider) continue;
      std::int64_t approved = 0;
      for (const HeldDrafts& each : asked.drafts)
        if (each.mailbox_id == mailbox.mailbox_id && each.status == DraftStatus::APPROVED)
          approved += each.drafts;
      finder->add(
          {"provider.unavailable",
           "The provider " + state.provider + " does not respond, so " + mailbox.mailbox_id + " cannot send.",
           {},
           approved,
           {mailbox.mailbox_id},
           state.open_until});
    }
  }
}

std::int64_t count_waiting(const std::vector<StandingEnrollments>& standing) {
  std::int64_t waiting = 0;
  for (const StandingEnrollments& each : standing)
    waiting += each.status == EnrollmentStatus::WAITING ? each.count : 0;
  return waiting;
}

/// Mailboxes that do not send, also where no draft waits there. A step that has no mailbox yet waits for them if none sends.
Result<Unit> add_mailboxes(ReadTx& tx, const Asked& asked, Instant now, WhyFinder* finder) {
  struct Held {
    MailboxHold hold;
    std::int64_t steps = 0;
    std::vector<std::string> sample;
  };
  std::vector<Held> held;
  std::int64_t waiting = count_waiting(asked.standing);
  for (const TeamMailbox& each : asked.mailboxes) {
    const auto hold = hold_at(each, now);
    if (!hold) continue;
    TRY(const auto standing, list_standing_enrollments(tx, {each.mailbox_id, asked.scope.campaign_id}));
    held.push_back({*hold, count_waiting(standing), {}});
    waiting -= held.back().steps;
    for (const StandingEnrollments& one : standing)
      if (one.status == EnrollmentStatus::WAITING) held.back().sample = one.sample;
    if (held.back().sample.empty()) held.back().sample = {each.mailbox_id};
  }
  const bool is_all = held.size() == asked.mailboxes.size();
  for (const Held& each : held)
    finder->add({each.hold.rule,
                 each.hold.words,
                 {},
                 each.steps + (is_all ? waiting : 0),
                 each.sample,
                 each.hold.until});
  return ok();
}

Result<std::int64_t> count_living(ReadTx& tx, const std::string& campaign_id) {
  TRY(const auto counts, count_enrollments(tx, "", campaign_id));
  std::int64_t living = 0;
  for (const EnrollmentCount& each : counts) living += is_living(each.status) ? each.enrollments : 0;
  return living;
}

/// A launched campaign. Where nobody is on the way any more: what ended it, and whom the launch left out.
Result<Unit> add_campaign(ReadTx& tx, const Campaign& campaign, std::int64_t living, const Asked& asked,
                          WhyFinder* finder) {
  if (living > 0 || campaign.status == CampaignStatus::CANCELLED)
    finder->add_campaign(campaign, count_waiting(asked.standing));
  for (const StandingEnrollments& each : asked.standing)
    if (is_living(each.status) || living == 0) finder->add_enrollments(each);
  if (campaign.enrolling_after)
    finder->add({"sequence.waiting",
                 "The launch is still enrolling contacts.",
                 {},
                 0,
                 {campaign.campaign_id},
                 std::nullopt});
  if (living > 0) return ok();
  TRY(const auto skips, list_skip_rules(tx, campaign.campaign_id));
  for (const SkippedContacts& each : skips)
    finder->add({each.rule, each.words, {}, each.contacts, {each.contact_id}, std::nullopt});
  return ok();
}

/// Of the whole house: campaigns that wait for their launch, or stand still.
Result<Unit> add_campaigns(ReadTx& tx, WhyFinder* finder) {
  TRY(const auto campaigns, list_campaigns(tx, std::nullopt, Instant{INT64_MAX}, "", kMostCampaigns));
  for (const Campaign& each : campaigns) {
    if (is_unlaunched(each.status))
      finder->add({"campaign.not_launched",
                   "The campaign " + each.name + " has not been launched.",
                   {},
                   0,
                   {each.campaign_id},
                   std::nullopt});
    if (each.status != CampaignStatus::PAUSED) continue;
    TRY(const auto standing, list_standing_enrollments(tx, {"", each.campaign_id}));
    finder->add_campaign(each, count_waiting(standing));
  }
  return ok();
}

Result<Why> find_in(const Services& services, ReadTx& tx, const WhyScope& scope) {
  const Instant now = services.clock.now();
  WhyFinder finder(now);
  if (!scope.mailbox_id.empty()) TRY_OK(check_mailbox(tx, scope.mailbox_id));
  std::optional<Campaign> campaign;
  std::vector<std::string> wanted;
  if (!scope.campaign_id.empty()) {
    TRY(campaign, get_campaign(tx, scope.campaign_id));
    TRY(const auto sequence, find_sequence(tx, campaign->sequence_id));
    wanted = campaign->mailboxes;
    if (wanted.empty() && sequence) wanted = sequence->mailboxes.value_or(wanted);
  }
  Asked asked{scope, {}, {}, {}};
  TRY(asked.mailboxes, list_asked_mailboxes(tx, scope, wanted));
  TRY(asked.drafts, count_held_drafts(tx, scope));
  TRY(asked.standing, list_standing_enrollments(tx, scope));
  TRY_OK(add_drafts(services, tx, asked, now, &finder));
  add_providers(services, asked, &finder);
  std::int64_t living = 0;
  if (campaign) {
    TRY(living, count_living(tx, campaign->campaign_id));
    TRY_OK(add_campaign(tx, *campaign, living, asked, &finder));
  } else {
    for (const StandingEnrollments& each : asked.standing) finder.add_enrollments(each);
    if (scope.mailbox_id.empty()) TRY_OK(add_campaigns(tx, &finder));
  }
  if (!campaign || living > 0) TRY_OK(add_mailboxes(tx, asked, now, &finder));
  return std::move(finder).finish();
}

}  // namespace

Task<Result<Why>> find_why(Services& services, WhyQuestion question) {
  WhyFinder finder(services.clock.now());
  if (!question.draft_id.empty()) {
    CO_TRY(const Draft draft, co_await get_draft(services, question.draft_id));
    CO_TRY(const auto wished, co_await services.db.read([](ReadTx& tx) { return list_send_wishes(tx); }));
    finder.add_draft(draft, wished.contains(draft.id));
    co_return std::move(finder).finish();
  }
  const WhyScope scope{question.mailbox_id, question.campaign_id};
  if (!scope.campaign_id.empty()) {
    CO_TRY(const Campaign campaign,
           co_await services.db.read([&](ReadTx& tx) { return get_campaign(tx, scope.campaign_id); }));
    if (is_unlaunched(campaign.status)) {
      CO_TRY(const CampaignCard card, co_await card_of(services, campaign));
      finder.add_unlaunched(card, card.checklist, card.counts.contacts);
      co_return std::move(finder).finish();
    }
  }
  co_return co_await services.db.read([&](ReadTx& tx) { return find_in(services, tx, scope); });
}

}  // namespace sa
