// A send attempt: one try to send one version of a draft, and its life. An attempt begins STARTED and ends once, unless its
// answer was lost: UNKNOWN can still end when somebody finds out.
//
//   STARTED --accepted--> SENT       --refused--> REFUSED      --not now--> POSTPONED
//      |    --found absent, looked up--> NOT_SENT
//      +----answer lost--> UNKNOWN --looked up--> SENT or NOT_SENT
// THREADS: values and pure functions.
// ERRORS: conflict when the attempt has ended, or the draft's state does not allow the step.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"
#include "base/time.h"
#include "core/draft/draft.h"

namespace sa {

/// The job that sends what had to wait.
inline constexpr const char* kSendDraftJob = "send_draft";

enum class AttemptState { STARTED, SENT, REFUSED, POSTPONED, UNKNOWN, NOT_SENT };
BOOST_DESCRIBE_ENUM(AttemptState, STARTED, SENT, REFUSED, POSTPONED, UNKNOWN, NOT_SENT)

struct SendAttempt {
  std::string attempt_id;
  std::string draft_id;
  std::int64_t version = 1;
  std::string content_hash;
  std::string mailbox_id;
  std::string recipient_key;
  std::string provider;
  std::string rfc_message_id;
  AttemptState state = AttemptState::STARTED;
  Instant started_at;
  Instant deadline_at;
  std::optional<Instant> finished_at;
  std::optional<std::string> provider_message_id;
  std::optional<std::string> bytes_sha256;
  std::optional<std::string> error;
  std::optional<std::string> prepared_id;      ///< the provider's, of the mail that lies ready there
  std::optional<std::string> sent_message_id;  ///< the Message-ID it really has, when the provider changed it
  bool explicit_send = false;                  ///< asked for by a person: it may leave the send window
  std::string key_hash = {};                   ///< of the recipient; what its place in the quota goes by
};
BOOST_DESCRIBE_STRUCT(SendAttempt, (),
                      (attempt_id, draft_id, version, content_hash, mailbox_id, recipient_key, provider,
                       rfc_message_id, state, started_at, deadline_at, finished_at, provider_message_id,
                       bytes_sha256, error, prepared_id, sent_message_id, explicit_send, key_hash))

/// The attempts at one mail that came before the present one and had it in the provider's hands, taken together. The provider
/// said no to them, or a look-up found nothing of them, which proves nothing: the mail may have left all the same, or by the hand
/// of a person who found it lying ready.
struct EarlierAttempt {
  std::string
      prepared_id;  ///< what the last of them left lying ready, as it was noted; empty: nothing is known
  std::string bytes_sha256;  ///< of the bytes that the last of them handed over; empty: not known
  Instant first_at;          ///< when the first of them began: since then the mail may have left
  Instant last_at;           ///< when the last of them began
};

/// The attempt to send this draft as it is now.
SendAttempt begin_attempt(std::string attempt_id, const Draft& draft, std::string provider,
                          bool explicit_send, Instant now, std::int64_t deadline_ms);

/// The outcome of one sending.
struct SendOutcome {
  enum class Kind {
    accepted,  ///< the provider has it and gave an id
    refused,   ///< for good: it will never take this mail
    not_now,   ///< it surely did not take it, and may later
    unknown    ///< the answer was lost: it may or may not have it
  };
  Kind kind = Kind::unknown;
  std::string provider_message_id;  ///< accepted only
  /// SHA-256 of the exact bytes that were handed over; empty if none were: then the provider never had the mail.
  std::string bytes_sha256;
  std::string words;                    ///< for a person: why not, or where it is
  std::optional<Instant> retry_at;      ///< not_now only
  std::string sent_message_id = {};     ///< accepted: the Message-ID it really has; empty: ours
  std::string provider_thread_id = {};  ///< accepted: the provider's conversation; empty: it has none
};

/// The end of a sending, and how it is known.
struct Settlement {
  SendOutcome outcome;
  std::string reason;  ///< for the trail; empty: the outcome's words
  /// Known from the provider's records or from a person, not from the provider's answer.
  bool is_looked_up = false;
};

/// True when the provider itself said "not now": how often it has said so before decides when it is asked again.
inline bool is_put_off(const Settlement& end) {
  return end.outcome.kind == SendOutcome::Kind::not_now && !end.is_looked_up;
}

/// A provider that says "not now" again and again, and not for how long, is asked ever less often: how long after the answer,
/// when it had said so `postponed` times before.
std::int64_t backoff_ms(std::int64_t postponed);

/// The new draft and attempt after the end of a sending.
struct Settled {
  Draft draft;
  SendAttempt attempt;
  const char* action = "";  ///< of the trail
  std::string reason;       ///< of the trail
  bool is_known = true;     ///< false: the answer is lost, and the provider is asked further
  bool goes_later = false;  ///< it is sent again by itself, at the draft's `not_before`
};

/// The last step of a sending. `draft` and `attempt` as they are stored; `postponed` as in backoff_ms, used where is_put_off.
/// `by`: who settles it; a person who settles a doubt decides about the next try, too.
Result<Settled> settle(const Draft& draft, SendAttempt attempt, const Settlement& end, std::int64_t postponed,
                       ActorKind by, Instant now);

}  // namespace sa
