// Business days: the working days of a country, by rules as data (policy/holidays.json).
// THREADS: values and pure functions.
// ERRORS: check_holiday_policy: invalid, naming the rule.
// SOURCE: the laws that policy/holidays.json names for each country; Easter by the Gregorian computus as
// published by Meeus, Jones and Butcher.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace sa {

/// What happens when a holiday falls on a weekend.
enum class HolidayMove {
  stays,
  nearest,         ///< Saturday -> Friday, Sunday -> Monday
  next,            ///< to the next weekday that is no holiday itself
  saturday_before  ///< Sunday -> Saturday
};
BOOST_DESCRIBE_ENUM(HolidayMove, stays, nearest, next, saturday_before)

/// One of three forms: `on`; `easter`; `month`, `weekday` and `nth`.
struct HolidayRule {
  std::string name;
  std::optional<std::string> on;        ///< "12-25"
  std::optional<std::int64_t> easter;   ///< days from Easter Sunday
  std::optional<std::int64_t> month;    ///< 1-12
  std::optional<std::int64_t> weekday;  ///< 1 = Monday ... 7 = Sunday
  std::optional<std::int64_t> nth;      ///< 1 = first ... -1 = last of the month
  std::optional<HolidayMove> observed;
  std::optional<std::int64_t> from;  ///< first year
};
BOOST_DESCRIBE_STRUCT(HolidayRule, (), (name, on, easter, month, weekday, nth, observed, from))

struct CountryHolidays {
  std::string source;
  std::vector<std::string> zones;
  std::vector<HolidayRule> holidays;
};
BOOST_DESCRIBE_STRUCT(CountryHolidays, (), (source, zones, holidays))

struct HolidayPolicy {
  std::string about;
  std::map<std::string, CountryHolidays> countries;  ///< by ISO 3166-1 code
};
BOOST_DESCRIBE_STRUCT(HolidayPolicy, (), (about, countries))

/// Checks that every rule is well-formed.
Result<Unit> check_holiday_policy(const HolidayPolicy& policy);

struct Holiday {
  Date date;
  std::string name;
};

Date easter_sunday(int year);

/// The holidays of a year in order, with the days on which they are observed. Empty for a country without
/// rules.
std::vector<Holiday> holidays_of(int year, std::string_view country, const HolidayPolicy& policy);

/// Why nobody works on that day: "Saturday", "Sunday" or the holiday's name; null on a business day. A
/// country without rules has weekends only.
std::optional<std::string> day_off(Date date, std::string_view country, const HolidayPolicy& policy);

struct BusinessDay {
  Date date;
  std::vector<std::string> skipped;  ///< "2026-12-25 is Christmas Day", one for each day that was passed over
};

/// The first business day at or after `date`.
BusinessDay next_business_day(Date date, std::string_view country, const HolidayPolicy& policy);

/// The country that an IANA zone lies in, by the policy's lists; empty when none names it.
std::string country_of_zone(std::string_view zone, const HolidayPolicy& policy);

}  // namespace sa
