#include "actions/progress/signal.h"

#include <algorithm>

#include "actions/progress/change.h"
#include "actions/progress/facts.h"
#include "base/reflect/reflect.h"
#include "core/draft/gate.h"
#include "core/question/question.h"
#include "core/sequence/absence.h"
#include "mail/address/address.h"
#include "mail/address/alias.h"
#include "store/audit/audit.h"
#include "store/contact/contact.h"
#include "store/draft/draft.h"
#include "store/engine/onlooker.h"
#include "store/question/question.h"

namespace sa {
namespace {

/// The third soft bounce in so long a time is a signal.
constexpr std::int64_t kSoftBounceMs = 7 * kDayMs;
constexpr std::int64_t kSoftBounces = 3;
/// Mail that was sent so long before the enrolment is an archive that is read, unless it answers a mail of the sequence.
constexpr std::int64_t kArchiveMs = 30 * kDayMs;

Actor signal_actor(const std::string& trace_id) {
  Actor actor = system_actor("signal");
  actor.trace_id = trace_id;
  return actor;
}

SignalRules rules_of(const Sequence& sequence) {
  return {sequence.stop_on, sequence.on_reply, sequence.company_reply == CompanyReply::hold};
}

const char* action_of(EnrollmentStatus status) {
  switch (status) {
    case EnrollmentStatus::HELD:
      return "hold_enrollment";
    case EnrollmentStatus::PAUSED:
      return "pause_enrollment";
    default:
      return "stop_enrollment";
  }
}

/// The draft's verdict with what its enrolment says now. One that is on its way may leave: the trail says how late the signal is.
Result<Unit> note_draft(const Services& services, Tx& tx, const Actor& actor, const EnrollmentRow& row,
                        const Draft& draft, const SignalCause& cause, Instant now) {
  boost::json::object details{{"enrollment_id", row.enrollment_id}, {"reason", to_json(row.reason)}};
  if (!cause.message_id.empty()) details["message_id"] = cause.message_id;
  const bool is_under_way =
      draft.status == DraftStatus::SENDING || draft.status == DraftStatus::OUTCOME_UNKNOWN;
  if (is_under_way) {
    TRY(const auto claimed_at, find_claimed_at(tx, draft.id));
    details["late_ms"] = now - claimed_at.value_or(now);
    return append_audit(tx, actor, "signal_after_claim", draft.status, draft, row.reason->words, details,
                        now);
  }
  Draft judged = draft;
  TRY(const auto facts, find_enrollment_facts(services, tx, draft, now));
  if (facts)
    judged.verdict = with_enrollment(std::move(judged.verdict), judge_enrollment(draft, *facts, now));
  TRY_OK(update_draft(tx, judged));
  details["verdict"] = to_json(judged.verdict);
  return append_audit(tx, actor, "signal", draft.status, judged, row.reason->words, details, now);
}

Result<Unit> ask(const Services& services, Tx& tx, const EnrollmentRow& row, const SignalCause& cause,
                 Instant now) {
  if (cause.question_kind.empty()) return ok();
  Question question;
  question.question_id = new_id(services.clock, services.random);
  question.kind = cause.question_kind;
  question.contact_id = row.contact_id;
  question.enrollment_id = row.enrollment_id;
  if (!cause.message_id.empty()) question.message_id = cause.message_id;
  question.rule = row.reason->rule;
  question.words = cause.words;
  question.language = cause.language;
  question.created_at = now;
  // One open question for each contact and cause: a further signal of the kind is the same one.
  TRY_OK(insert_question(tx, question));
  return ok();
}

Result<Unit> note_one(const Services& services, Tx& tx, const EnrollmentRow& row, SignalFacts facts,
                      const SignalCause& cause, Instant now) {
  TRY(const EnrollmentContext context, get_enrollment_context(services, tx, row));
  if (facts.signal == Signal::absence)
    facts.reason.until = absence_end(context.sequence.absence, context.calendar, cause.returns_on, now);
  auto move = move_of(row, facts, rules_of(context.sequence));
  const bool is_reply = facts.signal == Signal::reply;
  if (!move) return ok();
  if (move->pause_business_days) {
    const Date today = to_local(now, context.calendar.window.zone).date;
    move->reason.until = business_morning(context.calendar, today, *move->pause_business_days);
    // A pause that lasts longer stays.
    const bool is_longer = row.status == EnrollmentStatus::PAUSED && row.reason && row.reason->until &&
                           *row.reason->until > *move->reason.until;
    if (is_longer) move->reason = *row.reason;
  }
  EnrollmentRow moved = with_reason(row, move->status, move->reason);
  if (is_reply) moved.replied_at = now;
  const Actor actor = signal_actor(cause.trace_id);
  TRY(moved, change_enrollment(tx, actor, action_of(moved.status), row.status, std::move(moved), now));
  TRY(const auto drafts, list_enrollment_drafts(tx, row.enrollment_id));
  for (const Draft& each : drafts) TRY_OK(note_draft(services, tx, actor, moved, each, cause, now));
  return move->asks ? ask(services, tx, moved, cause, now) : ok();
}

/// The author's own, without those that began long after an old mail that is read only now.
Result<std::vector<EnrollmentRow>> list_own(ReadTx& tx, const SignalMail& mail) {
  if (!mail.contact_id) return std::vector<EnrollmentRow>();
  TRY(auto rows, list_living_enrollments(tx, *mail.contact_id));
  TRY(const auto in_thread, list_living_of_thread(tx, mail.thread_id));
  std::erase_if(rows, [&](const EnrollmentRow& row) {
    const bool is_answered =
        std::ranges::find(in_thread, row.enrollment_id, &EnrollmentRow::enrollment_id) != in_thread.end();
    return !is_answered && mail.sent_at < row.created_at - kArchiveMs;
  });
  return rows;
}

SignalCause cause_of(const SignalMail& mail, const char* question_kind) {
  return {mail.message_id, question_kind, mail.words, mail.language, mail.trace_id, mail.returns_on};
}

EnrollmentReason reason_of(const SignalMail& mail, const char* rule, std::string words) {
  return {rule, std::move(words), "message:" + mail.message_id, std::nullopt};
}

/// Whose conversation the mail stands in, although somebody else wrote it.
Result<Unit> note_stranger(const Services& services, Tx& tx, const SignalMail& mail,
                           const std::vector<EnrollmentRow>& noted, Instant now) {
  TRY(auto rows, list_living_of_thread(tx, mail.thread_id));
  std::erase_if(rows, [&](const EnrollmentRow& row) {
    return row.contact_id == mail.contact_id.value_or("") ||
           std::ranges::find(noted, row.enrollment_id, &EnrollmentRow::enrollment_id) != noted.end();
  });
  const SignalFacts facts{Signal::doubt,
                          reason_of(mail, "contact.doubt", "Somebody we don't know wrote in this thread.")};
  return note_signal(services, tx, rows, facts, cause_of(mail, "unknown_sender"), now);
}

/// Another address of the contact, for a reason that an address cannot be reached.
Result<std::string> other_address(ReadTx& tx, const EnrollmentRow& row, const std::string& key_hash) {
  TRY(const auto addresses, list_contact_addresses(tx, row.contact_id));
  for (const ContactAddress& each : addresses) {
    if (each.key_hash != key_hash) return " Another known address is " + each.email + ".";
  }
  return std::string();
}

const char* words_of(SuppressionReason reason) {
  switch (reason) {
    case SuppressionReason::hard_bounce:
      return "This address does not exist.";
    case SuppressionReason::complaint:
      return "The contact reported our mail as spam.";
    case SuppressionReason::manual:
      return "The contact was put on the suppression list.";
    default:
      return "The contact opted out.";
  }
}

Result<Unit> note_address_suppressed(const Services& services, Tx& tx, const Suppression& suppression,
                                     Instant now) {
  TRY(const auto rows, list_living_of_hash(tx, suppression.key_hash));
  const bool is_person = is_opt_out(suppression.reason);
  for (const EnrollmentRow& row : rows) {
    std::string words = words_of(suppression.reason);
    if (!is_person) {
      // Only the address is closed: whom we write to elsewhere goes on.
      TRY(const Contact contact, get_contact(tx, row.contact_id));
      TRY(const auto address, find_contact_address(tx, contact.email_key));
      if (address && address->key_hash != suppression.key_hash) continue;
      TRY(const std::string other, other_address(tx, row, suppression.key_hash));
      words += other;
    }
    const SignalFacts facts{Signal::suppressed,
                            {"suppression.address", std::move(words), suppression.source, std::nullopt}};
    TRY_OK(note_signal(services, tx, {row}, facts, {}, now));
  }
  return ok();
}

/// Whoever is left is stopped by the scheduler, and kept back by the gate.
Result<Unit> note_domain_suppressed(const Services& services, Tx& tx, const Suppression& suppression,
                                    Instant now) {
  if (!suppression.shown) return ok();
  const std::string& domain = *suppression.shown;
  TRY(auto rows, list_living_of_company(tx, registrable_domain(domain), ""));
  for (const EnrollmentRow& row : rows) {
    TRY(const Contact contact, get_contact(tx, row.contact_id));
    const std::string_view theirs = domain_of(contact.email_key);
    if (theirs != domain && !theirs.ends_with("." + domain)) continue;
    const SignalFacts facts{Signal::suppressed,
                            {"suppression.domain", "Nobody at " + domain + " may be contacted.",
                             suppression.source, std::nullopt}};
    TRY_OK(note_signal(services, tx, {row}, facts, {}, now));
  }
  return ok();
}

}  // namespace

Result<Unit> show_on_drafts(const Services& services, Tx& tx, const Actor& actor, const EnrollmentRow& row,
                            Instant now) {
  if (!row.reason) return ok();
  TRY(const auto drafts, list_enrollment_drafts(tx, row.enrollment_id));
  for (const Draft& each : drafts) TRY_OK(note_draft(services, tx, actor, row, each, {}, now));
  return ok();
}

Result<Unit> note_signal(const Services& services, Tx& tx, const std::vector<EnrollmentRow>& rows,
                         const SignalFacts& facts, const SignalCause& cause, Instant now) {
  const UnseenWork unseen;
  for (const EnrollmentRow& row : rows) TRY_OK(note_one(services, tx, row, facts, cause, now));
  return ok();
}

Result<Unit> note_reply(const Services& services, Tx& tx, const SignalMail& mail, Instant now) {
  const UnseenWork unseen;
  TRY(auto noted, list_own(tx, mail));
  SignalFacts facts{Signal::reply, reason_of(mail, "sequence.reply", "The contact replied."), mail.intent};
  TRY_OK(note_signal(services, tx, noted, facts, cause_of(mail, ""), now));
  TRY(auto colleagues, list_living_of_company(tx, mail.company_domain, mail.contact_id.value_or("")));
  std::erase_if(colleagues,
                [&](const EnrollmentRow& row) { return mail.sent_at < row.created_at - kArchiveMs; });
  facts = {Signal::company_reply,
           reason_of(mail, "sequence.company_reply", "Somebody at " + mail.company_domain + " replied.")};
  TRY_OK(note_signal(services, tx, colleagues, facts, cause_of(mail, "company_reply"), now));
  noted.insert(noted.end(), colleagues.begin(), colleagues.end());
  return note_stranger(services, tx, mail, noted, now);
}

Result<Unit> note_absence(const Services& services, Tx& tx, const SignalMail& mail, Instant now) {
  const UnseenWork unseen;
  if (!mail.contact_id) return note_stranger(services, tx, mail, {}, now);
  Enrollment any;
  any.contact_id = *mail.contact_id;
  TRY(const auto rows, list_own(tx, mail));
  // It holds later enrolments, too: by the rules of the first that there is, else by the usual ones.
  Sequence sequence;
  PlanFacts about;
  TRY(about.contact, get_contact(tx, *mail.contact_id));
  about.mailbox_zone = services.gate_policy.calendar.timezone;
  PlanCalendar calendar = plan_calendar(sequence, about, services.gate_policy.calendar.holidays);
  if (!rows.empty()) {
    TRY(EnrollmentContext context, get_enrollment_context(services, tx, rows.front()));
    sequence = std::move(context.sequence);
    calendar = std::move(context.calendar);
  }
  const bool is_news = mail.sent_at > now - kArchiveMs;
  const auto until = absence_end(sequence.absence, calendar, mail.returns_on, now);
  if (until && (is_news || !rows.empty()))
    TRY_OK(save_absence(tx, {*mail.contact_id, mail.message_id, *until, now}));
  const SignalFacts facts{Signal::absence, reason_of(mail, "sequence.absent",
                                                     "An automatic answer says that the contact is away.")};
  TRY_OK(note_signal(services, tx, rows, facts, cause_of(mail, "absence"), now));
  return note_stranger(services, tx, mail, rows, now);
}

Result<Unit> note_meeting(const Services& services, Tx& tx, const SignalMail& mail, Instant now) {
  const UnseenWork unseen;
  TRY(const auto rows, list_own(tx, mail));
  const SignalFacts facts{Signal::meeting,
                          reason_of(mail, "sequence.stopped", "A meeting with the contact is booked.")};
  return note_signal(services, tx, rows, facts, cause_of(mail, ""), now);
}

Result<Unit> note_doubt(const Services& services, Tx& tx, const SignalMail& mail, Instant now) {
  const UnseenWork unseen;
  TRY(const auto rows, list_own(tx, mail));
  const SignalFacts facts{
      Signal::doubt,
      reason_of(mail, "contact.doubt",
                "We are not sure what this contact's mail means. Answer the question about it first.")};
  return note_signal(services, tx, rows, facts, cause_of(mail, ""), now);
}

Result<Unit> note_soft_bounce(const Services& services, Tx& tx, const std::string& message_id,
                              const std::string& key_hash, const std::string& trace_id, Instant at,
                              Instant now) {
  const UnseenWork unseen;
  if (at < now - kSoftBounceMs) return ok();  // an archive that is read
  TRY(const std::int64_t bounces, note_soft_bounce(tx, message_id, key_hash, at, now - kSoftBounceMs));
  if (bounces < kSoftBounces) return ok();
  TRY(const auto rows, list_living_of_hash(tx, key_hash));
  const SignalFacts facts{Signal::soft_bounces,
                          {"sequence.stopped", "Three mails in seven days did not arrive at this address.",
                           "message:" + message_id, std::nullopt}};
  return note_signal(services, tx, rows, facts, {.message_id = message_id, .trace_id = trace_id}, now);
}

Result<Unit> note_suppressed(const Services& services, Tx& tx, const Suppression& suppression, Instant now) {
  const UnseenWork unseen;
  return suppression.scope == SuppressionScope::address
             ? note_address_suppressed(services, tx, suppression, now)
             : note_domain_suppressed(services, tx, suppression, now);
}

Result<Unit> note_deal(const Services& services, Tx& tx, const std::string& contact_id,
                       const std::string& deal_id, bool is_won, Instant at, Instant now) {
  const UnseenWork unseen;
  TRY(auto rows, list_living_enrollments(tx, contact_id));
  std::erase_if(rows, [&](const EnrollmentRow& row) { return row.created_at > at; });
  const SignalFacts facts{
      is_won ? Signal::deal_won : Signal::deal_lost,
      {"sequence.stopped", is_won ? "A deal with the contact was won." : "A deal with the contact was lost.",
       "deal:" + deal_id, std::nullopt}};
  return note_signal(services, tx, rows, facts, {}, now);
}

}  // namespace sa
