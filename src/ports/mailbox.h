// A mailbox that mail leaves through: the outbox folder, Gmail, SMTP.
//
// `send` has one caller, actions/send.cc (an arch test looks), and takes nothing but an ApprovedDraft. It must deliver
// at most once for one Message-ID, however often it is called; where it cannot promise that, it says OUTCOME unknown.
// THREADS: any; the coroutine goes on where it was awaited.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "base/task.h"
#include "base/time.h"
#include "core/release.h"

namespace sa {

/// What became of one sending.
struct SendOutcome {
  enum class Kind {
    accepted,  ///< the provider has it and gave an id
    refused,   ///< for good: it will never take this mail
    not_now,   ///< it surely did not take it, and may later
    unknown    ///< the answer was lost: it may or may not have it
  };
  Kind kind = Kind::unknown;
  std::string provider_message_id;  ///< accepted only
  std::string bytes_sha256;         ///< of the exact bytes that were handed over; empty when none were
  std::string words;                ///< for a person: why not, or where it is
  std::optional<Instant> retry_at;  ///< not_now only
};

/// The answer to "do you have this mail?".
struct Lookup {
  enum class Kind { found, absent, cannot_tell };
  Kind kind = Kind::cannot_tell;
  std::string provider_message_id;  ///< found only
  std::string bytes_sha256;         ///< found only, where the provider shows the bytes
};

class Mailbox {
 public:
  virtual ~Mailbox() = default;
  /// "outbox", "gmail", "smtp".
  virtual std::string provider() const = 0;
  /// True when mail really leaves the machine.
  virtual bool delivers() const = 0;
  /// Hands the mail over. Nothing irrevocable may begin after `deadline`: by then somebody else may look the mail up,
  /// find it absent and send it again.
  virtual Task<SendOutcome> send(const ApprovedDraft& mail, Instant deadline) = 0;
  /// Whether the provider has a mail with this Message-ID.
  virtual Task<Lookup> find_sent(const std::string& rfc_message_id) = 0;
  /// Whether sending could work now. ERRORS: unavailable, with what to do.
  virtual Task<Result<Unit>> ready() = 0;
};

}  // namespace sa
