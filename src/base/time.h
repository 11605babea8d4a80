// Instants and calendar arithmetic. An Instant is milliseconds since 1970-01-01T00:00:00Z, in SQL BIGINT, in JSON
// RFC 3339 with `Z`. Zones are IANA names ("Europe/Berlin"), by the rules of the system's zoneinfo.
// THREADS: pure functions.
// SOURCE: RFC 3339; days-from-civil after Howard Hinnant's published algorithms.
#pragma once

#include <boost/describe.hpp>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sa {

struct Instant {
  std::int64_t ms = 0;
  auto operator<=>(const Instant&) const = default;
};

inline constexpr std::int64_t kSecondMs = 1000;
inline constexpr std::int64_t kMinuteMs = 60 * kSecondMs;
inline constexpr std::int64_t kHourMs = 60 * kMinuteMs;
inline constexpr std::int64_t kDayMs = 24 * kHourMs;

inline Instant operator+(Instant at, std::int64_t ms) {
  return {at.ms + ms};
}
inline Instant operator-(Instant at, std::int64_t ms) {
  return {at.ms - ms};
}
inline std::int64_t operator-(Instant a, Instant b) {
  return a.ms - b.ms;
}

/// "2026-11-22T10:31:00.123Z"; whole seconds are written without a fraction.
std::string format_rfc3339(Instant at);
/// Reads RFC 3339 with `Z` or a numeric offset; null when `text` is anything else or the date does not exist.
std::optional<Instant> parse_rfc3339(std::string_view text);
/// The Date field of a mail, in UTC: "Sun, 22 Nov 2026 10:31:00 +0000" (RFC 5322, 3.3).
std::string format_rfc5322_date(Instant at);

/// A day of the civil calendar, without a zone.
struct Date {
  int year = 1970;
  int month = 1;  ///< 1-12
  int day = 1;    ///< 1-31
  auto operator<=>(const Date&) const = default;
};

/// "2026-11-22".
std::string format_date(Date date);
std::optional<Date> parse_date(std::string_view text);
Date add_days(Date date, int days);
/// 0 = Monday ... 6 = Sunday (ISO 8601).
int weekday(Date date);

/// Wall-clock time in a zone.
struct LocalTime {
  Date date;
  int hour = 0;    ///< 0-23
  int minute = 0;  ///< 0-59
  int second = 0;  ///< 0-60
};

/// True when the system's zoneinfo knows `zone`.
bool is_zone(std::string_view zone);
/// `at` as a clock on the wall of `zone` shows it; an unknown zone counts as UTC.
LocalTime to_local(Instant at, std::string_view zone);
/// The instant at which a clock in `zone` shows `local`. A time that a change of the clocks skips moves forward by
/// the gap; a time that occurs twice is the earlier one.
Instant from_local(const LocalTime& local, std::string_view zone);

}  // namespace sa
