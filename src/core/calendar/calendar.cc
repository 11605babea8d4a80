#include "core/calendar/calendar.h"

namespace sa {

WindowOpening next_in_window(Instant now, const std::string& zone, const Calendar& calendar) {
  const LocalTime local = to_local(now, zone);
  const SendWindow& window = calendar.window;
  const bool is_over = local.hour >= window.end_hour;
  BusinessDay day = next_business_day(is_over ? add_days(local.date, 1) : local.date,
                                      country_of_zone(zone, calendar.holidays), calendar.holidays);
  const bool is_open = day.date == local.date && local.hour >= window.start_hour;
  if (is_open) return {now, {}};
  return {from_local({day.date, window.start_hour, 0, 0}, zone), std::move(day.skipped)};
}

}  // namespace sa
