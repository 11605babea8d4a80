#include "actions/campaign/why.h"

#include <algorithm>
#include <set>

#include "actions/campaign/campaign.h"
#include "actions/draft/draft.h"
#include "actions/draft/judge.h"
#include "actions/draft/send.h"
#include "store/campaign/campaign.h"
#include "store/draft/why.h"
#include "store/mailbox/mailbox.h"
#include "store/mailbox/sight.h"
#include "store/sequence/sequence.h"

namespace sa {
namespace {

constexpr std::int64_t kMostDrafts = 1000;
constexpr std::size_t kMostJudged = 300;
constexpr std::int64_t kMostCampaigns = 200;

/// Whether the campaign's mails cannot be there yet.
bool is_unlaunched(CampaignStatus status) {
  return status == CampaignStatus::DRAFT || status == CampaignStatus::READY;
}

Result<Unit> add_drafts(const Services& services, ReadTx& tx, const WhyScope& scope, Instant now,
                        WhyFinder* finder) {
  TRY(std::vector<Draft> drafts, list_held_drafts(tx, scope, kMostDrafts));
  if (drafts.empty()) return ok();
  TRY(const std::set<std::string> wished, list_send_wishes(tx));
  for (std::size_t i = 0; i < drafts.size(); ++i) {
    if (i < kMostJudged) TRY_OK(judge(services, tx, &drafts[i], now));
    finder->add_draft(drafts[i], wished.contains(drafts[i].id));
  }
  return ok();
}

/// Approved mail of a provider that does not answer.
Result<Unit> add_providers(const Services& services, ReadTx& tx, const WhyScope& scope, WhyFinder* finder) {
  for (const Provider* each : services.providers) {
    const ProviderState state = each->state();
    if (state.breaker != BreakerPosition::open) continue;
    TRY(const auto mailboxes, list_mailboxes(tx));
    for (const TeamMailbox& mailbox : mailboxes) {
      const bool is_asked = scope.mailbox_id.empty() || scope.mailbox_id == mailbox.mailbox_id;
      if (mailbox.provider != state.provider || !is_asked || !check_mailbox(tx, mailbox.mailbox_id)) continue;
      TRY(const auto drafts, list_held_drafts(tx, {mailbox.mailbox_id, scope.campaign_id}, kMostDrafts));
      std::int64_t approved = 0;
      for (const Draft& draft : drafts) approved += draft.status == DraftStatus::APPROVED ? 1 : 0;
      finder->add(
          {"provider.unavailable",
           "The provider " + state.provider + " does not respond; " + mailbox.mailbox_id + " cannot send.",
           {},
           approved,
           {mailbox.mailbox_id},
           state.open_until});
    }
  }
  return ok();
}

/// Those that mail of the scope can leave from. `wanted`: named by the campaign or its sequence; none: all.
Result<std::vector<TeamMailbox>> list_scope_mailboxes(ReadTx& tx, const WhyScope& scope,
                                                      const std::vector<std::string>& wanted) {
  TRY(auto mailboxes, list_mailboxes(tx));
  std::erase_if(mailboxes, [&](const TeamMailbox& each) {
    const bool is_asked = scope.mailbox_id.empty() || scope.mailbox_id == each.mailbox_id;
    const bool is_wanted = wanted.empty() || std::ranges::find(wanted, each.mailbox_id) != wanted.end();
    return !is_asked || !is_wanted || !check_mailbox(tx, each.mailbox_id);
  });
  return mailboxes;
}

std::int64_t count_waiting(const std::vector<StandingEnrollments>& standing) {
  std::int64_t waiting = 0;
  for (const StandingEnrollments& each : standing)
    waiting += each.status == EnrollmentStatus::WAITING ? each.count : 0;
  return waiting;
}

/// Mailboxes that do not send, also where no draft waits there. A step that has no mailbox yet waits for them if none sends.
/// `waiting`: steps of the scope without a draft.
Result<Unit> add_mailboxes(ReadTx& tx, const WhyScope& scope, const std::vector<std::string>& wanted,
                           std::int64_t waiting, Instant now, WhyFinder* finder) {
  TRY(const auto mailboxes, list_scope_mailboxes(tx, scope, wanted));
  struct Held {
    MailboxHold hold;
    std::string mailbox_id;
    std::int64_t steps = 0;
    std::vector<std::string> sample;
  };
  std::vector<Held> held;
  for (const TeamMailbox& each : mailboxes) {
    const auto hold = hold_at(each, now);
    if (!hold) continue;
    TRY(const auto standing, list_standing_enrollments(tx, {each.mailbox_id, scope.campaign_id}, true));
    held.push_back({*hold, each.mailbox_id, count_waiting(standing), {}});
    waiting -= held.back().steps;
    for (const StandingEnrollments& one : standing)
      if (one.status == EnrollmentStatus::WAITING) held.back().sample = one.sample;
    if (held.back().sample.empty()) held.back().sample = {each.mailbox_id};
  }
  const bool is_all = held.size() == mailboxes.size();
  for (const Held& each : held)
    finder->add({each.hold.rule,
                 each.hold.words,
                 {},
                 each.steps + (is_all ? waiting : 0),
                 each.sample,
                 each.hold.until});
  return ok();
}

/// Where nobody is on the way any more, what ended it, and whom the launch left out.
Result<Unit> add_ended(ReadTx& tx, const WhyScope& scope, WhyFinder* finder) {
  TRY(const auto over, list_standing_enrollments(tx, scope, false));
  for (const StandingEnrollments& each : over) finder->add_enrollments(each);
  TRY(const auto skips, list_skip_rules(tx, scope.campaign_id));
  for (const SkippedContacts& each : skips)
    finder->add({each.rule, each.words, {}, each.contacts, {each.contact_id}, std::nullopt});
  return ok();
}

/// A launched campaign; `living`: its enrolments that are not over.
Result<Unit> add_campaign(ReadTx& tx, const Campaign& campaign, std::int64_t living, const WhyScope& scope,
                          WhyFinder* finder) {
  if (campaign.status != CampaignStatus::FINISHED) finder->add_campaign(campaign, living);
  if (living > 0 || campaign.enrolling_after) return ok();
  return add_ended(tx, scope, finder);
}

/// Of the whole house: campaigns that wait for their launch.
Result<Unit> add_campaigns(ReadTx& tx, WhyFinder* finder) {
  TRY(const auto campaigns, list_campaigns(tx, std::nullopt, Instant{INT64_MAX}, "", kMostCampaigns));
  for (const Campaign& each : campaigns) {
    if (!is_unlaunched(each.status)) continue;
    finder->add({"campaign.not_launched",
                 "The campaign " + each.name + " has not been launched.",
                 {},
                 0,
                 {each.campaign_id},
                 std::nullopt});
  }
  return ok();
}

Result<Why> find_in(const Services& services, ReadTx& tx, const WhyScope& scope) {
  const Instant now = services.clock.now();
  WhyFinder finder(now);
  if (!scope.mailbox_id.empty()) TRY_OK(check_mailbox(tx, scope.mailbox_id));
  TRY_OK(add_drafts(services, tx, scope, now, &finder));
  TRY(const auto standing, list_standing_enrollments(tx, scope, true));
  std::int64_t living = 0;
  for (const StandingEnrollments& each : standing) {
    living += each.count;
    finder.add_enrollments(each);
  }
  TRY_OK(add_providers(services, tx, scope, &finder));
  std::vector<std::string> wanted;
  if (!scope.campaign_id.empty()) {
    TRY(const Campaign campaign, get_campaign(tx, scope.campaign_id));
    TRY_OK(add_campaign(tx, campaign, living, scope, &finder));
    TRY(const auto sequence, find_sequence(tx, campaign.sequence_id));
    wanted = campaign.mailboxes;
    if (wanted.empty() && sequence) wanted = sequence->mailboxes.value_or(wanted);
  } else if (scope.mailbox_id.empty()) {
    TRY_OK(add_campaigns(tx, &finder));
  }
  if (scope.campaign_id.empty() || living > 0)
    TRY_OK(add_mailboxes(tx, scope, wanted, count_waiting(standing), now, &finder));
  return std::move(finder).finish();
}

}  // namespace

Task<Result<Why>> find_why(Services& services, WhyQuestion question) {
  WhyFinder finder(services.clock.now());
  if (!question.draft_id.empty()) {
    CO_TRY(const Draft draft, co_await get_draft(services, question.draft_id));
    CO_TRY(const auto wished, co_await services.db.read([](ReadTx& tx) { return list_send_wishes(tx); }));
    finder.add_single(draft, wished.contains(draft.id));
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
