// Counts the results of calls to a mail server, with the breaker that pauses calls while it cannot be reached.
// THREADS: any. ERRORS: none.
#pragma once

#include <algorithm>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "base/clock.h"
#include "base/error.h"
#include "connectors/http/breaker.h"
#include "ports/provider.h"

namespace sa {

class CallTally {
 public:
  /// `clock` outlives the tally.
  CallTally(std::string provider, const Clock& clock, Breaker::Limits limits)
      : clock_(clock), breaker_(limits) {
    state_.provider = std::move(provider);
  }

  /// Null when a call may begin now, and must then be noted; else when to come back.
  std::optional<Instant> closed_until() {
    const Instant now = clock_.now();
    if (breaker_.admits(now)) return std::nullopt;
    return std::max(breaker_.open_until().value_or(now), now + kSecondMs);
  }
  /// As Mailbox::end_pause.
  void end_pause(bool is_mended) {
    is_mended ? breaker_.end_pause(clock_.now()) : breaker_.insist(clock_.now());
  }
  void note_ok() {
    breaker_.note_success();
    const std::lock_guard lock(mutex_);
    ++state_.calls;
    state_.last_ok_at = clock_.now();
  }
  /// It answered, but not with what was asked for: it is there, so the breaker stays closed.
  void note_refused(std::string words) {
    breaker_.note_success();
    const std::lock_guard lock(mutex_);
    ++state_.calls;
    ++state_.refused;
    state_.last_error = std::move(words);
  }
  /// It was not reached, or fell silent.
  void note_failure(std::string words) {
    breaker_.note_failure(clock_.now());
    const std::lock_guard lock(mutex_);
    ++state_.calls;
    ++state_.failures;
    state_.last_error = std::move(words);
  }
  void note(const Error& error) {
    const bool is_down = error.code == ErrorCode::unavailable;
    is_down ? note_failure(error.message) : note_refused(error.message);
  }
  ProviderState state() const {
    const std::lock_guard lock(mutex_);
    ProviderState state = state_;
    state.breaker = breaker_.position();
    state.open_until = breaker_.open_until();
    return state;
  }

 private:
  const Clock& clock_;
  Breaker breaker_;
  mutable std::mutex mutex_;
  ProviderState state_;
};

}  // namespace sa
