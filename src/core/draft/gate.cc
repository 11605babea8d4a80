#include "core/draft/gate.h"

#include <algorithm>

#include "base/reflect/reflect.h"
#include "base/text/ascii.h"

namespace sa {
namespace {

class Judge {
 public:
  void add(std::string rule, Severity severity, std::string words, std::string evidence = {}) {
    verdict.reasons.push_back({std::move(rule), severity, std::move(words), std::move(evidence)});
    if (severity == Severity::block) verdict.outcome = Outcome::block;
    if (severity == Severity::hold && verdict.outcome == Outcome::send) verdict.outcome = Outcome::hold;
  }
  /// In the place of a reason of the same rule that is no more severe: it can cite the law.
  void cite(const PolicyFinding& finding, Severity severity) {
    const std::string& rule = finding.rule->rule;
    const auto same = std::ranges::find(verdict.reasons, rule, &Reason::rule);
    if (same == verdict.reasons.end()) return add(rule, severity, finding.words(), finding.evidence());
    if (same->severity > severity) return;
    verdict.reasons.erase(same);
    add(rule, severity, finding.words(), finding.evidence());
  }
  void hold_until(std::string rule, Instant until, std::string words, std::string evidence = {}) {
    add(std::move(rule), Severity::hold, std::move(words), std::move(evidence));
    verdict.until = std::max(verdict.until.value_or(until), until);
  }
  void join(const Verdict& other) {
    for (const Reason& each : other.reasons) add(each.rule, each.severity, each.words, each.evidence);
    if (other.until) verdict.until = std::max(verdict.until.value_or(*other.until), *other.until);
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
               (domain ? "Nobody at " + who + " may be contacted (" : who + " must not be contacted (") +
                   reason + " on " + format_date(to_local(suppression.created_at, "UTC").date) + ").",
               who + ", " + reason + ", " + suppression.source);
  }
  if (context.contact.unknown_opt_outs > 0) {
    judge->add("suppression.unknown_link", Severity::hold,
               "After a restore from backup, somebody opted out through a link that this database does not "
               "know. Nothing is sent until the mail with that link has been read: let the Sent folder sync, "
               "or import the outbox.",
               std::to_string(context.contact.unknown_opt_outs));
  }
  if (draft.recipient_key.empty()) {
    judge->add("recipient.invalid", Severity::block, "The recipient is not a valid email address.",
               draft.recipient);
  }
  if (context.contact.is_own_address) {
    judge->add("recipient.own", Severity::block, "The recipient is one of our own mailboxes.",
               draft.recipient_key);
  }
  if (context.contact.is_role_address && !is_reply(draft)) {
    judge->add("contact.role_address", Severity::warn,
               "Several people may read " + draft.recipient + ". Write to a person, if you know one.",
               draft.recipient_key);
  }
  if (const auto& doubt = context.contact.doubt) {
    judge->add(
        "contact.doubt", Severity::hold,
        doubt->kind == "opt_out"
            ? "This contact may have asked for no more mail. Answer the question about their message first."
            : "It is not certain what a message about this contact means. Answer the question about it "
              "first.",
        (doubt->words.empty() ? "a mail in another mailbox" : "\"" + doubt->words + "\"") + ", " +
            doubt->kind + ", question " + doubt->question_id);
  }
}

void judge_thread(const Draft& draft, const GateContext& context, Judge* judge) {
  const ThreadFacts& thread = context.thread;
  if (thread.answered_kind && *thread.answered_kind != MessageKind::human_reply) {
    const std::string kind(enum_name(*thread.answered_kind));
    judge->add("thread.automatic", Severity::block,
               "This draft answers an automatic message (" + kind +
                   "). Replying to automatic mail causes mail loops (RFC 3834).",
               kind);
  }
  if (thread.newest_inbound_at) {
    judge->add("thread.newer_reply", Severity::hold,
               "The contact wrote again after this draft was created. Read the new message first.",
               "newest message at " + format_rfc3339(*thread.newest_inbound_at));
  }
  if (!thread.has_recipient) {
    judge->add("thread.other_recipient", Severity::warn,
               "The recipient is not part of this conversation. Check the address.", draft.recipient);
  }
  if (thread.speaks_to_machines) {
    judge->add("thread.injection", Severity::warn,
               "The mail contains instructions to an AI. Check that the draft follows none of them.",
               draft.message_id.value_or(""));
  }
  if (thread.already_answered) {
    judge->add("thread.answered", Severity::block, "The message has already been answered.",
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

/// Who approved it saw sources that bore it out. Until the approval the claims are found anew instead.
void judge_sources(const Draft& draft, const GateContext& context, const GatePolicy& policy, Judge* judge) {
  const auto& changed = context.changed_sources;
  if (!draft.approved_at || changed.empty()) return;
  const std::string stated = quoted(draft.claims, [&](const Claim& claim) {
    return claim.source && std::ranges::find(changed, *claim.source) != changed.end();
  });
  std::string evidence;
  for (const std::string& source : changed) evidence += (evidence.empty() ? "" : ", ") + source;
  judge->add(
      "claim.source_changed", policy.claims_enforced ? Severity::hold : Severity::warn,
      "The source of " + stated +
          " has changed since the approval: withdraw the approval, check the claim, and approve again.",
      evidence);
}

void judge_claims(const Draft& draft, const GatePolicy& policy, Judge* judge) {
  const Severity binding = policy.claims_enforced ? Severity::block : Severity::warn;
  const std::string contradicted =
      quoted(draft.claims, [](const Claim& claim) { return claim.status == ClaimStatus::CONTRADICTED; });
  if (!contradicted.empty()) {
    judge->add("claim.contradicted", binding,
               "This contradicts a mail of ours. Correct it, or confirm that it is true.", contradicted);
  }
  const std::string unsupported = quoted(draft.claims, [](const Claim& claim) {
    return claim.status == ClaimStatus::UNSUPPORTED && needs_acknowledgement(claim);
  });
  if (!unsupported.empty()) {
    judge->add("claim.commitment_unsupported", binding,
               "This promise is not in any earlier mail of ours. Remove it, or confirm that it is true.",
               unsupported);
  }
  const auto unsourced = std::count_if(draft.claims.begin(), draft.claims.end(), [](const Claim& claim) {
    return claim.status == ClaimStatus::UNSUPPORTED && !needs_acknowledgement(claim);
  });
  if (unsourced > 0) {
    judge->add("claim.unsourced", Severity::warn,
               std::to_string(unsourced) + (unsourced == 1 ? " fact has" : " facts have") +
                   " no source. Check before you approve.",
               std::to_string(unsourced) + " of " + std::to_string(draft.claims.size()));
  }
}

void judge_content(const Draft& draft, const GateContext& context, const GatePolicy& policy, Judge* judge) {
  for (const Issue& violation : draft.checks.compliance.violations) {
    judge->add(violation.rule, violation.severity, violation.words, violation.text);
  }
  for (const Check* check : {&draft.checks.quality, &draft.checks.tone, &draft.checks.length}) {
    for (const Issue& issue : check->issues) judge->add(issue.rule, issue.severity, issue.words, issue.text);
  }
  judge_claims(draft, policy, judge);
  judge_sources(draft, context, policy, judge);
  const Severity address_missing = context.mailbox.delivers ? Severity::block : Severity::warn;
  if (policy.postal_address.empty()) {
    judge->add("footer.postal_address", address_missing,
               "The footer has no postal address, which many countries require in commercial mail. Set "
               "SENDER_POSTAL_ADDRESS.",
               "SENDER_POSTAL_ADDRESS is empty");
  } else if (draft.footer.find(policy.postal_address) == std::string::npos) {
    judge->add(
        "footer.postal_address", address_missing,
        "The footer does not have the current SENDER_POSTAL_ADDRESS. Edit the draft to update the footer.",
        policy.postal_address);
  }
}

/// Letters beyond ASCII are bytes of UTF-8 from 0x80 on.
bool is_of_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
}

/// As whole words, in whatever case: "web" is not in "webinar".
bool has_words(std::string_view text, std::string_view words) {
  const std::string whole = ascii_lower(text);
  const std::string part = ascii_lower(words);
  for (std::size_t at = whole.find(part); at != std::string::npos; at = whole.find(part, at + 1)) {
    const std::size_t end = at + part.size();
    const bool begins = at == 0 || !is_of_word(part.front()) || !is_of_word(whole[at - 1]);
    const bool ends = end == whole.size() || !is_of_word(part.back()) || !is_of_word(whole[end]);
    if (begins && ends) return true;
  }
  return false;
}

/// What is known of the recipient, with what the mail itself shows.
PolicyFacts policy_facts(const Draft& draft, const GateContext& context, const GatePolicy& policy) {
  PolicyFacts facts = context.policy;
  const auto footer_has = [&](const std::string& text) {
    return !text.empty() && draft.footer.find(text) != std::string::npos;
  };
  const std::string_view source = trimmed(context.contact.source);
  facts.has_source = !source.empty();
  facts.names_source = facts.has_source && has_words(draft.body, source);
  facts.is_answer = is_reply(draft) && context.thread.has_recipient;
  facts.has_postal_address = footer_has(policy.postal_address);
  const std::size_t address_at = draft.sender.find('<');
  facts.has_sender_name =
      address_at != std::string::npos && !trimmed(draft.sender.substr(0, address_at)).empty();
  facts.has_opt_out = footer_has(draft.unsubscribe_url);
  return facts;
}

Severity severity_of(PolicyOutcome outcome) {
  switch (outcome) {
    case PolicyOutcome::block:
      return Severity::block;
    case PolicyOutcome::hold:
      return Severity::hold;
    case PolicyOutcome::warn:
      return Severity::warn;
    default:
      return Severity::info;
  }
}

void judge_mailbox(const Draft& draft, const GateContext& context, Instant now, Judge* judge) {
  const MailboxFacts& mailbox = context.mailbox;
  if (const auto& hold = mailbox.hold) {
    if (hold->until) {
      judge->hold_until(hold->rule, *hold->until, hold->words, hold->evidence);
    } else {
      judge->add(hold->rule, Severity::hold, hold->words, hold->evidence);
    }
  }
  const std::string& known = mailbox.contact_mailbox_id;
  if (!known.empty() && known != draft.mailbox_id) {
    judge->add("mailbox.other", Severity::hold,
               "This contact hears from " + known + ", and the draft would leave from " + draft.mailbox_id +
                   ". Send it from " + known + ", or move the contact to " + draft.mailbox_id + ".",
               known);
  }
  const auto& last_at = context.usage.mailbox_last_at;
  if (mailbox.gap_s <= 0 || !last_at) return;
  const Instant free_at = *last_at + mailbox.gap_s * kSecondMs;
  if (free_at <= now) return;
  judge->hold_until("mailbox.gap", free_at,
                    "This mailbox sends one mail in " + std::to_string(mailbox.gap_s) +
                        " seconds. It can send again at " + format_rfc3339(free_at) + ".",
                    "last mail at " + format_rfc3339(*last_at));
}

void judge_quota(const GateContext& context, const QuotaLimits& limits, Judge* judge) {
  const Usage& usage = context.usage;
  if (limits.mailbox_day <= 0 || limits.contact_week <= 0) {
    judge->add("quota.closed", Severity::hold,
               "Sending is switched off because the daily limit of the mailbox, MAX_EMAILS_PER_DAY or "
               "MAX_EMAILS_PER_WEEK is 0.");
  }
  if (const auto until = mailbox_free_at(usage, limits)) {
    judge->hold_until("quota.mailbox_day", *until,
                      "This mailbox has reached its limit of " + std::to_string(limits.mailbox_day) +
                          " mails in 24 hours. It can send again at " + format_rfc3339(*until) + ".",
                      std::to_string(usage.mailbox_count) + " of " + std::to_string(limits.mailbox_day));
  }
  if (const auto until = contact_free_at(usage, limits)) {
    judge->hold_until("quota.contact_week", *until,
                      "This contact has received " + std::to_string(usage.contact_count) +
                          " mails in 7 days. The next one may be sent at " + format_rfc3339(*until) + ".",
                      std::to_string(usage.contact_count) + " of " + std::to_string(limits.contact_week));
  }
  if (const auto until = domain_free_at(usage, limits)) {
    judge->hold_until("quota.domain_day", *until,
                      "The recipient's domain has received " + std::to_string(usage.domain_count) +
                          " mails in 24 hours. The next one may be sent at " + format_rfc3339(*until) + ".",
                      std::to_string(usage.domain_count) + " of " + std::to_string(limits.domain_day));
  }
  if (const auto until = company_free_at(usage, limits)) {
    judge->hold_until("quota.company_week", *until,
                      "The recipient's company has received " + std::to_string(usage.company_count) +
                          " mails in 7 days. The next one may be sent at " + format_rfc3339(*until) + ".",
                      std::to_string(usage.company_count) + " of " + std::to_string(limits.company_week));
  }
}

/// What a provider put off waits until then, unless somebody presses "send": they may know more than it said.
void judge_wait(const Draft& draft, const GateContext& context, Judge* judge) {
  const std::string until = format_rfc3339(*draft.not_before);
  if (context.asked_now) {
    judge->add("time.not_before", Severity::info,
               "Sent before " + until + ", its earliest sending time, because a person asked for it.",
               context.postponed_for);
    return;
  }
  judge->hold_until("time.not_before", *draft.not_before,
                    context.postponed_for.empty() ? "Sending is scheduled for " + until + " or later."
                                                  : "We will try again at " + until +
                                                        ", or when you press Send. " + context.postponed_for,
                    context.postponed_for);
}

/// The name of the holiday on which the sequence rests; empty: it is a weekend, or only the hour.
std::string holiday_on(Date date, const PlanCalendar& calendar) {
  for (const std::string& country : calendar.countries) {
    if (!calendar.holidays) break;
    for (const Holiday& each : holidays_of(date.year, country, *calendar.holidays)) {
      if (each.date == date) return each.name;
    }
  }
  return {};
}

/// When the step may leave whose hours are over. Each step has its time of day: were it the morning for all, they would leave in a burst.
Instant next_in_hours(const DraftSource& step, const PlanCalendar& calendar, Instant now) {
  if (step.enrollment_id && step.step_id)
    return step_instant(calendar, now, 0, *step.enrollment_id, *step.step_id, now);
  const Date today = to_local(now, calendar.window.zone).date;
  const Instant morning = business_morning(calendar, add_days(today, -1), 1);
  return morning > now ? morning : business_morning(calendar, today, 1);
}

/// The hours of the sequence stand in the place of those of the settings.
void judge_sequence_hours(const Draft& draft, const GateContext& context, const PlanCalendar& calendar,
                          Instant now, Judge* judge) {
  if (is_open(calendar, now)) return;
  const Date today = to_local(now, calendar.window.zone).date;
  const Instant opens = next_in_hours(draft.source, calendar, now);
  const std::string evidence = calendar.window.zone + ", " + calendar.window.from + "-" + calendar.window.to;
  if (context.explicit_send) {
    judge->add("time.window", Severity::info,
               "Sent outside the hours of the sequence because a person asked for it.", evidence);
    return;
  }
  const std::string holiday = holiday_on(today, calendar);
  judge->hold_until(holiday.empty() ? "time.window" : "time.holiday", opens,
                    (holiday.empty() ? "The sequence sends in its hours only."
                                     : "The sequence does not send today, which is " + holiday + ".") +
                        " It sends again at " + format_rfc3339(opens) + ".",
                    evidence);
}

/// A mail of a sequence waits for its step's instant, whatever became of the draft's own; unless a person sends it earlier.
void judge_step(const Draft& draft, const GateContext& context, Instant now, Judge* judge) {
  const auto& step_at = context.enrollment ? context.enrollment->step_at : std::nullopt;
  const bool is_said = draft.not_before && *draft.not_before > now;
  if (!step_at || *step_at <= now || is_said || context.explicit_send) return;
  judge->hold_until("time.not_before", *step_at,
                    "The step of the sequence is planned for " + format_rfc3339(*step_at) + ".");
}

void judge_time(const Draft& draft, const GateContext& context, const GatePolicy& policy, Instant now,
                Judge* judge) {
  if (draft.not_before && *draft.not_before > now) judge_wait(draft, context, judge);
  judge_step(draft, context, now, judge);
  if (context.enrollment && context.enrollment->calendar)
    return judge_sequence_hours(draft, context, *context.enrollment->calendar, now, judge);
  const Calendar& calendar = policy.calendar;
  const std::string& zone = context.contact.timezone.empty() ? calendar.timezone : context.contact.timezone;
  const WindowOpening open = next_in_window(now, zone, calendar);
  if (open.at <= now) return;
  const std::string evidence = zone + ", " + std::to_string(calendar.window.start_hour) + ":00-" +
                               std::to_string(calendar.window.end_hour) + ":00";
  if (context.explicit_send) {
    judge->add("time.window", Severity::info, "Sent outside the send window because a person asked for it.",
               evidence);
    return;
  }
  std::string days_off;
  for (const std::string& day : open.skipped) days_off += (days_off.empty() ? " (" : ", ") + day;
  if (!days_off.empty()) days_off += ")";
  judge->hold_until(
      "time.window", open.at,
      "The send window is closed now" + days_off + ". It opens at " + format_rfc3339(open.at) + ".",
      evidence);
}

/// The hours of the mailbox; those of the settings are judged before.
void judge_window(const GateContext& context, const GatePolicy& policy, Instant now, Judge* judge) {
  if (!context.mailbox.window) return;
  const MailboxWindow& window = *context.mailbox.window;
  const std::string& own = policy.calendar.timezone;
  const std::string& contact = context.contact.timezone.empty() ? own : context.contact.timezone;
  const bool is_own = window.zone.empty() || window.zone == "sender";
  const std::string& zone = is_own ? own : window.zone == "contact" ? contact : window.zone;
  const Instant opens = next_open(window, zone, now);
  if (opens <= now) return;
  std::string evidence = zone + ", " + window.from + "-" + window.to + ",";
  for (const std::string& day : window.days) evidence += " " + day;
  if (context.explicit_send) {
    judge->add("mailbox.window", Severity::info,
               "Sent outside the mailbox's hours because a person asked for it.", evidence);
    return;
  }
  judge->hold_until("mailbox.window", opens,
                    "The mailbox sends in its hours only. They begin at " + format_rfc3339(opens) + ".",
                    evidence);
}

bool is_of_enrollment(const Reason& reason) {
  return reason.rule.starts_with("sequence.") || reason.rule.starts_with("campaign.") ||
         reason.rule == "contact.other_sequence";
}

/// The policy's, with the mailbox's own.
QuotaLimits limits_of(const GateContext& context, const GatePolicy& policy) {
  QuotaLimits limits = policy.limits;
  limits.mailbox_day = context.mailbox.day_limit.value_or(limits.mailbox_day);
  return limits;
}

/// A pause by an absence, by a reply, or by a person.
std::string pause_rule(const EnrollmentReason& reason) {
  return reason.rule == "sequence.absent" ? reason.rule : "sequence.paused";
}

/// By the state of the enrolment.
void judge_state(const EnrollmentFacts& enrollment, bool is_answered, Instant now, Judge* judge) {
  const EnrollmentReason reason = enrollment.reason.value_or(EnrollmentReason{});
  switch (enrollment.status) {
    case EnrollmentStatus::STOPPED:
      if (is_answered || reason.rule == "campaign.cancelled") return;
      return judge->add(reason.rule == "sequence.reply" ? reason.rule : "sequence.stopped", Severity::block,
                        "The sequence was stopped for this contact. " + reason.words, reason.evidence);
    case EnrollmentStatus::PAUSED:
      // How long the contact is away is judged by itself; after it the draft that lies there is replaced first.
      if (reason.rule == "sequence.absent" && enrollment.absent_until && *enrollment.absent_until > now)
        return;
      if (reason.until && *reason.until > now)
        return judge->hold_until(pause_rule(reason), *reason.until, reason.words, reason.evidence);
      return judge->add(pause_rule(reason), Severity::hold, reason.words, reason.evidence);
    case EnrollmentStatus::HELD:
      // The question that it waits for holds all mail to the contact by itself.
      if (reason.rule == "contact.doubt") return;
      return judge->add(reason.rule, Severity::hold, reason.words, reason.evidence);
    case EnrollmentStatus::WAITING:
      // It went on after a pause or a question; the draft that lies there is about to be replaced.
      return judge->add("sequence.waiting", Severity::hold,
                        "We are planning this step again; a new draft will replace this one.");
    case EnrollmentStatus::FINISHED:
      return judge->add("sequence.stopped", Severity::block, "The sequence is over for this contact.");
    default:
      return;
  }
}

}  // namespace

Verdict judge_enrollment(const Draft& draft, const EnrollmentFacts& enrollment, Instant now) {
  Judge judge;
  const auto& campaign = enrollment.campaign_status;
  if (campaign == CampaignStatus::CANCELLED)
    judge.add("campaign.cancelled", Severity::block, standstill_words(enrollment.campaign_name, *campaign));
  if (campaign == CampaignStatus::PAUSED)
    judge.add("campaign.paused", Severity::hold, standstill_words(enrollment.campaign_name, *campaign));
  const bool is_answered = enrollment.replied_at && *enrollment.replied_at >= draft.created_at;
  if (is_answered)
    judge.add("sequence.reply", Severity::block,
              "The contact replied after this mail of the sequence was drafted.",
              enrollment.reason ? enrollment.reason->evidence : "");
  if (enrollment.is_replaced)
    judge.add("sequence.stopped", Severity::block, "A newer draft of the sequence replaces this one.");
  judge_state(enrollment, is_answered, now, &judge);
  if (enrollment.absent_until && *enrollment.absent_until > now)
    judge.hold_until(
        "sequence.absent", *enrollment.absent_until,
        "The contact is away. The sequence goes on at " + format_rfc3339(*enrollment.absent_until) + ".",
        enrollment.reason ? enrollment.reason->evidence : "");
  if (!enrollment.other_sequence_id.empty())
    judge.add("contact.other_sequence", Severity::hold,
              "The contact is already in another sequence. Wait until it ends, or stop it.",
              enrollment.other_sequence_id);
  return judge.verdict;
}

Verdict with_enrollment(Verdict verdict, const Verdict& enrollment) {
  std::erase_if(verdict.reasons, is_of_enrollment);
  verdict.reasons.insert(verdict.reasons.begin(), enrollment.reasons.begin(), enrollment.reasons.end());
  verdict.outcome = Outcome::send;
  for (const Reason& each : verdict.reasons) {
    if (each.severity == Severity::block) verdict.outcome = Outcome::block;
    if (each.severity == Severity::hold && verdict.outcome == Outcome::send) verdict.outcome = Outcome::hold;
  }
  verdict.until = verdict.outcome == Outcome::hold ? enrollment.until : std::nullopt;
  return verdict;
}

std::vector<PolicyFinding> judge_by_packs(const Draft& draft, const GateContext& context,
                                          const GatePolicy& policy, Instant now) {
  if (context.packs.empty()) return {};
  return judge_packs(context.packs, policy_facts(draft, context, policy), now);
}

Verdict decide(const Draft& draft, const GateContext& context, const GatePolicy& policy, Instant now) {
  Judge judge;
  judge_recipient(draft, context, &judge);
  if (context.enrollment) {
    judge.join(judge_enrollment(draft, *context.enrollment, now));
  }
  judge_thread(draft, context, &judge);
  judge_content(draft, context, policy, &judge);
  for (const PolicyFinding& each : judge_by_packs(draft, context, policy, now))
    judge.cite(each, severity_of(each.rule->outcome));
  judge_mailbox(draft, context, now, &judge);
  judge_quota(context, limits_of(context, policy), &judge);
  judge_time(draft, context, policy, now, &judge);
  judge_window(context, policy, now, &judge);
  if (judge.verdict.outcome != Outcome::hold) judge.verdict.until.reset();
  return judge.verdict;
}

}  // namespace sa
