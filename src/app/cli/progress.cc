#include "app/cli/progress.h"

#include <algorithm>
#include <cmath>

namespace sa {
namespace {

constexpr std::int64_t kDrawEveryMs = 100;
constexpr std::int64_t kMinSpeedMs = 500;  // before that a speed is a guess
constexpr std::size_t kBarWidth = 24;

std::string two_digits(std::int64_t number) {
  return (number < 10 ? "0" : "") + std::to_string(number);
}

std::string bar(double fraction) {
  const auto full = static_cast<std::size_t>(std::lround(std::clamp(fraction, 0.0, 1.0) * kBarWidth));
  return '[' + std::string(full, '#') + std::string(kBarWidth - full, '.') + ']';
}

std::string percent(double fraction) {
  const std::string digits = std::to_string(std::lround(std::clamp(fraction, 0.0, 1.0) * 100));
  return std::string(digits.size() < 3 ? 3 - digits.size() : 0, ' ') + digits + " %";
}

}  // namespace

std::string duration_words(std::int64_t ms) {
  const std::int64_t seconds = (std::max<std::int64_t>(ms, 0) + 500) / 1000;
  const std::string tail = ':' + two_digits(seconds % 60);
  if (seconds < 3600) return std::to_string(seconds / 60) + tail;
  return std::to_string(seconds / 3600) + ':' + two_digits(seconds / 60 % 60) + tail;
}

std::string progress_line(const ProgressState& state, std::size_t width) {
  std::string facts;
  if (state.fraction >= 0) facts += "  " + bar(state.fraction) + ' ' + percent(state.fraction);
  facts += "  " + grouped(state.done) + ' ' + state.unit;
  if (state.elapsed_ms >= kMinSpeedMs) {
    const double seconds = static_cast<double>(state.elapsed_ms) / 1000;
    facts += "  " + grouped(std::llround(static_cast<double>(state.done) / seconds)) + "/s";
    const double covered = state.fraction - state.fraction_at_start;
    if (covered > 0 && state.fraction < 1) {
      const double left_ms = static_cast<double>(state.elapsed_ms) * (1 - state.fraction) / covered;
      facts += "  " + duration_words(std::llround(left_ms)) + " left";
    }
  }
  const std::size_t facts_width = text_width(facts);
  const std::size_t room = width > facts_width + 4 ? width - facts_width : 4;
  return fitted(fitted(state.label, room) + facts, width);
}

Progress::Progress(Terminal& terminal, const Clock& clock, std::string label, std::string unit)
    : terminal_(terminal), clock_(clock), started_at_(clock.now()) {
  state_.label = std::move(label);
  state_.unit = std::move(unit);
}

void Progress::clear() {
  if (is_drawn_) terminal_.write("\r\x1b[K");
  is_drawn_ = false;
}

void Progress::update(double fraction, std::int64_t done) {
  const Instant now = clock_.now();
  if (!terminal_.is_terminal() || (is_drawn_ && now - drawn_at_ < kDrawEveryMs)) return;
  state_.fraction = fraction;
  state_.done = done;
  state_.elapsed_ms = now - started_at_;
  // One column is left free: a line that fills the last one makes some terminals scroll.
  const auto width = static_cast<std::size_t>(std::max(terminal_.width() - 1, 20));
  terminal_.write("\r\x1b[K" + progress_line(state_, width));
  drawn_at_ = now;
  is_drawn_ = true;
}

}  // namespace sa
