#include "connectors/http/breaker.h"

namespace sa {
namespace {

/// How soon those ask again that wait for another's try.
constexpr std::int64_t kProbeMs = 250;

}  // namespace

/// A clock that was set back must not keep it shut for as long as the step.
bool Breaker::is_early(Instant now) const {
  return shut_until_ && now < *shut_until_ && *shut_until_ - now <= shut_ms_;
}

bool Breaker::admits(Instant now) {
  const std::lock_guard lock(mutex_);
  if (!shut_until_) return true;
  if (is_early(now) || is_probing_) return false;
  is_probing_ = true;
  return true;
}

std::int64_t Breaker::wait_ms(Instant now) const {
  const std::lock_guard lock(mutex_);
  if (is_early(now)) return *shut_until_ - now;
  return is_probing_ ? kProbeMs : 0;
}

void Breaker::note_success() {
  const std::lock_guard lock(mutex_);
  failures_ = 0;
  // A call that was under way when the provider asked for a pause says nothing about the pause.
  if (is_told_ && shut_until_ && !is_probing_) return;
  is_probing_ = is_told_ = false;
  shut_until_.reset();
}

void Breaker::note_failure(Instant now, std::int64_t pause_ms) {
  const std::lock_guard lock(mutex_);
  ++failures_;
  // Calls that were under way when it opened do not hold it open longer, unless they were told for how long.
  const bool shuts = is_probing_ || pause_ms > 0 || (!shut_until_ && is_down());
  is_probing_ = false;
  if (!shuts) return;
  const std::int64_t told = std::min(pause_ms, kLongestPauseMs);
  const std::int64_t ms = told == 0 || is_down() ? std::max(told, limits_.open_ms) : told;
  if (is_early(now) && *shut_until_ - now >= ms) return;
  shut_until_ = now + ms;
  shut_ms_ = ms;
  is_told_ = told > 0;
}

void Breaker::note_nothing() {
  const std::lock_guard lock(mutex_);
  is_probing_ = false;
}

void Breaker::end_pause(Instant now) {
  const std::lock_guard lock(mutex_);
  if (is_early(now)) shut_until_ = now;
}

void Breaker::insist(Instant now) {
  const std::lock_guard lock(mutex_);
  if (!is_early(now) || is_probing_) return;
  const bool is_soon = insisted_at_ && now >= *insisted_at_ && now - *insisted_at_ < kInsistMs;
  if (is_soon) return;
  insisted_at_ = now;
  shut_until_ = now;
}

BreakerPosition Breaker::position() const {
  const std::lock_guard lock(mutex_);
  if (!shut_until_ || !is_down()) return BreakerPosition::closed;
  return is_probing_ ? BreakerPosition::half_open : BreakerPosition::open;
}

std::optional<Instant> Breaker::open_until() const {
  const std::lock_guard lock(mutex_);
  return is_down() ? shut_until_ : std::nullopt;
}

std::optional<Instant> Breaker::shut_until() const {
  const std::lock_guard lock(mutex_);
  return shut_until_;
}

}  // namespace sa
