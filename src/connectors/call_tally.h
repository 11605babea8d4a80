// What became of the calls to a provider that has no breaker: mail servers are tried again by the draft's own pauses.
// THREADS: any. ERRORS: none.
#pragma once

#include <mutex>
#include <string>
#include <utility>

#include "base/clock.h"
#include "ports/provider.h"

namespace sa {

class CallTally {
 public:
  /// `clock` outlives the tally.
  CallTally(std::string provider, const Clock& clock) : clock_(clock) {
    state_.provider = std::move(provider);
  }

  void note_ok() {
    const std::lock_guard lock(mutex_);
    ++state_.calls;
    state_.last_ok_at = clock_.now();
  }
  void note_failure(std::string words) {
    const std::lock_guard lock(mutex_);
    ++state_.calls;
    ++state_.failures;
    state_.last_error = std::move(words);
  }
  ProviderState state() const {
    const std::lock_guard lock(mutex_);
    return state_;
  }

 private:
  const Clock& clock_;
  mutable std::mutex mutex_;
  ProviderState state_;
};

}  // namespace sa
