#include "core/draft/turn.h"

#include <vector>

namespace sa {
namespace {

std::vector<Rate> rates_of(const TeamMailbox& mailbox, const TakenSpans& taken, const QuotaLimits& usual) {
  const auto always = [](std::int64_t most) { return [most](Instant) { return most; }; };
  std::vector<Rate> rates;
  if (mailbox.limits.gap_s > 0)
    rates.push_back({"mailbox.gap", mailbox.limits.gap_s * kSecondMs, always(1), taken.mailbox});
  rates.push_back({"quota.mailbox_day", kMailboxWindowMs,
                   [&mailbox, most = usual.mailbox_day](Instant at) { return day_limit(mailbox, most, at); },
                   taken.mailbox});
  rates.push_back({"quota.contact_week", kContactWindowMs, always(usual.contact_week), taken.contact});
  if (usual.domain_day > 0 && !taken.domain.empty())
    rates.push_back({"quota.domain_day", kMailboxWindowMs, always(usual.domain_day), taken.domain});
  if (usual.company_week > 0 && !taken.company.empty())
    rates.push_back({"quota.company_week", kContactWindowMs, always(usual.company_week), taken.company});
  return rates;
}

}  // namespace

TakenSpans spans_of(const TakenPlaces& taken) {
  return {taken.mailbox, taken.contact, taken.domain, taken.company};
}

std::optional<Slot> find_turn(const Draft& draft, GateContext context, const TeamMailbox& mailbox,
                              const TakenSpans& taken, const GatePolicy& policy, Instant from, Instant end) {
  context.usage = {};
  const auto opens = [&](Instant at) -> std::optional<Instant> {
    context.mailbox.hold = hold_at(mailbox, at);
    context.mailbox.day_limit = day_limit(mailbox, policy.limits.mailbox_day, at);
    const Verdict verdict = decide(draft, context, policy, at);
    if (verdict.outcome == Outcome::send) return at;
    if (verdict.outcome == Outcome::block || !verdict.until || *verdict.until <= at) return std::nullopt;
    return verdict.until;
  };
  return first_slot(rates_of(mailbox, taken, policy.limits), opens, from, end);
}

Verdict behind_others(const Slot& turn, const TeamMailbox& mailbox) {
  Verdict verdict;
  verdict.outcome = Outcome::hold;
  verdict.until = turn.at;
  verdict.reasons.push_back(
      {turn.rule.empty() ? "mailbox.gap" : turn.rule, Severity::hold,
       "Other approved mail has its place first. This mail is planned for " + format_rfc3339(turn.at) + ".",
       mailbox.mailbox_id});
  return verdict;
}

}  // namespace sa
