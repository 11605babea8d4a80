// A circuit breaker: keeps calls away from a provider that fails, and lets one through after a while to see.
// THREADS: any. `now` is an argument: no clock inside.
#pragma once

#include <mutex>
#include <optional>

#include "base/time.h"
#include "ports/provider.h"

namespace sa {

class Breaker {
 public:
  struct Limits {
    int failures = 5;                       ///< in a row, until it opens
    std::int64_t open_ms = 60 * kSecondMs;  ///< until one call may try
  };
  explicit Breaker(Limits limits) : limits_(limits) {}

  /// Whether a call may go out now. Of those that ask while it is half open, one may.
  bool admits(Instant now);
  void note_success();
  void note_failure(Instant now);
  /// A call that was admitted ended without saying anything about the provider's health.
  void note_nothing();

  BreakerPosition position() const;
  /// When the next call may try; null unless open.
  std::optional<Instant> open_until() const;

 private:
  const Limits limits_;
  mutable std::mutex mutex_;
  int failures_ = 0;
  bool is_probing_ = false;
  std::optional<Instant> open_until_;
};

}  // namespace sa
