#include "actions/draft/send.h"

#include <algorithm>

#include "actions/contact/contact.h"
#include "actions/draft/judge.h"
#include "actions/draft/sweep.h"
#include "actions/draft/turn.h"
#include "actions/job/again.h"
#include "actions/mailbox/guard.h"
#include "actions/mailbox/line.h"
#include "actions/mailbox/mailbox.h"
#include "actions/progress/follow.h"
#include "actions/report/response.h"
#include "base/failpoint.h"
#include "base/log.h"
#include "base/reflect/reflect.h"
#include "core/draft/attempt.h"
#include "core/draft/release.h"
#include "core/draft/standing.h"
#include "core/mailbox/health.h"
#include "mail/thread.h"
#include "store/audit/audit.h"
#include "store/draft/draft.h"
#include "store/draft/slot.h"
#include "store/mailbox/mailbox.h"
#include "store/message/message.h"

namespace sa {
namespace {

/// A claimed draft: what is handed over, and the attempt that stands for it.
struct Claimed {
  ApprovedDraft mail;
  SendAttempt attempt;
  std::string provider_thread_id;
  std::optional<EarlierAttempt> earlier;
  MailboxLine line;
};

/// On whose behalf, and how urgently, a draft is sent.
struct Wish {
  bool explicit_send =
      false;  ///< a person asked for it, now or when it was put off: it may leave the send window
  bool asked_now =
      false;  ///< they press the button at this moment: it waits for nothing that a provider named
  std::optional<SeenDraft> seen = {};  ///< the draft as they saw it
};

/// When the attempt began, by the machine's clock: that differs from business time under CLOCK_FILE alone.
Instant began_at(const Services& services, Instant started_at, Instant deadline_at) {
  return services.file_clock ? deadline_at - services.send_deadline_ms : started_at;
}
/// Where attempts are to be dated by their deadline: under CLOCK_FILE, which is business time.
std::optional<std::int64_t> deadline_ms_of(const Services& services) {
  return services.file_clock ? std::optional(services.send_deadline_ms) : std::nullopt;
}
/// An instant of the machine in business time.
Instant by_business(const Services& services, Instant at) {
  return services.file_clock ? at + (services.clock.now() - services.machine_clock.now()) : at;
}

SendTicket ticket_of(const Services& services, const SendAttempt& attempt, const Draft& draft,
                     std::string provider_thread_id) {
  return {.rfc_message_id = attempt.rfc_message_id,
          .provider_thread_id = std::move(provider_thread_id),
          .prepared_id = attempt.prepared_id.value_or(""),
          .started_at = began_at(services, attempt.started_at, attempt.deadline_at),
          .recipient_key = attempt.recipient_key,
          .subject = draft.subject,
          .unsubscribe_url = draft.unsubscribe_url,
          .date = attempt.started_at};
}

std::int64_t grace_ms(const Services& services) {
  return services.send_deadline_ms / 2;
}

/// A person's wish to send, kept for a later try: these bytes, by this approval. An edit or a new approval is another
/// wish, and somebody else's.
struct SendWish {
  std::string draft_id;
  std::int64_t version = 1;
  Instant approved_at;
  bool explicit_send = false;  ///< asked for by a person: it may leave the send window
};
BOOST_DESCRIBE_STRUCT(SendWish, (), (draft_id, version, approved_at, explicit_send))

struct ResolveWish {
  std::string draft_id;
};
BOOST_DESCRIBE_STRUCT(ResolveWish, (), (draft_id))

Task<Result<Unit>> send_postponed(Services& services, SendWish wish, JobTry at);
Task<Result<Unit>> resolve_send(Services& services, ResolveWish wish, JobTry at);
Task<Result<Unit>> find_lost_sends(Services& services, NoInput, JobTry at);

/// An approved mail is never given up in silence: what holds it (a quota, a provider) may take long.
constexpr JobKind<SendWish> kSendDraft{kSendDraftJob, kForEver, send_postponed, Lane::urgent};
constexpr JobKind<ResolveWish> kResolveSend{"resolve_send", 8, resolve_send, Lane::urgent};
constexpr JobKind<NoInput> kFindLostSends{
    "find_lost_sends", 3, find_lost_sends, Lane::urgent, {5 * kMinuteMs}};

Result<Unit> ask_to_resolve(const Services& services, Tx& tx, const SendAttempt& attempt,
                            const std::string& trace_id) {
  const JobWish wish{attempt.attempt_id, trace_id, attempt.deadline_at + grace_ms(services)};
  return ask_for(services, tx, kResolveSend, wish, {attempt.draft_id});
}

/// A reply finds our mail by its Message-ID, so that belongs to a thread from now on: a new one when it begins one.
Result<Unit> join_thread(const Services& services, Tx& tx, Instant now, Draft* draft) {
  if (!draft->thread_id) {
    draft->thread_id = new_id(services.clock, services.random);
    std::string base = base_subject(draft->subject, services.mail_policy.subject).text;
    TRY_OK(insert_thread(
        tx, {*draft->thread_id, draft->subject, std::move(base), std::nullopt, now, draft->mailbox_id}));
  }
  return link_thread(tx, *draft->thread_id, {draft->rfc_message_id});
}

SendAttempt new_attempt(const Services& services, const Draft& draft, std::string provider,
                        bool explicit_send) {
  SendAttempt attempt =
      begin_attempt(new_id(services.clock, services.random), draft, std::move(provider), explicit_send,
                    services.clock.now(), services.machine_clock.now() + services.send_deadline_ms);
  attempt.key_hash = key_hash_of(services, draft.recipient_key);
  return attempt;
}

/// Of mails of sequences that are due at the same instant the one of the smaller contact id goes first: so it is planned, too. Who has waited for that
/// long waits no more.
Result<Unit> check_rivals(ReadTx& tx, const Draft& draft, Instant now) {
  constexpr std::int64_t kWaitMs = kMinuteMs;
  const auto& due_at = draft.not_before;
  if (!draft.source.enrollment_id || !due_at || now < *due_at || now - *due_at > kWaitMs) return ok();
  TRY(const bool has_one, has_rival(tx, draft));
  if (!has_one) return ok();
  return Error{ErrorCode::limited, "Another mail that is due at the same instant goes first."}
      .with_retry_after(1);
}

/// The gate's verdict; where it says `send`, whether others have their places first. Who presses Send waits for nobody.
Result<Verdict> judge_turn(Services& services, ReadTx& tx, const Draft& draft, const Wish& wish,
                           Instant now) {
  const bool takes_turns = !wish.asked_now && !wish.explicit_send;
  if (takes_turns) TRY_OK(check_rivals(tx, draft, now));
  TRY(GateContext context, get_gate_facts(services, tx, draft, now));
  context.explicit_send = wish.explicit_send;
  context.asked_now = wish.asked_now;
  Verdict verdict = decide(draft, context, services.gate_policy, now);
  if (verdict.outcome != Outcome::send || !takes_turns) return verdict;
  TRY(auto queue, find_queue(services, tx, draft, context, now));
  return queue ? *std::move(queue) : std::move(verdict);
}

/// The first transaction. After it the draft is SENDING, its quota is taken, and somebody will ask what became of it.
Result<Claimed> claim_draft(Services& services, Tx& tx, const Actor& actor, const std::string& id,
                            const Wish& wish) {
  const Instant now = services.clock.now();
  TRY(const Draft draft, get_draft(tx, id));
  TRY_OK(check_seen(draft, wish.seen));
  TRY(const Verdict verdict, judge_turn(services, tx, draft, wish, now));
  TRY(ApprovedDraft mail, release(draft, verdict, now));
  TRY(MailboxLine line, open_line(services, tx, draft.mailbox_id));
  SendAttempt attempt = new_attempt(services, draft, line.mailbox->provider(), wish.explicit_send);
  Draft sending = mail.draft();
  sending.verdict = verdict;
  TRY_OK(join_thread(services, tx, now, &sending));
  TRY_OK(failpoint("send.claim.thread"));
  TRY_OK(update_draft(tx, sending));
  TRY_OK(failpoint("send.claim.draft"));
  TRY_OK(delete_send_slot(tx, draft.id));
  TRY_OK(start_attempt(tx, attempt, company_hash_of(services, draft.recipient_key)));
  TRY_OK(failpoint("send.claim.attempt"));
  TRY_OK(ask_to_resolve(services, tx, attempt, actor.trace_id));
  TRY_OK(failpoint("send.claim.job"));
  TRY_OK(append_audit(tx, actor, "send", draft.status, sending, "",
                      {{"verdict", to_json(verdict)}, {"attempt_id", attempt.attempt_id}}, now));
  TRY_OK(failpoint("send.claim.audit"));
  TRY(const ThreadRow thread, get_thread(tx, *sending.thread_id));
  TRY(auto earlier, find_earlier(tx, attempt, deadline_ms_of(services)));
  return Claimed{std::move(mail), std::move(attempt), thread.gmail_thread_id.value_or(""), std::move(earlier),
                 std::move(line)};
}

/// A draft whose sending must wait goes by itself later, in this version and by this approval only.
Result<Unit> send_later(Services& services, Tx& tx, const Draft& draft, const SendAttempt& attempt,
                        const Actor& actor, Instant now) {
  const SendWish wish{draft.id, draft.version, draft.approved_at.value_or(now), attempt.explicit_send};
  // By attempt: the job that is running now has the draft's earlier attempt as its key, and must not swallow this one.
  const std::int64_t wait_ms = std::max<std::int64_t>(0, draft.not_before.value_or(now) - now);
  const JobWish later{attempt.attempt_id, actor.trace_id, services.machine_clock.now() + wait_ms};
  return ask_for(services, tx, kSendDraft, later, wish);
}

/// A reply finds our mail by the Message-ID that the provider gave it, and by the provider's conversation.
Result<Unit> note_whereabouts(Tx& tx, const Settled& settled, const SendOutcome& outcome) {
  const auto& thread_id = settled.draft.thread_id;
  if (!thread_id) return ok();
  if (!outcome.sent_message_id.empty() && outcome.sent_message_id != settled.attempt.rfc_message_id)
    TRY_OK(link_thread(tx, *thread_id, {outcome.sent_message_id}));
  if (!outcome.provider_thread_id.empty())
    TRY_OK(note_gmail_thread(tx, *thread_id, outcome.provider_thread_id));
  return ok();
}

/// What follows from a mail that left.
Result<Unit> note_sent(const Services& services, Tx& tx, const SendAttempt& attempt,
                       const std::string& trace_id) {
  TRY_OK(note_written(tx, attempt.key_hash, attempt.mailbox_id));
  TRY(const bool lies_ready, may_lie_ready(services, tx, attempt.mailbox_id));
  if (!lies_ready) return ok();
  // Of the tries before it another draft may lie there still, which nobody noted.
  TRY(const auto earlier, find_earlier(tx, attempt, deadline_ms_of(services)));
  return earlier ? ask_to_sweep(services, tx, trace_id) : ok();
}

/// The last transaction: what the outcome makes of the draft and of the attempt.
Result<Draft> settle_attempt(Services& services, Tx& tx, const Actor& actor, const SendAttempt& open,
                             const Settlement& end) {
  const Instant now = services.clock.now();
  std::int64_t postponed = 0;
  if (is_put_off(end)) {
    TRY(postponed, count_postponed(tx, open.draft_id, open.version));
  }
  TRY(const Draft before, get_draft(tx, open.draft_id));
  TRY(Settled settled, settle(before, open, end, postponed, actor.kind, now));
  const SendAttempt& attempt = settled.attempt;
  TRY_OK(note_whereabouts(tx, settled, end.outcome));
  TRY_OK(finish_attempt(tx, attempt));
  TRY_OK(failpoint("send.settle.attempt"));
  if (is_refused_unauthenticated(attempt.error.value_or("")))
    TRY_OK(guard_domain_of(tx, attempt.mailbox_id, actor.trace_id, now));
  if (settled.draft.status == DraftStatus::APPROVED) {
    // What it waits for, as the lists show it.
    TRY_OK(judge(services, tx, &settled.draft, now));
  }
  TRY_OK(update_draft(tx, settled.draft));
  TRY_OK(failpoint("send.settle.draft"));
  boost::json::object details{{"attempt_id", attempt.attempt_id},
                              {"provider", attempt.provider},
                              {"provider_message_id", end.outcome.provider_message_id},
                              {"rfc_message_id", attempt.rfc_message_id},
                              {"sent_message_id", attempt.sent_message_id.value_or(attempt.rfc_message_id)},
                              {"bytes_sha256", attempt.bytes_sha256.value_or("")}};
  if (attempt.state == AttemptState::SENT) {
    TRY(details["mail"], receipt_details(tx, settled.draft, attempt));
  }
  TRY_OK(append_audit(tx, actor, settled.action, before.status, settled.draft, settled.reason, details, now));
  TRY_OK(failpoint("send.settle.audit"));
  TRY_OK(follow_draft(services, tx, actor, settled.draft, now));
  if (settled.is_known) TRY_OK(cancel_job(tx, kResolveSend.name, attempt.attempt_id));
  TRY_OK(failpoint("send.settle.cancel"));
  if (attempt.state == AttemptState::SENT) TRY_OK(note_sent(services, tx, attempt, actor.trace_id));
  if (settled.goes_later) TRY_OK(send_later(services, tx, settled.draft, attempt, actor, now));
  TRY_OK(failpoint("send.settle.later"));
  return settled.draft;
}

void log_settled(const Draft& draft) {
  log_event(LogLevel::info, "send_settled", {{"draft_id", draft.id}, {"status", enum_name(draft.status)}});
}

/// The steps at the provider: laid ready (and noted, before anything can leave), then sent.
Task<SendOutcome> hand_over(Services& services, Claimed* claimed) {
  SendAttempt& attempt = claimed->attempt;
  Mailbox& mailbox = *claimed->line.mailbox;
  SendTicket ticket = ticket_of(services, attempt, claimed->mail.draft(), claimed->provider_thread_id);
  ticket.earlier = claimed->earlier;
  if (!failpoint("send.prepare.before")) co_return SendOutcome{};
  if (mailbox.prepares()) {
    Preparation prepared = co_await mailbox.prepare(claimed->mail, ticket, attempt.deadline_at);
    if (!failpoint("send.prepare.after")) co_return SendOutcome{};
    if (prepared.outcome && prepared.prepared_id.empty()) co_return *std::move(prepared.outcome);
    attempt.prepared_id = ticket.prepared_id = prepared.prepared_id;
    if (!prepared.bytes_sha256.empty()) attempt.bytes_sha256 = prepared.bytes_sha256;
    if (!failpoint("send.note.before")) co_return SendOutcome{};
    const auto noted = co_await services.db.write([&](Tx& tx) { return note_prepared(tx, attempt); });
    // Without the note nobody could ask what became of it. The look-up of an attempt without one finds it absent.
    if (!noted || !failpoint("send.note.after")) co_return SendOutcome{};
    if (prepared.outcome) co_return *std::move(prepared.outcome);
  }
  if (!failpoint("send.send.before")) co_return SendOutcome{};
  SendOutcome outcome = co_await mailbox.send(claimed->mail, ticket, attempt.deadline_at);
  if (!failpoint("send.send.after")) co_return SendOutcome{};
  co_return outcome;
}

/// One try: claim, hand over, settle.
Task<Result<Draft>> try_to_send(Services& services, const Actor& actor, const std::string& id,
                                const Wish& wish) {
  CO_TRY_OK(failpoint("send.claim.before"));
  CO_TRY(Claimed claimed, co_await services.db.write([&](Tx& tx) -> Result<Claimed> {
    return claim_draft(services, tx, actor, id, wish);
  }));
  CO_TRY_OK(failpoint("send.claim.after"));
  SendOutcome outcome = co_await hand_over(services, &claimed);
  // A mailbox counts by the machine's clock; a draft waits by business time.
  if (outcome.retry_at) outcome.retry_at = by_business(services, *outcome.retry_at);
  // A lost answer is not settled here: the draft stays SENDING, and the job asks the provider when it can.
  if (outcome.kind == SendOutcome::Kind::unknown) co_return claimed.mail.draft();
  const Settlement end{outcome, "", false};
  auto settled = co_await services.db.write([&](Tx& tx) -> Result<Draft> {
    TRY_OK(failpoint("send.settle.before"));
    return settle_attempt(services, tx, actor, claimed.attempt, end);
  });
  if (!settled) {
    // The mail may have left, only the note of it failed: the job will write it, so this is no error of the sending.
    log_event(LogLevel::error, "send_not_settled", {{"draft_id", id}, {"cause", settled.error().message}});
    co_return claimed.mail.draft();
  }
  log_settled(*settled);
  CO_TRY_OK(failpoint("send.settle.after"));
  if (outcome.kind == SendOutcome::Kind::refused && claimed.attempt.prepared_id)
    co_await claimed.line.mailbox->discard(*claimed.attempt.prepared_id);
  co_return settled;
}

/// Nothing may stop in silence: the trail says why an approved draft did not go.
Task<Result<Unit>> note_held(Services& services, Actor actor, std::string draft_id, Error error) {
  const Instant now = services.clock.now();
  log_event(LogLevel::warning, "send_held", {{"draft_id", draft_id}, {"cause", error.message}});
  co_return co_await services.db.write([&](Tx& tx) -> Result<Unit> {
    TRY(const Draft draft, get_draft(tx, draft_id));
    return append_audit(tx, actor, "hold_send", draft.status, draft, error.message, error.details, now);
  });
}

/// Asks the mailbox, and leaves in `attempt` what it was asked about. What it wants to do to be sure is noted first: after a
/// crash it could not be told from a sending.
Task<Result<Lookup>> look_up(Services& services, SendAttempt* attempt, SendTicket ticket) {
  const auto line =
      co_await services.db.read([&](ReadTx& tx) { return open_line(services, tx, attempt->mailbox_id); });
  // Another mailbox knows nothing of it: that it does not have the mail proves nothing.
  if (!line || attempt->provider != line->mailbox->provider()) {
    Lookup lookup;
    lookup.words = "It was sent through " + attempt->provider + ", and " +
                   (line ? "the mailbox uses " + line->mailbox->provider() + " now." : line.error().message) +
                   " Check the mailbox it was sent from.";
    co_return lookup;
  }
  Mailbox& mailbox = *line->mailbox;
  Lookup lookup = co_await mailbox.find_sent(ticket);
  if (lookup.prepared_id.empty()) co_return lookup;
  CO_TRY_OK(failpoint("resolve.note.before"));
  attempt->prepared_id = ticket.prepared_id = lookup.prepared_id;
  CO_TRY_OK(co_await services.db.write([&](Tx& tx) { return note_prepared(tx, *attempt); }));
  CO_TRY_OK(failpoint("resolve.note.after"));
  co_return co_await mailbox.find_sent(ticket);
}

/// The attempt, if it is still open and in the state that was asked about: by a clock that is wrong somebody may hand it
/// over this very moment, and then "it is not there" is an answer to another question. Null: somebody has settled it.
Result<std::optional<SendAttempt>> find_unchanged(Tx& tx, const SendAttempt& asked) {
  TRY(auto open, find_open_attempt(tx, asked.draft_id));
  if (!open || open->attempt_id != asked.attempt_id) return std::optional<SendAttempt>();
  if (open->prepared_id != asked.prepared_id)
    return unavailable("The sending of draft " + asked.draft_id +
                       " has moved on in the meantime. We will ask the provider again.");
  return open;
}

Result<SendTicket> get_ticket(const Services& services, ReadTx& tx, const SendAttempt& attempt) {
  TRY(const Draft draft, get_draft(tx, attempt.draft_id));
  if (!draft.thread_id) return ticket_of(services, attempt, draft, "");
  TRY(const ThreadRow thread, get_thread(tx, *draft.thread_id));
  return ticket_of(services, attempt, draft, thread.gmail_thread_id.value_or(""));
}

/// How often a draft is tried anew that only its mailbox or its campaign holds: a resumed one is tried at once.
constexpr std::int64_t kMailboxWaitS = 15 * 60;

/// Held by nothing but what a person ends: the mailbox, or a campaign that is paused.
bool is_held_for_now(const Error& error) {
  const auto* json = error.details.if_contains("reasons");
  const auto reasons = json ? from_json<std::vector<Reason>>(*json, Unknown::ignore) : std::vector<Reason>();
  if (!reasons) return false;
  bool is_held = false;
  for (const Reason& reason : *reasons) {
    if (reason.severity != Severity::hold && reason.severity != Severity::block) continue;
    if (!reason.rule.starts_with("mailbox.") && reason.rule != "campaign.paused") return false;
    is_held = true;
  }
  return is_held;
}

/// Sends a draft whose earlier sending had to wait, unless the wish is gone meanwhile. A block that came up since is written
/// into the trail, and ends it. ERRORS: those of send_draft that another try later may cure, with `retry_after_s`.
Task<Result<Unit>> send_postponed(Services& services, SendWish wish, JobTry at) {
  CO_TRY_OK(failpoint("postponed.read.before"));
  CO_TRY(const auto draft,
         co_await services.db.read([&](ReadTx& tx) { return find_draft(tx, wish.draft_id); }));
  CO_TRY_OK(failpoint("postponed.read.after"));
  // Withdrawn, edited, approved anew or sent meanwhile: to send it now is no longer what was wished.
  if (!draft || !is_still_wished(*draft, wish.version, wish.approved_at)) co_return ok();
  Actor actor = system_actor("send_draft");
  actor.trace_id = std::move(at.trace_id);
  auto sent = co_await try_to_send(services, actor, wish.draft_id, {wish.explicit_send, false});
  if (sent) co_return ok();
  Error error = std::move(sent).error();
  if (error.details.if_contains("verdict")) {
    const Instant now = services.clock.now();
    CO_TRY(const auto turn, co_await services.db.write([&](Tx& tx) {
      return reserve_turn(services, tx, *draft, wish.explicit_send, now);
    }));
    if (turn) error.retry_after_s = std::max<std::int64_t>(1, (*turn - now + kSecondMs - 1) / kSecondMs);
  }
  // Whatever is wrong with a mailbox, a person may mend it, and what was approved then goes.
  if (error.code == ErrorCode::conflict && error.retry_after_s == 0 && is_held_for_now(error))
    error.retry_after_s = kMailboxWaitS;
  if (error.code == ErrorCode::conflict && error.retry_after_s == 0) {
    co_return co_await note_held(services, std::move(actor), wish.draft_id, std::move(error));
  }
  // A hold that ends by itself is worth another try, when it ends.
  if (error.code == ErrorCode::conflict) error.code = ErrorCode::limited;
  co_return error;
}

/// Asks the provider what became of the open attempt, and settles it. A draft that has no open attempt is left alone.
/// ERRORS: unavailable when the provider cannot be asked now (the job tries again); after the last try the draft becomes
/// OUTCOME_UNKNOWN, and stays so for as long as the provider cannot tell.
Task<Result<Unit>> resolve_send(Services& services, ResolveWish wish, JobTry at) {
  const std::string& draft_id = wish.draft_id;
  CO_TRY_OK(failpoint("resolve.read.before"));
  CO_TRY(auto open, co_await services.db.read([&](ReadTx& tx) { return find_open_attempt(tx, draft_id); }));
  if (!open) co_return ok();
  if (services.machine_clock.now() < open->deadline_at + grace_ms(services)) {
    co_return unavailable("The sending of draft " + draft_id + " is still in progress.");
  }
  CO_TRY_OK(failpoint("resolve.ticket.before"));
  CO_TRY(SendTicket ticket,
         co_await services.db.read([&](ReadTx& tx) { return get_ticket(services, tx, *open); }));
  CO_TRY_OK(failpoint("resolve.look_up.before"));
  CO_TRY(const Lookup lookup, co_await look_up(services, &*open, std::move(ticket)));
  CO_TRY_OK(failpoint("resolve.look_up.after"));
  Settlement end;
  end.is_looked_up = true;
  if (lookup.kind == Lookup::Kind::found) {
    end.outcome = {SendOutcome::Kind::accepted, lookup.provider_message_id, lookup.bytes_sha256, {}, {},
                   lookup.sent_message_id,      lookup.provider_thread_id};
    end.reason = "The answer was lost; the provider has the mail.";
  } else if (lookup.kind == Lookup::Kind::absent) {
    end.outcome = {SendOutcome::Kind::not_now, {}, {}, {}, services.clock.now()};
    end.reason = "The answer was lost; the provider does not have the mail, so it was not sent.";
  } else if (open->state == AttemptState::UNKNOWN) {
    co_return ok();  // as before; find_lost_sends has it asked again
  } else if (!at.is_last) {
    const Instant now = services.machine_clock.now();
    const std::int64_t wait_s = lookup.ask_at ? (*lookup.ask_at - now + kSecondMs - 1) / kSecondMs : 0;
    co_return unavailable("The provider cannot say whether draft " + draft_id + " was sent.")
        .with_retry_after(std::max<std::int64_t>(0, wait_s));
  } else {
    end.outcome.kind = SendOutcome::Kind::unknown;
    end.outcome.words =
        "The answer was lost, and the provider cannot say whether the mail was sent. " + lookup.words;
    end.reason =
        "The answer was lost, and the provider cannot say whether the mail was sent. A person must check.";
  }
  Actor actor = system_actor("resolve_send");
  actor.trace_id = std::move(at.trace_id);
  CO_TRY_OK(failpoint("resolve.settle.before"));
  CO_TRY(const auto settled, co_await services.db.write([&](Tx& tx) -> Result<std::optional<Draft>> {
    TRY(const auto still_open, find_unchanged(tx, *open));
    if (!still_open) return std::optional<Draft>();
    TRY(Draft draft, settle_attempt(services, tx, actor, *still_open, end));
    return std::optional<Draft>(std::move(draft));
  }));
  if (settled) log_settled(*settled);
  CO_TRY_OK(failpoint("resolve.settle.after"));
  co_return ok();
}

/// An attempt long past its deadline whose job is gone gets a new one; so does, for 30 days, one that is OUTCOME_UNKNOWN, as
/// the provider may be able to tell by now.
Task<Result<Unit>> find_lost_sends(Services& services, NoInput, JobTry) {
  constexpr std::int64_t kLostMs = 10 * kMinuteMs;  // by then the job has asked several times
  constexpr std::int64_t kAskMs = 30 * kDayMs;      // a doubt that lasts longer is a person's
  constexpr std::int64_t kLimit = 200;
  const Instant now = services.machine_clock.now();
  // This runs every five minutes; what has been in doubt for a day is asked about once an hour.
  const bool is_hourly = now.ms / (5 * kMinuteMs) % 12 == 0;
  CO_TRY(const auto lost, co_await services.db.read([&](ReadTx& tx) {
    return list_lost_attempts(tx, now - kLostMs, now - (is_hourly ? kAskMs : kDayMs), kLimit);
  }));
  if (lost.empty()) co_return ok();
  co_return co_await services.db.write([&](Tx& tx) -> Result<Unit> {
    // One that has a living job keeps it.
    for (const SendAttempt& attempt : lost) TRY_OK(ask_to_resolve(services, tx, attempt, ""));
    return ok();
  });
}

}  // namespace

Task<Result<Draft>> send_draft(Services& services, const Actor& actor, std::string id,
                               std::optional<SeenDraft> seen) {
  const bool is_person = actor.kind == ActorKind::person;
  if (is_person) {
    const Instant now = services.clock.now();
    // They may know more than the provider said.
    CO_TRY(const auto line, co_await services.db.read([&](ReadTx& tx) -> Result<std::optional<MailboxLine>> {
      TRY(const auto draft, find_draft(tx, id));
      if (!draft || !draft->not_before || *draft->not_before <= now) return std::optional<MailboxLine>();
      return find_line(services, tx, draft->mailbox_id);  // null: the claim says what is wrong with it
    }));
    if (line) line->mailbox->end_pause(false);
  }
  co_return co_await try_to_send(services, actor, id, {is_person, is_person, seen});
}

Task<Result<Draft>> plan_send(Services& services, const Actor& actor, std::string id, std::int64_t wait_ms,
                              std::optional<SeenDraft> seen) {
  const Instant now = services.clock.now();
  const Instant at = now + std::clamp<std::int64_t>(wait_ms, 0, kMaxPlanMs);
  const bool is_person = actor.kind == ActorKind::person;
  co_return co_await services.db.write([&](Tx& tx) -> Result<Draft> {
    TRY(const Draft before, get_draft(tx, id));
    TRY_OK(check_seen(before, seen));
    TRY(Draft draft, plan(before, at, now));
    TRY(GateContext context, get_gate_facts(services, tx, before, now));
    context.explicit_send = context.asked_now = is_person;
    const Verdict verdict = decide(before, context, services.gate_policy, now);
    if (verdict.outcome != Outcome::send) return refusal(before, verdict, now);
    TRY_OK(judge(services, tx, &draft, now));
    TRY_OK(update_draft(tx, draft));
    TRY_OK(append_audit(tx, actor, "plan_send", before.status, draft, "", {{"at", format_rfc3339(at)}}, now));
    // One that was planned before is not planned twice: its job finds the draft sent, or not yet due.
    const SendWish wish{draft.id, draft.version, draft.approved_at.value_or(now), is_person};
    TRY_OK(ask_for(
        services, tx, kSendDraft,
        {new_id(services.clock, services.random), actor.trace_id, services.machine_clock.now() + (at - now)},
        wish));
    return draft;
  });
}

Result<Unit> ask_to_send(const Services& services, Tx& tx, const Draft& draft, const std::string& trace_id) {
  const Instant now = services.clock.now();
  const SendWish wish{draft.id, draft.version, draft.approved_at.value_or(now), false};
  const std::int64_t wait_ms = std::max<std::int64_t>(0, draft.not_before.value_or(now) - now);
  return ask_for(services, tx, kSendDraft,
                 {new_id(services.clock, services.random), trace_id, services.machine_clock.now() + wait_ms},
                 wish);
}

Result<std::set<std::string>> list_send_wishes(ReadTx& tx) {
  constexpr std::int64_t kMostWishes = 100'000;
  TRY(const auto payloads, list_payloads(tx, kSendDraftJob, kMostWishes));
  std::set<std::string> ids;
  for (const boost::json::object& each : payloads) {
    TRY(SendWish wish, from_json<SendWish>(each, Unknown::ignore));
    ids.insert(std::move(wish.draft_id));
  }
  return ids;
}

Result<Unit> end_send_waits(Services& services, Tx& tx) {
  const Instant now = services.clock.now();
  TRY_OK(end_waits(tx, now));
  return retry_sends_now(services, tx);
}

Task<Result<Unit>> resume_sending(Services& services) {
  const Instant now = services.clock.now();
  // At most starts nothing waits: a read costs less than a synced write.
  CO_TRY(const bool waits, co_await services.db.read([&](ReadTx& tx) { return has_waiting(tx, now); }));
  if (!waits) co_return ok();
  co_return co_await services.db.write([&](Tx& tx) { return end_send_waits(services, tx); });
}

Result<Unit> settle_found(Services& services, Tx& tx, const Draft& draft, const FoundMail& found) {
  TRY(const auto mailbox, find_mailbox(tx, draft.mailbox_id));
  SendAttempt attempt =
      new_attempt(services, draft, mailbox ? mailbox->provider : services.mailbox.provider(), true);
  TRY(const auto earlier, find_earlier(tx, attempt, deadline_ms_of(services)));
  TRY_OK(start_attempt(tx, attempt, company_hash_of(services, draft.recipient_key)));
  Settlement end;
  end.is_looked_up = true;
  end.outcome.kind = SendOutcome::Kind::accepted;
  end.outcome.provider_message_id = found.provider_message_id;
  end.outcome.sent_message_id = found.sent_message_id;
  end.outcome.provider_thread_id = found.provider_thread_id;
  if (earlier) end.outcome.bytes_sha256 = earlier->bytes_sha256;
  end.reason =
      "The mail was found among the sent mail: a person sent it there, or an earlier attempt took effect "
      "late.";
  Draft joined = draft;
  TRY_OK(join_thread(services, tx, services.clock.now(), &joined));
  TRY_OK(update_draft(tx, joined));
  TRY(const Draft sent, settle_attempt(services, tx, system_actor("sync_mail"), attempt, end));
  log_settled(sent);
  return ok();
}

Task<Result<Draft>> decide_outcome(Services& services, const Actor& actor, std::string id, bool was_sent,
                                   std::string provider_message_id, std::string reason,
                                   std::optional<SeenDraft> seen) {
  co_return co_await services.db.write([&](Tx& tx) -> Result<Draft> {
    TRY(const Draft draft, get_draft(tx, id));
    TRY_OK(check_seen(draft, seen));
    TRY(const auto open, find_open_attempt(tx, id));
    if (draft.status != DraftStatus::OUTCOME_UNKNOWN || !open) {
      return conflict("Draft " + id + " is " + describe_state(draft) + ", so its outcome is not in doubt.");
    }
    Settlement end;
    end.is_looked_up = true;
    end.reason = reason;
    end.outcome.kind = was_sent ? SendOutcome::Kind::accepted : SendOutcome::Kind::not_now;
    end.outcome.provider_message_id = was_sent ? provider_message_id : "";
    if (was_sent && provider_message_id.empty()) {
      return invalid_field("provider_message_id", "Enter the id that the provider shows for the mail.");
    }
    return settle_attempt(services, tx, actor, *open, end);
  });
}

JobRow send_draft_job() {
  return row_of(kSendDraft);
}
JobRow resolve_send_job() {
  return row_of(kResolveSend);
}
JobRow find_lost_sends_job() {
  return row_of(kFindLostSends);
}

}  // namespace sa
