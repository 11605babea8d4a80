#include "actions/send.h"

#include <algorithm>

#include "base/log.h"
#include "base/reflect.h"
#include "core/release.h"
#include "store/audit.h"
#include "store/draft.h"
#include "store/job.h"

namespace sa {
namespace {

/// A claimed draft: what is handed over, and the attempt that stands for it.
struct Claimed {
  ApprovedDraft mail;
  SendAttempt attempt;
  Verdict verdict;
};

Job resolve_job(const Services& services, const SendAttempt& attempt, const std::string& trace_id) {
  Job job;
  job.job_id = new_id(services.clock, services.random);
  job.kind = "resolve_send";
  job.key = attempt.attempt_id;
  job.payload = {{"draft_id", attempt.draft_id}};
  job.run_at = attempt.deadline_at + kSendGraceMs;
  job.created_at = attempt.started_at;
  job.trace_id = trace_id;
  return job;
}

/// The first transaction. After it the draft is SENDING, its quota is taken, and somebody will ask what became of it.
Result<Claimed> claim_draft(Services& services, Tx& tx, const Actor& actor, const std::string& id,
                            bool explicit_send) {
  const Instant now = services.clock.now();
  TRY(const Draft draft, get_draft(tx, id));
  TRY(GateContext context, get_gate_context(tx, draft, services.gate_policy, now));
  context.explicit_send = explicit_send;
  const Verdict verdict = decide(draft, context, services.gate_policy, now);
  TRY(ApprovedDraft mail, release(draft, verdict, now));
  SendAttempt attempt;
  attempt.attempt_id = new_id(services.clock, services.random);
  attempt.draft_id = id;
  attempt.version = draft.version;
  attempt.content_hash = draft.content_hash;
  attempt.mailbox = draft.mailbox;
  attempt.recipient_key = draft.recipient_key;
  attempt.provider = services.mailbox.provider();
  attempt.rfc_message_id = draft.rfc_message_id;
  attempt.started_at = now;
  attempt.deadline_at = now + kSendDeadlineMs;
  Draft sending = mail.draft();
  sending.verdict = verdict;
  TRY_OK(update_draft(tx, sending));
  TRY_OK(start_attempt(tx, attempt));
  TRY_OK(enqueue_job(tx, resolve_job(services, attempt, actor.trace_id)));
  TRY_OK(append_audit(tx, actor, "send", draft.status, sending, "",
                      {{"verdict", to_json(verdict)}, {"attempt_id", attempt.attempt_id}}, now));
  return Claimed{std::move(mail), std::move(attempt), verdict};
}

/// The draft after an outcome, by the pure steps of core/draft.h.
Result<Draft> after_outcome(const Draft& draft, const SendAttempt& attempt, const SendOutcome& outcome,
                            Instant now) {
  switch (outcome.kind) {
    case SendOutcome::Kind::accepted:
      return confirm_sent(draft, attempt.provider, outcome.provider_message_id, now);
    case SendOutcome::Kind::refused:
      return refuse(draft, outcome.words, now);
    case SendOutcome::Kind::not_now:
      // An attempt that was in doubt and turned out not to have left goes back to being approved.
      if (draft.status == DraftStatus::OUTCOME_UNKNOWN) return resolve_not_sent(draft, now);
      return postpone(draft, outcome.retry_at.value_or(now), now);
    case SendOutcome::Kind::unknown:
      return lose_track(draft, outcome.words, now);
  }
  return internal("a sending without an outcome");
}

AttemptState state_of(SendOutcome::Kind kind) {
  switch (kind) {
    case SendOutcome::Kind::accepted:
      return AttemptState::SENT;
    case SendOutcome::Kind::refused:
      return AttemptState::REFUSED;
    case SendOutcome::Kind::not_now:
      return AttemptState::POSTPONED;
    case SendOutcome::Kind::unknown:
      return AttemptState::UNKNOWN;
  }
  return AttemptState::UNKNOWN;
}

const char* action_of(SendOutcome::Kind kind) {
  switch (kind) {
    case SendOutcome::Kind::accepted:
      return "confirm_sent";
    case SendOutcome::Kind::refused:
      return "refuse";
    case SendOutcome::Kind::not_now:
      return "postpone";
    case SendOutcome::Kind::unknown:
      return "lose_track";
  }
  return "lose_track";
}

/// A draft whose sending must wait goes by itself later, in this version only: a person asked for it already.
Result<Unit> send_later(Services& services, Tx& tx, const Draft& draft, const SendAttempt& attempt,
                        const Actor& actor, Instant now) {
  Job job;
  job.job_id = new_id(services.clock, services.random);
  job.kind = "send_draft";
  // By attempt: the job that is running now has the draft's earlier attempt as its key, and must not swallow this one.
  job.key = attempt.attempt_id;
  job.payload = {{"draft_id", draft.id}, {"version", draft.version}};
  job.run_at = draft.not_before.value_or(now);
  job.created_at = now;
  job.trace_id = actor.trace_id;
  return enqueue_job(tx, job);
}

/// The last transaction: what the outcome makes of the draft and of the attempt.
Result<Draft> settle(Services& services, Tx& tx, const Actor& actor, SendAttempt attempt,
                     const SendOutcome& outcome, const std::string& reason) {
  const Instant now = services.clock.now();
  TRY(const Draft before, get_draft(tx, attempt.draft_id));
  TRY(Draft draft, after_outcome(before, attempt, outcome, now));
  attempt.state = state_of(outcome.kind);
  attempt.finished_at = now;
  if (!outcome.provider_message_id.empty()) attempt.provider_message_id = outcome.provider_message_id;
  if (!outcome.bytes_sha256.empty()) attempt.bytes_sha256 = outcome.bytes_sha256;
  if (!outcome.words.empty()) attempt.error = outcome.words;
  TRY_OK(finish_attempt(tx, attempt));
  TRY_OK(update_draft(tx, draft));
  TRY_OK(append_audit(tx, actor, action_of(outcome.kind), before.status, draft,
                      reason.empty() ? outcome.words : reason,
                      {{"attempt_id", attempt.attempt_id},
                       {"provider", attempt.provider},
                       {"provider_message_id", outcome.provider_message_id},
                       {"rfc_message_id", attempt.rfc_message_id},
                       {"bytes_sha256", outcome.bytes_sha256}},
                      now));
  if (outcome.kind != SendOutcome::Kind::unknown) TRY_OK(cancel_job(tx, "resolve_send", attempt.attempt_id));
  // A person who settles a doubt decides about the next try, too.
  const bool retry = draft.status == DraftStatus::APPROVED && before.status == DraftStatus::SENDING;
  if (retry) TRY_OK(send_later(services, tx, draft, attempt, actor, now));
  return draft;
}

void log_settled(const Draft& draft) {
  log_event(LogLevel::info, "send_settled", {{"draft_id", draft.id}, {"status", enum_name(draft.status)}});
}

}  // namespace

Task<Result<Draft>> send_draft(Services& services, const Actor& actor, std::string id) {
  CO_TRY(const Claimed claimed, co_await services.db.write([&](Tx& tx) -> Result<Claimed> {
    return claim_draft(services, tx, actor, id, actor.kind == ActorKind::person);
  }));
  const SendOutcome outcome = co_await services.mailbox.send(claimed.mail, claimed.attempt.deadline_at);
  // A lost answer is not settled here: the draft stays SENDING, and the job asks the provider when it can.
  if (outcome.kind == SendOutcome::Kind::unknown) co_return claimed.mail.draft();
  auto settled = co_await services.db.write(
      [&](Tx& tx) -> Result<Draft> { return settle(services, tx, actor, claimed.attempt, outcome, ""); });
  if (!settled) {
    // The mail may have left, only the note of it failed: the job will write it, so this is no error of the sending.
    log_event(LogLevel::error, "send_not_settled", {{"draft_id", id}, {"cause", settled.error().message}});
    co_return claimed.mail.draft();
  }
  log_settled(*settled);
  co_return settled;
}

Task<Result<Unit>> send_postponed(Services& services, std::string draft_id, std::int64_t version) {
  CO_TRY(const auto draft, co_await services.db.read([&](ReadTx& tx) { return find_draft(tx, draft_id); }));
  // Withdrawn, edited or sent meanwhile: the wish to send it is no longer this job's.
  if (!draft || draft->status != DraftStatus::APPROVED || draft->version != version) co_return ok();
  auto sent = co_await send_draft(services, system_actor("send_draft"), draft_id);
  if (sent) co_return ok();
  Error error = std::move(sent).error();
  // A hold that ends by itself is worth another try; a block or a new state is the answer.
  if (error.code == ErrorCode::conflict && error.retry_after_s == 0) co_return ok();
  co_return error;
}

Task<Result<Unit>> resolve_send(Services& services, std::string draft_id, bool last_try) {
  CO_TRY(const auto open,
         co_await services.db.read([&](ReadTx& tx) { return find_open_attempt(tx, draft_id); }));
  if (!open) co_return ok();
  if (services.clock.now() < open->deadline_at + kSendGraceMs) {
    co_return unavailable("The sending of draft " + draft_id + " is still under way.");
  }
  const Lookup lookup = co_await services.mailbox.find_sent(open->rfc_message_id);
  SendOutcome outcome;
  std::string reason;
  if (lookup.kind == Lookup::Kind::found) {
    outcome = {SendOutcome::Kind::accepted, lookup.provider_message_id, lookup.bytes_sha256, {}, {}};
    reason = "The answer was lost; the provider has the mail.";
  } else if (lookup.kind == Lookup::Kind::absent) {
    outcome = {SendOutcome::Kind::not_now, {}, {}, {}, services.clock.now()};
    reason = "The answer was lost; the provider does not have the mail, so it did not leave.";
  } else if (!last_try || open->state == AttemptState::UNKNOWN) {
    co_return unavailable("The provider cannot say whether draft " + draft_id + " left.");
  } else {
    outcome = {SendOutcome::Kind::unknown, {}, {}, "The answer was lost and the provider cannot say.", {}};
    reason = "The answer was lost and the provider cannot say: a person has to look.";
  }
  CO_TRY(const auto settled, co_await services.db.write([&](Tx& tx) -> Result<std::optional<Draft>> {
    // Somebody may have settled it while the provider was asked.
    TRY(const auto still_open, find_open_attempt(tx, draft_id));
    if (!still_open || still_open->attempt_id != open->attempt_id) return std::optional<Draft>();
    TRY(Draft draft, settle(services, tx, system_actor("resolve_send"), *still_open, outcome, reason));
    return std::optional<Draft>(std::move(draft));
  }));
  if (settled) log_settled(*settled);
  co_return ok();
}

Task<Result<Draft>> decide_outcome(Services& services, const Actor& actor, std::string id, bool was_sent,
                                   std::string provider_message_id, std::string reason) {
  co_return co_await services.db.write([&](Tx& tx) -> Result<Draft> {
    TRY(const Draft draft, get_draft(tx, id));
    TRY(const auto open, find_open_attempt(tx, id));
    if (draft.status != DraftStatus::OUTCOME_UNKNOWN || !open) {
      return conflict("Draft " + id + " is " + describe_state(draft) + ": there is no doubt to settle.");
    }
    SendOutcome outcome;
    outcome.kind = was_sent ? SendOutcome::Kind::accepted : SendOutcome::Kind::not_now;
    outcome.provider_message_id = was_sent ? provider_message_id : "";
    if (was_sent && provider_message_id.empty()) {
      return invalid_field("provider_message_id", "Say under which id the provider shows the mail.");
    }
    return settle(services, tx, actor, *open, outcome, reason);
  });
}

}  // namespace sa
