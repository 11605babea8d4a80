// Turns: when a mail that cannot leave now gets its place. The gate says what else must hold at that instant, the rates of its mailbox, its recipient,
// their domain and their company say where there is a place. The sender of mail and the simulator ask the same function.
// THREADS: pure.
#pragma once

#include <optional>
#include <span>

#include "core/draft/gate.h"
#include "core/mailbox/mailbox.h"
#include "core/usage/slot.h"

namespace sa {

/// What left and what is reserved for others, as TakenPlaces has it.
struct TakenSpans {
  std::span<const Instant> mailbox;
  std::span<const Instant> contact;
  std::span<const Instant> domain;   ///< empty for freemail
  std::span<const Instant> company;  ///< empty where no company is known
};
TakenSpans spans_of(const TakenPlaces& taken);

/// The first place of the draft from `from` on and before `end`. `context`: as the gate has it; its usage does not count, but `taken` does. Null: none is
/// known, as the gate blocks the mail, or holds it for something of which nobody knows the end.
std::optional<Slot> find_turn(const Draft& draft, GateContext context, const TeamMailbox& mailbox,
                              const TakenSpans& taken, const GatePolicy& policy, Instant from, Instant end);

/// What to tell of a mail that could leave at this instant if places were not reserved for others.
Verdict behind_others(const Slot& turn, const TeamMailbox& mailbox);

}  // namespace sa
