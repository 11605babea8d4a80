#include "base/time.h"

#include <absl/time/civil_time.h>
#include <absl/time/time.h>

#include <array>
#include <cctype>
#include <cstdio>
#include <mutex>
#include <unordered_map>

namespace sa {
namespace {

constexpr std::array<const char*, 7> kWeekdays = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
constexpr std::array<const char*, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                 "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

absl::CivilDay civil(Date date) {
  return absl::CivilDay(date.year, date.month, date.day);
}

Date from_civil(absl::CivilDay day) {
  return {static_cast<int>(day.year()), day.month(), day.day()};
}

/// Reads exactly `digits` decimal digits at `*at` and moves on; -1 when there are fewer.
int digits_at(std::string_view text, std::size_t* at, int digits) {
  int value = 0;
  for (int i = 0; i < digits; ++i, ++*at) {
    if (*at >= text.size() || text[*at] < '0' || text[*at] > '9') return -1;
    value = value * 10 + (text[*at] - '0');
  }
  return value;
}

bool skip(std::string_view text, std::size_t* at, std::string_view any_of) {
  if (*at >= text.size() || any_of.find(text[*at]) == std::string_view::npos) return false;
  ++*at;
  return true;
}

/// The zone, or null: absl accepts anything that a file of zoneinfo is named after, so path tricks are refused here.
const absl::TimeZone* find_zone(std::string_view name) {
  static std::mutex mutex;
  static std::unordered_map<std::string, std::optional<absl::TimeZone>> known;
  if (name.empty() || name.size() > 64 || name.front() == '/' || name.find("..") != std::string_view::npos) {
    return nullptr;
  }
  const std::lock_guard lock(mutex);
  auto found = known.find(std::string(name));
  if (found == known.end()) {
    // Names come from inbound data too: a bounded memory of failures.
    if (known.size() > 2000) return nullptr;
    absl::TimeZone zone;
    const bool loaded = absl::LoadTimeZone(std::string(name), &zone);
    found = known.emplace(name, loaded ? std::optional(zone) : std::nullopt).first;
  }
  return found->second ? &*found->second : nullptr;
}

}  // namespace

std::string format_rfc3339(Instant at) {
  const auto seconds = absl::ToCivilSecond(absl::FromUnixMillis(at.ms), absl::UTCTimeZone());
  const auto fraction = static_cast<int>(((at.ms % 1000) + 1000) % 1000);
  char text[48];
  const auto year = static_cast<int>(seconds.year());
  if (fraction == 0) {
    std::snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02dZ", year, seconds.month(), seconds.day(),
                  seconds.hour(), seconds.minute(), seconds.second());
  } else {
    std::snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", year, seconds.month(),
                  seconds.day(), seconds.hour(), seconds.minute(), seconds.second(), fraction);
  }
  return text;
}

std::optional<Instant> parse_rfc3339(std::string_view text) {
  std::size_t at = 0;
  const auto date = parse_date(text.substr(0, 10));
  at = 10;
  if (!date || !skip(text, &at, "Tt ")) return std::nullopt;
  const int hour = digits_at(text, &at, 2);
  if (hour < 0 || hour > 23 || !skip(text, &at, ":")) return std::nullopt;
  const int minute = digits_at(text, &at, 2);
  if (minute < 0 || minute > 59 || !skip(text, &at, ":")) return std::nullopt;
  const int second = digits_at(text, &at, 2);
  if (second < 0 || second > 60) return std::nullopt;
  int ms = 0;
  if (skip(text, &at, ".")) {
    int scale = 100;
    const std::size_t first = at;
    for (; at < text.size() && std::isdigit(static_cast<unsigned char>(text[at])); ++at, scale /= 10) {
      ms += (text[at] - '0') * scale;
    }
    if (at == first) return std::nullopt;
  }
  int offset_minutes = 0;
  if (!skip(text, &at, "Zz")) {
    if (at >= text.size() || (text[at] != '+' && text[at] != '-')) return std::nullopt;
    const int sign = text[at++] == '-' ? -1 : 1;
    const int hours = digits_at(text, &at, 2);
    if (hours < 0 || hours > 23 || !skip(text, &at, ":")) return std::nullopt;
    const int minutes = digits_at(text, &at, 2);
    if (minutes < 0 || minutes > 59) return std::nullopt;
    offset_minutes = sign * (hours * 60 + minutes);
  }
  if (at != text.size()) return std::nullopt;
  const std::int64_t days = civil(*date) - absl::CivilDay(1970, 1, 1);
  return Instant{days * kDayMs + hour * kHourMs + (minute - offset_minutes) * kMinuteMs + second * kSecondMs +
                 ms};
}

std::string format_rfc5322_date(Instant at) {
  const auto second = absl::ToCivilSecond(absl::FromUnixMillis(at.ms), absl::UTCTimeZone());
  const Date date{static_cast<int>(second.year()), second.month(), second.day()};
  char text[48];
  std::snprintf(text, sizeof text, "%s, %02d %s %04d %02d:%02d:%02d +0000", kWeekdays[weekday(date)],
                date.day, kMonths[date.month - 1], date.year, second.hour(), second.minute(),
                second.second());
  return text;
}

std::string format_date(Date date) {
  char text[32];
  std::snprintf(text, sizeof text, "%04d-%02d-%02d", date.year, date.month, date.day);
  return text;
}

std::optional<Date> parse_date(std::string_view text) {
  std::size_t at = 0;
  Date date;
  date.year = digits_at(text, &at, 4);
  if (date.year < 0 || !skip(text, &at, "-")) return std::nullopt;
  date.month = digits_at(text, &at, 2);
  if (date.month < 1 || !skip(text, &at, "-")) return std::nullopt;
  date.day = digits_at(text, &at, 2);
  // absl normalises 30 February to 2 March; a date that changes does not exist.
  if (date.day < 1 || at != text.size() || from_civil(civil(date)) != date) return std::nullopt;
  return date;
}

Date add_days(Date date, int days) {
  return from_civil(civil(date) + days);
}

int weekday(Date date) {
  return static_cast<int>(absl::GetWeekday(civil(date)));
}

bool is_zone(std::string_view zone) {
  return find_zone(zone) != nullptr;
}

LocalTime to_local(Instant at, std::string_view zone) {
  const absl::TimeZone* found = find_zone(zone);
  const auto second = absl::ToCivilSecond(absl::FromUnixMillis(at.ms), found ? *found : absl::UTCTimeZone());
  return {{static_cast<int>(second.year()), second.month(), second.day()},
          second.hour(),
          second.minute(),
          second.second()};
}

Instant from_local(const LocalTime& local, std::string_view zone) {
  const absl::TimeZone* found = find_zone(zone);
  const absl::CivilSecond second(local.date.year, local.date.month, local.date.day, local.hour, local.minute,
                                 local.second);
  // `pre` of a skipped time lies after the gap, `pre` of a repeated time is the earlier one.
  return {absl::ToUnixMillis((found ? *found : absl::UTCTimeZone()).At(second).pre)};
}

}  // namespace sa
