#include "core/draft/gate.h"

#include <algorithm>

#include "base/reflect/reflect.h"

namespace sa {
namespace {

class Judge {
 public:
  void add(std::string rule, Severity severity, std::string words, std::string evidence = {}) {
    verdict.reasons.push_back({std::move(rule), severity, std::move(words), std::move(evidence)});
    if (severity == Severity::block) verdict.outcome = Outcome::block;
    if (severity == Severity::hold && verdict.outcome == Outcome::send) verdict.outcome = Outcome::hold;
  }
  void hold_until(std::string rule, Instant until, std::string words, std::string evidence = {}) {
    add(std::move(rule), Severity::hold, std::move(words), std::move(evidence));
    verdict.until = std::max(verdict.until.value_or(until), until);
  }
  Verdict verdict;
};

void judge_recipient(const Draft& draft, const GateContext& context, Judge* judge) {
  for (const Suppression& suppression : context.contact.suppressions) {
    const bool domain = suppression.scope == SuppressionScope::domain;
    // Who was erased is known by a hash alone; the draft says whom it is for.
    const std::string who = suppression.shown.value_or(domain ? "this domain" : draft.recipient);
    const std::string reason(enum_name(suppression.reason));
    judge->add(domain ? "suppression.domain" : "suppression.address", Severity::block,
               (domain ? "Nobody at " + who + " may be written to (" : who + " must not be written to (") +
                   reason + " on " + format_date(to_local(suppression.created_at, "UTC").date) + ").",
               who + ", " + reason + ", " + suppression.source);
  }
  if (context.contact.unknown_opt_outs > 0) {
    judge->add("suppression.unknown_link", Severity::hold,
               "Somebody opted out by a link that this database does not know, because it was restored: "
               "nothing is sent until the "
               "mail that carries the link was read. Let the Sent folder be read, or import the outbox.",
               std::to_string(context.contact.unknown_opt_outs));
  }
  if (draft.recipient_key.empty()) {
    judge->add("recipient.invalid", Severity::block, "The recipient is not a mail address.", draft.recipient);
  }
  if (context.contact.is_own_address) {
    judge->add("recipient.own", Severity::block, "The recipient is one of our own mailboxes.",
               draft.recipient_key);
  }
  if (const auto& doubt = context.contact.doubt) {
    judge->add("contact.doubt", Severity::hold,
               "It is in doubt whether this contact wants mail from us: answer the question about their "
               "words first.",
               "\"" + doubt->words + "\", " + doubt->kind + ", question " + doubt->question_id);
  }
}

void judge_thread(const Draft& draft, const GateContext& context, Judge* judge) {
  const ThreadFacts& thread = context.thread;
  if (thread.answered_kind && *thread.answered_kind != MessageKind::human_reply) {
    const std::string kind(enum_name(*thread.answered_kind));
    judge->add("thread.automatic", Severity::block,
               "It answers a message that no person wrote (" + kind +
                   "): answering robots makes mail loops (RFC 3834).",
               kind);
  }
  if (thread.newest_inbound_at) {
    judge->add("thread.newer_reply", Severity::hold,
               "The contact wrote again after this draft was made: read the new message first.",
               "newest message at " + format_rfc3339(*thread.newest_inbound_at));
  }
  if (!thread.has_recipient) {
    judge->add("thread.other_recipient", Severity::warn,
               "The recipient is not part of the conversation that it answers: check whom it goes to.",
               draft.recipient);
  }
  if (thread.speaks_to_machines) {
    judge->add("thread.injection", Severity::warn,
               "The mail that it answers gives orders to a machine: check that the draft follows none of them.",
               draft.message_id.value_or(""));
  }
  if (thread.already_answered) {
    judge->add("thread.answered", Severity::block, "The message that it answers was answered already.",
               draft.message_id.value_or(""));
  }
}

/// "“50 % off”, “free”" of the claims for which `pick` holds; empty when there is none.
template <class Pick>
std::string quoted(const std::vector<Claim>& claims, Pick pick) {
  std::string all;
  for (const Claim& claim : claims) {
    if (pick(claim)) all += (all.empty() ? "“" : ", “") + claim.text + "”";
  }
  return all;
}

void judge_claims(const Draft& draft, const GatePolicy& policy, Judge* judge) {
  const Severity binding = policy.claims_enforced ? Severity::block : Severity::warn;
  const std::string contradicted =
      quoted(draft.claims, [](const Claim& claim) { return claim.status == ClaimStatus::CONTRADICTED; });
  if (!contradicted.empty()) {
    judge->add("claim.contradicted", binding,
               "Our own mail says something else: correct it, or vouch for it.", contradicted);
  }
  const std::string unsupported = quoted(draft.claims, [](const Claim& claim) {
    return claim.status == ClaimStatus::UNSUPPORTED && needs_acknowledgement(claim);
  });
  if (!unsupported.empty()) {
    judge->add("claim.commitment_unsupported", binding,
               "It promises something that no mail of ours has said before: take it out, or vouch for it.",
               unsupported);
  }
  const auto unsourced = std::count_if(draft.claims.begin(), draft.claims.end(), [](const Claim& claim) {
    return claim.status == ClaimStatus::UNSUPPORTED && !needs_acknowledgement(claim);
  });
  if (unsourced > 0) {
    judge->add("claim.unsourced", Severity::warn,
               std::to_string(unsourced) + (unsourced == 1 ? " fact has" : " facts have") +
                   " no source: check before you approve.",
               std::to_string(unsourced) + " of " + std::to_string(draft.claims.size()));
  }
}

void judge_content(const Draft& draft, const GatePolicy& policy, Judge* judge) {
  for (const Issue& violation : draft.checks.compliance.violations) {
    judge->add(violation.rule, violation.severity, violation.words, violation.text);
  }
  for (const Check* check : {&draft.checks.quality, &draft.checks.tone, &draft.checks.length}) {
    for (const Issue& issue : check->issues) judge->add(issue.rule, issue.severity, issue.words, issue.text);
  }
  judge_claims(draft, policy, judge);
  const Severity address_missing = policy.provider_delivers ? Severity::block : Severity::warn;
  if (policy.postal_address.empty()) {
    judge->add("footer.postal_address", address_missing,
               "The footer has no postal address, which the law asks of every commercial mail: set "
               "SENDER_POSTAL_ADDRESS.",
               "SENDER_POSTAL_ADDRESS is empty");
  } else if (draft.footer.find(policy.postal_address) == std::string::npos) {
    judge->add(
        "footer.postal_address", address_missing,
        "The footer was written before SENDER_POSTAL_ADDRESS was set as it is now: edit the draft, and it is "
        "renewed.",
        policy.postal_address);
  }
}

void judge_quota(const GateContext& context, const GatePolicy& policy, Judge* judge) {
  const Usage& usage = context.usage;
  if (policy.limits.mailbox_day <= 0 || policy.limits.contact_week <= 0) {
    judge->add("quota.closed", Severity::hold,
               "Sending is switched off: MAX_EMAILS_PER_DAY or MAX_EMAILS_PER_WEEK is 0.");
  }
  if (const auto until = mailbox_free_at(usage, policy.limits)) {
    judge->hold_until(
        "quota.mailbox_day", *until,
        "The mailbox has sent its " + std::to_string(policy.limits.mailbox_day) +
            " mails of 24 hours; a place is free at " + format_rfc3339(*until) + ".",
        std::to_string(usage.mailbox_count) + " of " + std::to_string(policy.limits.mailbox_day));
  }
  if (const auto until = contact_free_at(usage, policy.limits)) {
    judge->hold_until(
        "quota.contact_week", *until,
        "This contact has received " + std::to_string(usage.contact_count) +
            " mails in 7 days; the next may go at " + format_rfc3339(*until) + ".",
        std::to_string(usage.contact_count) + " of " + std::to_string(policy.limits.contact_week));
  }
}

/// What a provider put off waits until then, unless somebody presses "send": they may know more than it said.
void judge_wait(const Draft& draft, const GateContext& context, Judge* judge) {
  const std::string until = format_rfc3339(*draft.not_before);
  if (context.asked_now) {
    judge->add("time.not_before", Severity::info,
               "Sent before " + until + ", which it waited for, because a person asked for it.",
               context.postponed_for);
    return;
  }
  judge->hold_until("time.not_before", *draft.not_before,
                    context.postponed_for.empty() ? "It is set to leave at " + until + " or later."
                                                  : "It is tried again at " + until +
                                                        ", or when you press send. " + context.postponed_for,
                    context.postponed_for);
}

void judge_time(const Draft& draft, const GateContext& context, const GatePolicy& policy, Instant now,
                Judge* judge) {
  if (draft.not_before && *draft.not_before > now) judge_wait(draft, context, judge);
  const Calendar& calendar = policy.calendar;
  const std::string& zone = context.contact.timezone.empty() ? calendar.timezone : context.contact.timezone;
  const WindowOpening open = next_in_window(now, zone, calendar);
  if (open.at <= now) return;
  const std::string evidence = zone + ", " + std::to_string(calendar.window.start_hour) + ":00-" +
                               std::to_string(calendar.window.end_hour) + ":00";
  if (context.explicit_send) {
    judge->add("time.window", Severity::info, "Sent outside the send window, because a person asked for it.",
               evidence);
    return;
  }
  std::string days_off;
  for (const std::string& day : open.skipped) days_off += (days_off.empty() ? " (" : ", ") + day;
  if (!days_off.empty()) days_off += ")";
  judge->hold_until(
      "time.window", open.at,
      "It is outside the send window" + days_off + "; it opens at " + format_rfc3339(open.at) + ".",
      evidence);
}

}  // namespace

Verdict decide(const Draft& draft, const GateContext& context, const GatePolicy& policy, Instant now) {
  Judge judge;
  judge_recipient(draft, context, &judge);
  judge_thread(draft, context, &judge);
  judge_content(draft, policy, &judge);
  judge_quota(context, policy, &judge);
  judge_time(draft, context, policy, now, &judge);
  if (judge.verdict.outcome != Outcome::hold) judge.verdict.until.reset();
  return judge.verdict;
}

}  // namespace sa
