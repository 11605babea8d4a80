// Hours of the day, as text and as instants: what a window of days and hours means on a certain date in a certain zone.
// THREADS: pure functions.
// ERRORS: none.
// SOURCE: IANA tz database, by the system's zoneinfo.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace sa {

inline constexpr int kDaySeconds = 24 * 60 * 60;

/// Minutes since midnight of a time such as "09:30", 0 to 1440 ("24:00" is the day's end); null where it is none.
std::optional<int> minutes_of(std::string_view time);

/// Whether "mo" ... "su" is the name of a day of the week.
bool is_weekday_name(std::string_view name);
/// Whether `days` ("mo" ... "su") names the day of the week that `date` is.
bool names_day(const std::vector<std::string>& days, Date date);

/// The instant at which a clock in `zone` shows `second` seconds (0 to 86,400) after midnight of `date`. A time that the clocks skip is
/// the first instant after the gap; one that they show twice is the earlier instant.
Instant instant_on(Date date, int second, const std::string& zone);

}  // namespace sa
