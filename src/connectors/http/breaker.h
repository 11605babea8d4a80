// A circuit breaker: pauses calls to a provider that fails or asked for a pause, and after a while lets one through as a
// probe. The others follow only after that one succeeded.
// THREADS: any. `now` is an argument: no clock inside.
#pragma once

#include <algorithm>
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
  /// A pause that is longer is not believed: then one call tries all the same.
  static constexpr std::int64_t kLongestPauseMs = kHourMs;
  /// A person who insists gets one call through in so long, however many buttons are pressed.
  static constexpr std::int64_t kInsistMs = kMinuteMs;

  explicit Breaker(Limits limits) : limits_(limits) {}

  /// Whether a call may be made now. While the breaker is half open, only one of the callers may.
  bool admits(Instant now);
  /// How long to wait before asking again: until the pause ends, or a moment while another call is the probe.
  std::int64_t wait_ms(Instant now) const;
  void note_success();
  /// `pause_ms`: what the provider asked for; 0: it said nothing.
  void note_failure(Instant now, std::int64_t pause_ms = 0);
  /// A call that was admitted ended without saying anything about the provider's health.
  void note_nothing();
  /// The fault may be fixed (a new sign-in): the next call may try.
  void end_pause(Instant now);
  /// A person wants it tried now: as end_pause, once in kInsistMs.
  void insist(Instant now);

  /// Considers failures only: a pause that the provider asked for is not an outage.
  BreakerPosition position() const;
  /// When the next call may try; null unless failures opened it.
  std::optional<Instant> open_until() const;
  /// When the next call may try, whatever shut it; null: now.
  std::optional<Instant> shut_until() const;

 private:
  bool is_early(Instant now) const;
  bool is_down() const { return failures_ >= limits_.failures; }

  const Limits limits_;
  mutable std::mutex mutex_;
  int failures_ = 0;
  bool is_probing_ = false;
  bool is_told_ = false;  ///< the provider itself said how long
  std::optional<Instant> shut_until_;
  std::int64_t shut_ms_ = 0;  ///< how long it was shut for
  std::optional<Instant> insisted_at_;
};

}  // namespace sa
