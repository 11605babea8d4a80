#include "core/draft/why.h"

#include <algorithm>
#include <tuple>

#include "core/draft/standing.h"

namespace sa {
namespace {

struct Remedy {
  std::string_view rule;  ///< with a dot at the end: every rule that begins so
  std::string_view words;
};

/// The first that fits.
constexpr Remedy kRemedies[] = {
    {"provider.unavailable",
     "We try again by ourselves. Run sales-agent doctor to see what the provider says."},
    {"mailbox.paused", "Resume the mailbox on the Mailboxes page, or with sales-agent mailbox resume."},
    {"mailbox.auth_failing", "Connect the mailbox again: the provider refuses its sign-in."},
    {"mailbox.authentication",
     "Repair SPF, DKIM and DMARC of the domain (sales-agent doctor shows them), then resume the mailbox."},
    {"mailbox.disconnected", "Connect the mailbox."},
    {"mailbox.retired", "Edit the draft and choose another mailbox."},
    {"mailbox.complaints", "Find out why readers complain before you resume the mailbox."},
    {"mailbox.bounces", "Clean the list of addresses before you resume the mailbox."},
    {"mailbox.other", "Send it from the mailbox that the contact knows, or move the contact."},
    {"mailbox.none", "Connect a mailbox, or choose one in the sequence."},
    {"mailbox.gap", "Wait, or make the mailbox's gap shorter."},
    {"mailbox.window", "Wait, press Send on the draft, or change the mailbox's hours."},
    {"mailbox.active", "Sign in to the mailbox, or resume it."},
    {"campaign.not_launched", "Launch the campaign."},
    {"campaign.paused", "Resume the campaign."},
    {"campaign.cancelled", "A cancelled campaign sends nothing any more. Make a new one."},
    {"campaign.finished",
     "Nothing: everybody has been through its sequence. Make a new campaign to write again."},
    {"segment.empty", "Change the filter of the segment, or import contacts."},
    {"sequence.active", "Activate the sequence, or choose another."},
    {"sequence.waiting", "Nothing: the draft is made in time, and then waits for approval."},
    {"sequence.absent", "Nothing: the sequence goes on after the contact's return."},
    {"sequence.paused", "Resume the enrolment, or wait for the end of the pause."},
    {"sequence.company_reply", "Answer the question about the colleague's reply."},
    {"sequence.reply", "Answer the contact's reply yourself."},
    {"sequence.step_removed", "Resume the enrolment at another step, or stop it."},
    {"sequence.", "Nothing is sent by this enrolment any more. Enrol the contact again if that is right."},
    {"step.condition", "Change the condition of the step, or wait until the contact meets it."},
    {"template.missing_field", "Fill in the field of the contact, or give the template a fallback text."},
    {"template.", "Correct the template of the step."},
    {"draft.pending", "Approve or reject the draft in the queue."},
    {"draft.not_sent", "Press Send on the draft."},
    {"draft.snoozed", "Take the draft up again, or wait."},
    {"draft.expired", "Make a new draft; of a sequence, retry the enrolment."},
    {"draft.rejected",
     "Make a new draft if the rejection was a mistake; of a sequence, enrol the contact again."},
    {"draft.failed",
     "Read what the provider said, then make a new draft; of a sequence, retry the enrolment."},
    {"draft.outcome_unknown", "Look into the mailbox's Sent folder, then say whether it was sent."},
    {"draft.invalid", "Correct the template so that the mail can be sent."},
    {"draft.sent", "Nothing: it was sent."},
    {"draft.none", "Nothing waits to be sent: import mail, or launch a campaign."},
    {"quota.closed",
     "Set MAX_EMAILS_PER_DAY, MAX_EMAILS_PER_WEEK and the mailbox's own daily limit above 0."},
    {"quota.mailbox_day", "Wait, raise the mailbox's daily limit, or send from another mailbox."},
    {"quota.contact_week", "Wait: the contact has received enough mail this week."},
    {"quota.domain_day", "Wait, or raise DOMAIN_DAY_MAX."},
    {"quota.company_week", "Wait, or raise COMPANY_WEEK_MAX."},
    {"quota.domain_day", "Wait, or raise DOMAIN_DAY_MAX."},
    {"quota.company_week", "Wait, or raise COMPANY_WEEK_MAX."},
    {"quota.", "Wait, or raise the limit."},
    {"time.not_before", "Wait, or press Send on the draft."},
    {"time.holiday", "Wait until the holiday is over, or press Send on the draft."},
    {"time.", "Wait until the hours begin, or press Send on the draft."},
    {"suppression.unknown_link", "Let the Sent folder sync, or import the outbox."},
    {"suppression.domain", "Reject the draft. Only remove the suppression if it was a mistake."},
    {"suppression.", "Reject the draft: this person must not be written to."},
    {"consent.",
     "Record the contact's basis for being written to, with its source, or take the contact out."},
    {"contact.doubt", "Answer the question about the contact's message."},
    {"contact.other_sequence", "Wait until the other sequence ends, or stop it."},
    {"contact.", "Look at the contact, and correct what is named."},
    {"recipient.", "Correct the recipient's address, or reject the draft."},
    {"thread.newer_reply", "Read the contact's newer message, then edit the draft or approve it anew."},
    {"thread.", "Reject the draft, or answer the right message."},
    {"claim.", "Correct the statement, or confirm that it is true."},
    {"footer.postal_address", "Set SENDER_POSTAL_ADDRESS."},
};

/// How far a cause reaches, and who ends it. Of causes with the same count the lower one comes first.
enum class Reach { many, person, approval, wait, send };

/// What keeps everything of a mailbox, of a campaign or of the house back.
constexpr std::string_view kFarReaching[] = {
    "provider.unavailable",     "mailbox.paused",       "mailbox.auth_failing", "mailbox.authentication",
    "mailbox.disconnected",     "mailbox.retired",      "mailbox.complaints",   "mailbox.bounces",
    "campaign.paused",          "campaign.cancelled",   "campaign.finished",    "quota.closed",
    "suppression.unknown_link", "footer.postal_address"};

Reach reach_of(const Cause& cause) {
  if (std::ranges::find(kFarReaching, cause.rule) != std::end(kFarReaching)) return Reach::many;
  if (cause.rule == "draft.pending") return Reach::approval;
  // What waits besides would still hold it.
  if (cause.rule == "draft.not_sent") return Reach::send;
  return cause.ends_at || cause.rule == "sequence.waiting" || cause.rule == "draft.none" ? Reach::wait
                                                                                         : Reach::person;
}

/// Whether two causes of the rule are the same only where they say the same: each mailbox and campaign has its own.
bool is_by_subject(std::string_view rule) {
  return rule == "campaign.not_launched" || std::ranges::find(kFarReaching, rule) != std::end(kFarReaching);
}

/// That is how it should be: whatever else keeps mail back is named first.
bool is_rest(const Cause& cause) {
  return cause.rule == "sequence.waiting" || cause.rule == "campaign.finished";
}

bool ends_by_itself(const Reason& reason) {
  return (is_wait(reason) && reason.rule != "quota.closed") || reason.rule == "sequence.absent";
}

std::string plural(std::int64_t count, const char* one, const char* many) {
  return std::to_string(count) + ' ' + (count == 1 ? one : many);
}

/// What several drafts are doing whose words name one: "40 drafts wait for approval. The first: ..."
constexpr Remedy kOfMany[] = {
    {"draft.pending", " drafts wait for approval. The first: "},
    {"draft.not_sent", " drafts are approved, but nobody pressed Send. The first: "},
    {"draft.snoozed", " drafts are put aside. The first: "}};

/// The words of one mail, said of several.
void say_of_many(Cause* cause) {
  if (cause->count < 2 || is_by_subject(cause->rule) || is_rest(*cause)) return;
  const auto* found = std::ranges::find(kOfMany, cause->rule, &Remedy::rule);
  const std::string_view words = found == std::end(kOfMany) ? " mails. The first: " : found->words;
  cause->words = std::to_string(cause->count) + std::string(words) + cause->words;
}

}  // namespace

std::string remedy_for(std::string_view rule) {
  for (const Remedy& each : kRemedies) {
    const bool fits = each.rule.ends_with('.') ? rule.starts_with(each.rule) : rule == each.rule;
    if (fits) return std::string(each.words);
  }
  return "Open the draft, and correct what is named.";
}

Cause& WhyFinder::cause_of(const std::string& rule, const std::string& words) {
  const auto found = std::ranges::find_if(why_.causes, [&](const Cause& each) {
    return each.rule == rule && (!is_by_subject(rule) || each.words == words);
  });
  if (found != why_.causes.end()) return *found;
  why_.causes.push_back({rule, words, remedy_for(rule), 0, {}, std::nullopt});
  return why_.causes.back();
}

void WhyFinder::add(Cause cause) {
  Cause& kept = cause_of(cause.rule, cause.words);
  // What ends by itself for some, and not for others, is there until somebody ends it.
  if (kept.count == 0) {
    kept.ends_at = cause.ends_at;
  } else if (!cause.ends_at || !kept.ends_at) {
    kept.ends_at.reset();
  } else {
    kept.ends_at = std::min(*kept.ends_at, *cause.ends_at);
  }
  if (!cause.do_.empty()) kept.do_ = std::move(cause.do_);
  // A mailbox is its own sample only where no mail of it is.
  if (cause.count == 0 && kept.count > 0) return;
  kept.count += cause.count;
  for (std::string& id : cause.sample) {
    if (kept.sample.size() < kCauseSample && std::ranges::find(kept.sample, id) == kept.sample.end())
      kept.sample.push_back(std::move(id));
  }
}

void WhyFinder::add_reasons(const Draft& draft, bool is_wished) {
  const bool is_approved = draft.status == DraftStatus::APPROVED;
  std::vector<std::string> said;
  const auto holds = std::ranges::count(draft.verdict.reasons, Severity::hold, &Reason::severity);
  for (const Reason& each : draft.verdict.reasons) {
    if (each.severity != Severity::hold && each.severity != Severity::block) continue;
    // Before the approval nothing waits for its time; and who presses Send leaves the hours and the planned time.
    if (!is_approved && ends_by_itself(each)) continue;
    if (!is_wished && (is_closed_hours(each) || each.rule.starts_with("time."))) continue;
    if (std::ranges::find(said, each.rule) != said.end()) continue;
    said.push_back(each.rule);
    const bool ends = each.severity == Severity::hold && (ends_by_itself(each) || holds == 1);
    add({each.rule, each.words, {}, 1, {draft.id}, ends ? draft.verdict.until : std::nullopt});
  }
}

void WhyFinder::add_waiting(const Draft& draft, bool is_wished) {
  const bool is_approved = draft.status == DraftStatus::APPROVED;
  const auto say = [&](const char* rule, std::string words, std::optional<Instant> ends_at = {}) {
    add({rule, std::move(words), {}, 1, {draft.id}, ends_at});
  };
  add_reasons(draft, is_wished);
  if (!is_approved && is_snoozed(draft, now_))
    return say("draft.snoozed", "Somebody put the draft to " + draft.recipient + " aside.",
               draft.snoozed_until);
  if (!is_approved) return say("draft.pending", "The draft to " + draft.recipient + " waits for approval.");
  if (!is_wished)
    return say("draft.not_sent",
               "The draft to " + draft.recipient + " is approved, but nobody pressed Send.");
  const Verdict& verdict = draft.verdict;
  if (verdict.outcome == Outcome::block) return;
  const bool ends = std::ranges::all_of(verdict.reasons, [](const Reason& each) {
    return each.severity != Severity::hold || ends_by_itself(each);
  });
  if (!ends || (verdict.outcome == Outcome::hold && !verdict.until)) return;
  const Instant leaves = verdict.outcome == Outcome::send ? now_ : *verdict.until;
  if (verdict.outcome == Outcome::send) why_.sending = true;
  why_.next_send_at = std::min(why_.next_send_at.value_or(leaves), leaves);
}

void WhyFinder::add_draft(const Draft& draft, bool is_wished) {
  const auto say = [&](const char* rule, std::string words) {
    add({rule, std::move(words), {}, 1, {draft.id}, std::nullopt});
  };
  const auto said = [](const std::optional<std::string>& words) {
    return words && !words->empty() ? ": " + *words : std::string(".");
  };
  switch (draft.status) {
    case DraftStatus::REJECTED:
      return say("draft.rejected", "The draft was rejected by " + draft.rejected_by.value_or("a person") +
                                       said(draft.rejected_reason));
    case DraftStatus::EXPIRED:
      return say("draft.expired", "Nobody decided about the draft before it expired.");
    case DraftStatus::FAILED:
      return say("draft.failed", "The provider refused the mail" + said(draft.failed_reason));
    case DraftStatus::OUTCOME_UNKNOWN:
      return say("draft.outcome_unknown", "It is not known whether the mail to " + draft.recipient +
                                              " was sent" + said(draft.failed_reason));
    case DraftStatus::SENT:
      return say("draft.sent", "The mail was sent" +
                                   (draft.sent_at ? " at " + format_rfc3339(*draft.sent_at) : std::string()) +
                                   ".");
    case DraftStatus::SENDING:
      why_.sending = true;
      why_.next_send_at = now_;
      return;
    default:
      return add_waiting(draft, is_wished);
  }
}

void WhyFinder::add_pending(std::int64_t count) {
  if (count > 0) add({"draft.pending", "A draft waits for approval.", {}, count, {}, std::nullopt});
}

void WhyFinder::add_enrollments(const StandingEnrollments& standing) {
  const std::int64_t count = standing.count;
  if (count == 0) return;
  if (standing.status == EnrollmentStatus::DRAFTED) return;  // its draft says it
  if (standing.status == EnrollmentStatus::FINISHED) {
    add({"campaign.finished",
         plural(count, "contact has", "contacts have") + " been through the whole sequence.",
         {},
         count,
         standing.sample,
         std::nullopt});
    return;
  }
  if (standing.status == EnrollmentStatus::WAITING) {
    const bool is_later = standing.next_at && *standing.next_at > now_;
    add({"sequence.waiting",
         plural(count, "contact waits", "contacts wait") + " for the next step of the sequence" +
             (is_later ? "; the first is planned for " + format_rfc3339(*standing.next_at) : std::string()) +
             ".",
         {},
         count,
         standing.sample,
         is_later ? standing.next_at : std::nullopt});
    return;
  }
  const EnrollmentReason reason =
      standing.reason.value_or(EnrollmentReason{"sequence.stopped", "The sequence was stopped.", "", {}});
  add({reason.rule,
       reason.words,
       {},
       count,
       standing.sample,
       standing.status == EnrollmentStatus::PAUSED ? reason.until : std::nullopt});
}

void WhyFinder::add_campaign(const Campaign& campaign, std::int64_t steps) {
  const std::string words = standstill_words(campaign.name, campaign.status);
  if (words.empty()) return;
  const char* rule = campaign.status == CampaignStatus::PAUSED ? "campaign.paused" : "campaign.cancelled";
  add({rule, words, {}, steps, {campaign.campaign_id}, std::nullopt});
}

void WhyFinder::add_unlaunched(const Campaign& campaign, const std::vector<CheckLine>& checklist,
                               std::int64_t count) {
  is_ordered_ = true;
  for (const CheckLine& each : checklist) {
    if (each.outcome != CheckOutcome::block) continue;
    std::vector<std::string> sample = each.sample.empty() ? std::vector{campaign.campaign_id} : each.sample;
    add({each.rule, each.words, {}, std::max(each.count, count), std::move(sample), std::nullopt});
  }
  add({"campaign.not_launched",
       "The campaign " + campaign.name + " has not been launched.",
       {},
       count,
       {campaign.campaign_id},
       std::nullopt});
}

Why WhyFinder::finish() && {
  if (!is_ordered_) {
    std::ranges::sort(why_.causes, [](const Cause& a, const Cause& b) {
      return std::tuple(is_rest(a), -a.count, reach_of(a), std::tie(a.rule, a.words)) <
             std::tuple(is_rest(b), -b.count, reach_of(b), std::tie(b.rule, b.words));
    });
    for (Cause& each : why_.causes) say_of_many(&each);
  }
  if (why_.causes.empty() && !why_.sending)
    add({"draft.none", "There is no mail to send.", {}, 0, {}, std::nullopt});
  return std::move(why_);
}

}  // namespace sa
