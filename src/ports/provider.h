// The state of a provider, for /ready, /api/status, the metrics and `doctor`.
// THREADS: `state` from any thread.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "base/async/task.h"
#include "base/result.h"
#include "base/time.h"

namespace sa {

enum class BreakerPosition { closed, open, half_open };
BOOST_DESCRIBE_ENUM(BreakerPosition, closed, open, half_open)

/// Since the start of this process.
struct ProviderState {
  std::string provider;  ///< "gmail", "hubspot", "openai", "smtp", "imap"
  BreakerPosition breaker = BreakerPosition::closed;
  std::optional<Instant> open_until;  ///< open only
  std::int64_t calls = 0;             ///< answers and failures, tries again included
  std::int64_t retries = 0;
  std::int64_t failures = 0;  ///< calls without an answer, or with 5xx
  std::int64_t limited = 0;   ///< answers that said: too fast
  std::int64_t refused = 0;   ///< other answers with 4xx
  std::optional<Instant> last_ok_at;
  std::string last_error;  ///< for a person; empty: none yet
};
BOOST_DESCRIBE_STRUCT(ProviderState, (),
                      (provider, breaker, open_until, calls, retries, failures, limited, refused, last_ok_at,
                       last_error))

/// A provider's answer to its cheapest call.
struct ProviderCheck {
  std::string words;                  ///< for a person
  std::optional<Instant> their_time;  ///< by its clock
};

class Provider {
 public:
  virtual ~Provider() = default;
  virtual ProviderState state() const = 0;
  /// Asks it something, now: the sign-in, the rights and the way there all have to work. ERRORS: those of a call.
  virtual Task<Result<ProviderCheck>> check() = 0;
};

}  // namespace sa
