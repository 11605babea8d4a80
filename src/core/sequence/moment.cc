#include "core/sequence/moment.h"

#include <cstdio>

namespace sa {
namespace {

/// No calendar rests longer between two business days.
constexpr int kMostDaysBack = 60;

}  // namespace

Instant draft_instant(const PlanCalendar& calendar, Instant at) {
  LocalTime local = to_local(at, calendar.window.zone);
  for (int days = 0; days < kMostDaysBack; ++days) {
    local.date = add_days(local.date, -1);
    const Instant before = from_local(local, calendar.window.zone);
    if (is_open(calendar, before)) return before;
  }
  return at;
}

std::string format_local(Instant at, const std::string& zone) {
  const LocalTime local = to_local(at, zone);
  char text[64];
  std::snprintf(text, sizeof text, "%sT%02d:%02d:%02dZ", format_date(local.date).c_str(), local.hour,
                local.minute, local.second);
  const std::int64_t offset =
      (parse_rfc3339(text).value_or(at) - Instant{at.ms / kSecondMs * kSecondMs}) / kMinuteMs;
  const int minutes = static_cast<int>(offset < 0 ? -offset : offset);
  std::string made(text);
  made.pop_back();
  char zone_text[16];
  std::snprintf(zone_text, sizeof zone_text, "%c%02d:%02d", offset < 0 ? '-' : '+', minutes / 60 % 24,
                minutes % 60);
  return made + zone_text;
}

}  // namespace sa
