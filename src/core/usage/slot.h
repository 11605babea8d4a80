// Slots: the first instant at which one mail more keeps every gap and quota, beside what has left and what is reserved. Mail that must wait for
// its mailbox gets a slot of its own, so that it leaves at a known instant and in a known order, and is not tried again and again.
// The scheduler of mail and the simulator reserve by the same function.
// THREADS: pure.
// SOURCE: SEQUENCES of the design: the reserved instant counts like sent mail, and the claim checks again.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/time.h"

namespace sa {

/// At most `most` mails in any window of `window_ms`; mails that are just a window apart are not in the same one. A gap of a mailbox is the rate of
/// one mail.
struct Rate {
  std::string rule;  ///< that names it in a verdict: "mailbox.gap", "quota.mailbox_day"
  std::int64_t window_ms = 0;
  std::function<std::int64_t(Instant)> most;  ///< at that instant: a new mailbox's limit grows
  std::span<const Instant> taken;             ///< by mails that left and by reserved ones, ascending
};

/// When mail left, or is to leave, that counts against the rates of one mail; each list ascending.
struct TakenPlaces {
  std::vector<Instant> mailbox;  ///< of the last 24 hours
  std::vector<Instant> contact;  ///< of the last seven days; the person's, at whichever address
  std::vector<Instant> domain;   ///< of the last 24 hours
  std::vector<Instant> company;  ///< of the last seven days
};

struct Slot {
  Instant at;        ///< whole seconds, unless it is `from` itself
  std::string rule;  ///< of the rate that decided last; empty: none did
};

/// The first instant from `from` on at which the rate has a place. Null: it never has, as far as is known.
std::optional<Instant> first_place(const Rate& rate, Instant from);

/// The first instant from `from` on, and before `end`, at which all rates have a place and `opens` says nothing against it. `opens`: the first
/// instant at or after the given one at which a mail may leave as far as everything else goes; null: nobody knows when. Null: there is none.
std::optional<Slot> first_slot(std::span<const Rate> rates,
                               const std::function<std::optional<Instant>(Instant)>& opens, Instant from,
                               Instant end);

}  // namespace sa
