// A token bucket in a provider's own units (Gmail: quota units per minute; HubSpot: requests per ten seconds): tells how long
// to wait before a call, so that the provider never has to refuse one.
// THREADS: any. `now` is an argument: no clock inside.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <mutex>
#include <optional>

#include "base/time.h"

namespace sa {

class TokenBucket {
 public:
  struct Rate {
    std::int64_t units = 0;  ///< in any period of this length, never more; 0: no limit
    std::int64_t period_ms = kMinuteMs;
  };
  /// A quarter of a period's units may go at once, and the rest is spread over it: so no window of that length, wherever
  /// the provider begins it, holds more.
  explicit TokenBucket(Rate rate)
      : rate_(rate), most_(std::max<double>(1, static_cast<double>(rate.units) / 4)), left_(most_) {}

  /// Takes `units`, at once or on credit; returns how many milliseconds to wait until they are there.
  std::int64_t take(std::int64_t units, Instant now) {
    const std::lock_guard lock(mutex_);
    if (rate_.units == 0) return 0;
    refill(now);
    left_ -= static_cast<double>(units);
    return left_ >= 0 ? 0 : static_cast<std::int64_t>(std::ceil(-left_ / per_ms()));
  }
  /// Units available now; negative while calls wait. Null: there is no limit.
  std::optional<std::int64_t> left(Instant now) {
    const std::lock_guard lock(mutex_);
    if (rate_.units == 0) return std::nullopt;
    refill(now);
    return static_cast<std::int64_t>(left_);
  }

 private:
  double per_ms() const {
    return std::max<double>(1, static_cast<double>(rate_.units) - most_) /
           static_cast<double>(rate_.period_ms);
  }
  void refill(Instant now) {
    // A clock that was set back gives nothing, and takes nothing.
    if (at_ && now > *at_) {
      left_ = std::min(most_, left_ + static_cast<double>(now - *at_) * per_ms());
    }
    at_ = now;
  }

  const Rate rate_;
  const double most_;
  std::mutex mutex_;
  double left_;
  std::optional<Instant> at_;
};

}  // namespace sa
