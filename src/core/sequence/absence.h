// When a sequence goes on for a contact who is away.
// THREADS: pure functions.
#pragma once

#include <optional>

#include "core/sequence/plan.h"

namespace sa {

/// `from` of the business day that the rule names after `returns_on`; without a date (or with one that is past), so many days after
/// `noted_at`. Null: longer than the rule allows, so that a person must say.
std::optional<Instant> absence_end(const AbsenceRule& rule, const PlanCalendar& calendar,
                                   std::optional<Date> returns_on, Instant noted_at);

}  // namespace sa
