// Business days: the working days of a country, by rules as data (policy/holidays.json).
// THREADS: values and pure functions.
// ERRORS: check_holiday_policy: invalid, naming the rule.
// SOURCE: the laws that policy/holidays.json names for each country; Easter by the Gregorian computus as
// published by Meeus, Jones and Butcher, of the Orthodox churches by the Julian one as published by Meeus.
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
  nearest,          ///< also on Friday for a Saturday, on Monday for a Sunday
  next,             ///< also on the next weekday that is no holiday itself
  sunday_next,      ///< a Sunday also on the next weekday that is no holiday itself; a Saturday stays
  saturday_before,  ///< a Sunday on the Saturday before instead
  monday,           ///< a Saturday or Sunday on the next Monday instead
  near_monday  ///< Tuesday or Wednesday on the Monday before instead, Thursday or Friday on the Monday after
};
BOOST_DESCRIBE_ENUM(HolidayMove, stays, nearest, next, sunday_next, saturday_before, monday, near_monday)

/// One of six forms: `on`; `on` and `weekday`; `easter`; `orthodox`; `month`, `weekday` and `nth`; `dates`.
struct HolidayRule {
  std::string name;
  std::optional<std::string> on;         ///< "12-25"; with `weekday`, the first such day at or after it
  std::optional<std::int64_t> easter;    ///< days from Easter Sunday
  std::optional<std::int64_t> orthodox;  ///< days from Easter Sunday of the Orthodox churches
  std::vector<Date> dates;               ///< what no rule gives: moons, proclamations
  std::optional<std::int64_t> month;     ///< 1-12
  std::optional<std::int64_t> weekday;   ///< 1 = Monday ... 7 = Sunday
  std::optional<std::int64_t> nth;       ///< 1 = first ... -1 = last of the month
  std::optional<HolidayMove> observed;
  std::optional<std::int64_t> from;  ///< first year
};
BOOST_DESCRIBE_STRUCT(HolidayRule, (),
                      (name, on, easter, orthodox, dates, month, weekday, nth, observed, from))

struct CountryHolidays {
  std::string source;
  std::vector<std::string> zones;
  std::vector<HolidayRule> holidays;
  std::vector<std::string> names = {};  ///< other than the code, in lower case
};
BOOST_DESCRIBE_STRUCT(CountryHolidays, (), (source, zones, holidays, names))

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
/// Easter Sunday of the Orthodox churches, in the Gregorian calendar (from 1900 to 2099).
Date orthodox_easter_sunday(int year);

/// The holidays of a year in order, with the days on which they are observed. Empty for a country without
/// rules.
std::vector<Holiday> holidays_of(int year, std::string_view country, const HolidayPolicy& policy);

/// Whether `date` is one of holidays_of, much faster.
bool is_holiday(Date date, std::string_view country, const HolidayPolicy& policy);

/// Why nobody works on that day: "Saturday", "Sunday" or the holiday's name; null on a business day. A
/// country without rules has weekends only.
std::optional<std::string> day_off(Date date, std::string_view country, const HolidayPolicy& policy);

struct BusinessDay {
  Date date;
  std::vector<std::string> skipped;  ///< "2026-12-25 is Christmas Day", one for each day that was passed over
};

/// The first business day at or after `date`.
BusinessDay next_business_day(Date date, std::string_view country, const HolidayPolicy& policy);

/// The code of a country that is given by its code or a name; a code that the policy does not know is itself; empty when it is neither.
std::string country_code(std::string_view country, const HolidayPolicy& policy);

/// The country that an IANA zone lies in, by the policy's lists; empty when none names it.
std::string country_of_zone(std::string_view zone, const HolidayPolicy& policy);

}  // namespace sa
