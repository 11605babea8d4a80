// Moments of a step beside its own: when its draft is made, and what a clock shows where the window is.
// THREADS: pure functions.
#pragma once

#include <string>

#include "core/sequence/plan.h"

namespace sa {

/// The draft of a step at `at` is made one business day before, at the same time of day.
Instant draft_instant(const PlanCalendar& calendar, Instant at);

/// RFC 3339 with the offset of `zone`, in whole seconds.
std::string format_local(Instant at, const std::string& zone);

}  // namespace sa
