#include "connectors/http/breaker.h"

namespace sa {

bool Breaker::admits(Instant now) {
  const std::lock_guard lock(mutex_);
  if (!open_until_) return true;
  // A clock that was set back must not keep it open for as long as the step.
  const bool is_early = now < *open_until_ && *open_until_ - now <= limits_.open_ms;
  if (is_early || is_probing_) return false;
  is_probing_ = true;
  return true;
}

void Breaker::note_success() {
  const std::lock_guard lock(mutex_);
  failures_ = 0;
  is_probing_ = false;
  open_until_.reset();
}

void Breaker::note_failure(Instant now) {
  const std::lock_guard lock(mutex_);
  ++failures_;
  // Calls that were under way when it opened do not hold it open longer.
  const bool opens = is_probing_ || (!open_until_ && failures_ >= limits_.failures);
  is_probing_ = false;
  if (opens) open_until_ = now + limits_.open_ms;
}

void Breaker::note_nothing() {
  const std::lock_guard lock(mutex_);
  is_probing_ = false;
}

BreakerPosition Breaker::position() const {
  const std::lock_guard lock(mutex_);
  if (!open_until_) return BreakerPosition::closed;
  return is_probing_ ? BreakerPosition::half_open : BreakerPosition::open;
}

std::optional<Instant> Breaker::open_until() const {
  const std::lock_guard lock(mutex_);
  return open_until_;
}

}  // namespace sa
