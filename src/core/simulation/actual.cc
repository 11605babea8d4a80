#include "core/simulation/actual.h"

#include <algorithm>

#include "base/text/ascii.h"

namespace sa {
namespace {

struct Why {
  std::string rule;
  std::string words;
};

PlanDeviation deviation(const PlannedMail& mail, Why why) {
  PlanDeviation made;
  made.contact_id = mail.contact_id;
  made.step_id = mail.step_id;
  made.planned_at = mail.planned_at;
  made.planned_mailbox = mail.planned_mailbox;
  made.sent_at = mail.sent_at;
  made.mailbox = mail.mailbox;
  made.draft_id = mail.draft_id;
  made.recipient = mail.recipient;
  made.rule = std::move(why.rule);
  made.words = std::move(why.words);
  return made;
}

bool is_elsewhere(const PlannedMail& mail) {
  return mail.mailbox && ascii_lower(*mail.mailbox) != ascii_lower(mail.planned_mailbox);
}

bool is_in_time(const PlannedMail& mail) {
  const std::int64_t late_ms = *mail.sent_at - mail.planned_at;
  return late_ms > -kSameMs && late_ms < kSameMs;
}

Why why_moved(const PlannedMail& mail, bool is_shifted) {
  if (is_elsewhere(mail))
    return {"mailbox.other", "It left from " + *mail.mailbox + "; planned was " + mail.planned_mailbox + "."};
  if (mail.approved_at && *mail.approved_at > mail.planned_at)
    return {"draft.late",
            "The draft was approved after its planned time, at " + format_rfc3339(*mail.approved_at) + "."};
  if (is_shifted) return {"sequence.shifted", "The mail before it left at another time than planned."};
  if (*mail.sent_at < mail.planned_at) return {"draft.early", "A person sent it before its planned time."};
  return {"draft.held", "At its planned time it was held: by its mailbox, a quota, or a pause."};
}

Why why_missing_draft(const PlannedMail& mail) {
  switch (*mail.draft_status) {
    case DraftStatus::PENDING_APPROVAL:
      return {"draft.pending", "Nobody has approved the draft yet."};
    case DraftStatus::APPROVED: {
      const std::vector<Reason> reasons = mail.verdict ? mail.verdict->reasons : std::vector<Reason>();
      const auto held = std::ranges::find_if(reasons, [](const Reason& each) {
        return each.severity == Severity::hold || each.severity == Severity::block;
      });
      if (held != reasons.end()) return {held->rule, held->words};
      return {"draft.approved", "The draft is approved and waits for its turn."};
    }
    case DraftStatus::REJECTED:
      return {"draft.rejected", "The draft was rejected."};
    case DraftStatus::EXPIRED:
      return {"draft.expired", "Nobody approved the draft in time."};
    case DraftStatus::FAILED:
      return {"draft.failed", "The provider refused the mail."};
    default:
      return {"draft.sending", "The mail is being sent, or it is not certain whether it was."};
  }
}

Why why_missing(const PlannedMail& mail, bool is_shifted) {
  if (!mail.enrollment_status) return {"campaign.skipped", "The launch left the contact out."};
  const bool rests = *mail.enrollment_status == EnrollmentStatus::STOPPED ||
                     *mail.enrollment_status == EnrollmentStatus::HELD ||
                     *mail.enrollment_status == EnrollmentStatus::PAUSED;
  if (rests && mail.enrollment_reason) return {mail.enrollment_reason->rule, mail.enrollment_reason->words};
  if (mail.draft_status) return why_missing_draft(mail);
  if (*mail.enrollment_status == EnrollmentStatus::FINISHED)
    return {"step.condition", "The sequence is over for the contact, without this step."};
  if (is_shifted)
    return {"sequence.shifted", "The mail before it left at another time than planned, or not yet."};
  return {"sequence.waiting", "The step is planned for another time now."};
}

}  // namespace

PlanAgainstActual hold_against(const std::vector<PlannedMail>& planned, const std::vector<ExtraMail>& extra,
                               Instant now) {
  PlanAgainstActual found;
  std::string contact;
  bool is_shifted = false;  // a mail of the contact before this one did not leave as planned
  for (const PlannedMail& mail : planned) {
    if (mail.contact_id != contact) is_shifted = false;
    contact = mail.contact_id;
    if (!mail.sent_at) {
      if (mail.planned_at > now) {
        ++found.waiting;
        continue;
      }
      found.missing.push_back(deviation(mail, why_missing(mail, is_shifted)));
    } else if (is_in_time(mail) && !is_elsewhere(mail)) {
      ++found.same;
      continue;
    } else {
      found.moved.push_back(deviation(mail, why_moved(mail, is_shifted)));
    }
    is_shifted = true;
  }
  for (const ExtraMail& mail : extra) {
    PlanDeviation made;
    made.contact_id = mail.contact_id;
    made.step_id = mail.step_id;
    made.sent_at = mail.sent_at;
    made.mailbox = mail.mailbox;
    made.draft_id = mail.draft_id;
    made.recipient = mail.recipient;
    made.rule = "plan.unknown";
    made.words =
        "The plan of the launch had no such mail: the contact or the sequence changed since, or its days are "
        "over.";
    found.extra.push_back(std::move(made));
  }
  return found;
}

}  // namespace sa
