#include "core/draft/attempt.h"

#include <algorithm>

#include "base/reflect/reflect.h"

namespace sa {
namespace {

/// The draft after an outcome, by the steps of core/draft/draft.h.
Result<Draft> draft_after(const Draft& draft, const std::string& provider, const SendOutcome& outcome,
                          Instant now) {
  switch (outcome.kind) {
    case SendOutcome::Kind::accepted:
      if (draft.status == DraftStatus::APPROVED)
        return confirm_found(draft, provider, outcome.provider_message_id, now);
      return confirm_sent(draft, provider, outcome.provider_message_id, now);
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

AttemptState state_after(const Settlement& end) {
  switch (end.outcome.kind) {
    case SendOutcome::Kind::accepted:
      return AttemptState::SENT;
    case SendOutcome::Kind::refused:
      return AttemptState::REFUSED;
    case SendOutcome::Kind::not_now:
      return end.is_looked_up ? AttemptState::NOT_SENT : AttemptState::POSTPONED;
    case SendOutcome::Kind::unknown:
      return AttemptState::UNKNOWN;
  }
  return AttemptState::UNKNOWN;
}

const char* action_after(AttemptState state) {
  switch (state) {
    case AttemptState::SENT:
      return "confirm_sent";
    case AttemptState::REFUSED:
      return "refuse";
    case AttemptState::NOT_SENT:
      return "resolve_not_sent";
    case AttemptState::POSTPONED:
      return "postpone";
    case AttemptState::STARTED:
    case AttemptState::UNKNOWN:
      break;
  }
  return "lose_track";
}

Result<Unit> require_open(const SendAttempt& attempt) {
  if (attempt.state == AttemptState::STARTED || attempt.state == AttemptState::UNKNOWN) return ok();
  return conflict("The sending of draft " + attempt.draft_id + " already has an outcome: it is " +
                  std::string(enum_name(attempt.state)) + ".");
}

/// What became known stays known: an outcome that does not say something takes nothing away.
void note_outcome(const SendOutcome& outcome, SendAttempt* attempt) {
  if (!outcome.provider_message_id.empty()) attempt->provider_message_id = outcome.provider_message_id;
  if (!outcome.bytes_sha256.empty()) attempt->bytes_sha256 = outcome.bytes_sha256;
  if (!outcome.words.empty()) attempt->error = outcome.words;
  if (!outcome.sent_message_id.empty() && outcome.sent_message_id != attempt->rfc_message_id)
    attempt->sent_message_id = outcome.sent_message_id;
}

}  // namespace

SendAttempt begin_attempt(std::string attempt_id, const Draft& draft, std::string provider,
                          bool explicit_send, Instant now, std::int64_t deadline_ms) {
  SendAttempt attempt;
  attempt.attempt_id = std::move(attempt_id);
  attempt.draft_id = draft.id;
  attempt.version = draft.version;
  attempt.content_hash = draft.content_hash;
  attempt.mailbox_id = draft.mailbox_id;
  attempt.recipient_key = draft.recipient_key;
  attempt.provider = std::move(provider);
  attempt.rfc_message_id = draft.rfc_message_id;
  attempt.started_at = now;
  attempt.deadline_at = now + deadline_ms;
  attempt.explicit_send = explicit_send;
  return attempt;
}

std::int64_t backoff_ms(std::int64_t postponed) {
  constexpr std::int64_t kPatient = 3;  // so often as it says
  const std::int64_t doublings = std::clamp<std::int64_t>(postponed - kPatient, 0, 6);
  return postponed < kPatient ? 0 : std::min(kHourMs, kMinuteMs << doublings);
}

Result<Settled> settle(const Draft& draft, SendAttempt attempt, const Settlement& end, std::int64_t postponed,
                       ActorKind by, Instant now) {
  TRY_OK(require_open(attempt));
  SendOutcome outcome = end.outcome;
  if (is_put_off(end))
    outcome.retry_at = std::max(outcome.retry_at.value_or(now), now + backoff_ms(postponed));
  Settled settled;
  TRY(settled.draft, draft_after(draft, attempt.provider, outcome, now));
  attempt.state = state_after(end);
  attempt.finished_at = now;
  note_outcome(outcome, &attempt);
  settled.action = action_after(attempt.state);
  settled.reason = end.reason.empty() ? outcome.words : end.reason;
  settled.is_known = attempt.state != AttemptState::UNKNOWN;
  settled.goes_later = settled.draft.status == DraftStatus::APPROVED &&
                       (draft.status == DraftStatus::SENDING || by == ActorKind::system);
  settled.attempt = std::move(attempt);
  return settled;
}

}  // namespace sa
