#include "core/sequence/absence.h"

namespace sa {

std::optional<Instant> absence_end(const AbsenceRule& rule, const PlanCalendar& calendar,
                                   std::optional<Date> returns_on, Instant noted_at) {
  const Instant latest = noted_at + rule.max_days * kDayMs;
  if (returns_on) {
    const Instant back = business_morning(calendar, *returns_on, rule.plus_business_days);
    if (back > latest) return std::nullopt;
    if (back > noted_at) return back;
  }
  const Instant supposed = noted_at + rule.without_date_days * kDayMs;
  return supposed > latest ? std::nullopt : std::optional(supposed);
}

}  // namespace sa
