// Replays a draft's trail to find what its tables must contain: who approved which content and when, the hash of each
// version, the outcome of each attempt.
// THREADS: values and pure functions.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "core/audit/audit.h"

namespace sa {

/// A person's (or the policy's) word on a draft.
struct ReplayedDecision {
  std::string by;
  bool by_system = false;  ///< `by` is the system's name; the draft may add which policy it was
  Instant at;
  std::string content_hash;
  std::string reason;
};

struct ReplayedVersion {
  std::string content_hash;
  std::string by;
  Instant at;
};

struct ReplayedAttempt {
  std::int64_t version = 0;
  std::string content_hash;
  std::string state = "STARTED";    ///< as send_attempts names it
  std::string provider;             ///< empty until it was settled
  std::string provider_message_id;  ///< empty when the provider gave none
  std::string bytes_sha256;         ///< empty when nothing says what was handed over
};

/// A draft as its trail tells it. Take its rows in order.
struct Replay {
  std::int64_t rows = 0;
  bool is_erased =
      false;  ///< its words were erased with a person: what they would have to be nobody can say any more
  std::optional<ReplayedDecision>
      approved;  ///< while it holds: an edit, a withdrawal or a rejection takes it away
  std::optional<ReplayedDecision> rejected;
  std::optional<ReplayedAttempt> sent;
  std::optional<Instant> sent_at;
  std::map<std::int64_t, ReplayedVersion> versions;
  std::map<std::string, ReplayedAttempt> attempts;  ///< by attempt_id
};

/// Adds the next row of the draft. A row whose details cannot be read adds what its columns say: that it was changed is
/// for the chain to tell.
void replay(const AuditRow& row, Replay* draft);

}  // namespace sa
