#include "core/usage/slot.h"

#include <algorithm>

namespace sa {
namespace {

/// A calendar that never settles is no calendar; each turn moves on by a second at least.
constexpr int kMostTurns = 100'000;

Instant whole_second(Instant at) {
  return Instant{(at.ms + kSecondMs - 1) / kSecondMs * kSecondMs};
}

/// When the window that `at` would overfill has moved past; null: it overfills none.
std::optional<Instant> end_of_crowd(const Rate& rate, std::size_t most, Instant at) {
  const auto& taken = rate.taken;
  const auto place =
      static_cast<std::size_t>(std::ranges::upper_bound(taken, at) - taken.begin());  // those before it
  std::optional<Instant> ends;
  // Each run of `most` mails that it would stand in, or beside.
  for (std::size_t first = place > most ? place - most : 0; first <= place && first + most <= taken.size();
       ++first) {
    const Instant begins = std::min(taken[first], at);
    const Instant closes = std::max(taken[first + most - 1], at);
    if (closes - begins < rate.window_ms) ends = taken[first] + rate.window_ms;
  }
  return ends;
}

}  // namespace

std::optional<Instant> first_place(const Rate& rate, Instant from) {
  Instant at = from;
  for (int turn = 0; turn < kMostTurns; ++turn) {
    const std::int64_t most = rate.most(at);
    if (most <= 0) return std::nullopt;
    const auto ends = end_of_crowd(rate, static_cast<std::size_t>(most), at);
    if (!ends) return at;
    at = whole_second(*ends);
  }
  return std::nullopt;
}

std::optional<Slot> first_slot(std::span<const Rate> rates,
                               const std::function<std::optional<Instant>(Instant)>& opens, Instant from,
                               Instant end) {
  Slot slot{from, ""};
  for (int turn = 0; turn < kMostTurns && slot.at < end; ++turn) {
    const Instant before = slot.at;
    for (const Rate& rate : rates) {
      const auto at = first_place(rate, slot.at);
      if (!at) return std::nullopt;
      if (*at > slot.at) slot = {*at, rate.rule};
    }
    if (slot.at >= end) return std::nullopt;
    const auto open = opens(slot.at);
    if (!open) return std::nullopt;
    if (*open > slot.at) slot.at = whole_second(*open);
    if (slot.at == before) return slot;
  }
  return std::nullopt;
}

}  // namespace sa
