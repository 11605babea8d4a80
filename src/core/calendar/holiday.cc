#include "core/calendar/holiday.h"

#include <algorithm>

#include "base/text/ascii.h"

namespace sa {
namespace {

constexpr int kSaturday = 5;  // as weekday() counts
constexpr int kSunday = 6;

bool is_weekend(Date date) {
  return weekday(date) >= kSaturday;
}

/// REQUIRES: "MM-DD", which check_holiday_policy has read.
std::optional<Date> fixed_day(int year, const std::string& month_day) {
  const auto number = [&](std::size_t at) { return (month_day[at] - '0') * 10 + (month_day[at + 1] - '0'); };
  const Date date{year, number(0), number(3)};
  const bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  if (date.month == 2 && date.day == 29 && !is_leap) return std::nullopt;
  return date;
}

/// The first such day of the week at or after `date`.
Date weekday_from(Date date, int iso_weekday) {
  return add_days(date, (iso_weekday - 1 - weekday(date) + 7) % 7);
}

Date nth_weekday(int year, int month, int iso_weekday, int nth) {
  if (nth > 0) {
    return add_days(weekday_from({year, month, 1}, iso_weekday), 7 * (nth - 1));
  }
  const Date last = add_days(month == 12 ? Date{year + 1, 1, 1} : Date{year, month + 1, 1}, -1);
  const int back = (weekday(last) - (iso_weekday - 1) + 7) % 7;
  return add_days(last, -back + 7 * (nth + 1));
}

/// The day by the rule's form, before any move; null when there is none in that year (29 February).
std::optional<Date> day_by_form(const HolidayRule& rule, int year) {
  if (rule.on) {
    const auto date = fixed_day(year, *rule.on);
    return date && rule.weekday ? weekday_from(*date, static_cast<int>(*rule.weekday)) : date;
  }
  if (rule.easter) return add_days(easter_sunday(year), static_cast<int>(*rule.easter));
  if (rule.orthodox) return add_days(orthodox_easter_sunday(year), static_cast<int>(*rule.orthodox));
  return nth_weekday(year, static_cast<int>(*rule.month), static_cast<int>(*rule.weekday),
                     static_cast<int>(*rule.nth));
}

/// Where a holiday of that rule lies that is kept on another day instead.
Date placed(Date date, HolidayMove move) {
  const int day = weekday(date);
  if (move == HolidayMove::saturday_before && day == kSunday) return add_days(date, -1);
  if (move == HolidayMove::monday && day >= kSaturday) return add_days(date, 7 - day);
  if (move == HolidayMove::near_monday && (day == 1 || day == 2)) return add_days(date, -day);
  if (move == HolidayMove::near_monday && (day == 3 || day == 4)) return add_days(date, 7 - day);
  return date;
}

/// Calls `take` with each day of the rule in that year, without the days that stand in for it.
template <class Take>
void each_day(const HolidayRule& rule, int year, Take take) {
  if (rule.from && year < *rule.from) return;
  const HolidayMove move = rule.observed.value_or(HolidayMove::stays);
  for (const Date& date : rule.dates) {
    if (date.year == year) take(placed(date, move));
  }
  if (!rule.dates.empty()) return;
  if (const auto date = day_by_form(rule, year)) take(placed(*date, move));
}

bool holds(const std::vector<Holiday>& holidays, Date date) {
  return std::any_of(holidays.begin(), holidays.end(),
                     [&](const Holiday& each) { return each.date == date; });
}

Date next_free_weekday(Date date, const std::vector<Holiday>& taken) {
  while (is_weekend(date) || holds(taken, date)) date = add_days(date, 1);
  return date;
}

/// The day off that a holiday on a weekend has besides; null when its rule gives none.
std::optional<Date> day_besides(Date date, HolidayMove move, const std::vector<Holiday>& taken) {
  const int day = weekday(date);
  if (day < kSaturday) return std::nullopt;
  switch (move) {
    case HolidayMove::nearest:
      return add_days(date, day == kSaturday ? -1 : 1);
    case HolidayMove::next:
      return next_free_weekday(date, taken);
    case HolidayMove::sunday_next:
      return day == kSunday ? std::optional(next_free_weekday(date, taken)) : std::nullopt;
    case HolidayMove::stays:
    case HolidayMove::saturday_before:
    case HolidayMove::monday:
    case HolidayMove::near_monday:
      break;
  }
  return std::nullopt;
}

/// Whether a holiday of that rule on `date` may have another day off besides.
bool may_move(const HolidayRule& rule, Date date) {
  return is_weekend(date) && (rule.observed == HolidayMove::nearest || rule.observed == HolidayMove::next ||
                              rule.observed == HolidayMove::sunday_next);
}

bool is_weekday_number(const std::optional<std::int64_t>& weekday) {
  return weekday && *weekday >= 1 && *weekday <= 7;
}

bool is_well_formed(const HolidayRule& rule) {
  if (rule.on) {
    const bool is_day = rule.on->size() == 5 && parse_date("2024-" + *rule.on).has_value();
    return is_day && (!rule.weekday || is_weekday_number(rule.weekday));
  }
  if (rule.easter || rule.orthodox || !rule.dates.empty()) return true;
  return rule.month && *rule.month >= 1 && *rule.month <= 12 && is_weekday_number(rule.weekday) && rule.nth &&
         (*rule.nth == -1 || (*rule.nth >= 1 && *rule.nth <= 4));
}

}  // namespace

Result<Unit> check_holiday_policy(const HolidayPolicy& policy) {
  for (const auto& [country, rules] : policy.countries) {
    for (const HolidayRule& rule : rules.holidays) {
      if (is_well_formed(rule)) continue;
      return invalid(
          "the rule of \"" + rule.name + "\" in " + country +
          " needs `on` (month-day), `easter`, `orthodox`, `dates`, or `month`, `weekday` and `nth`");
    }
  }
  return ok();
}

Date easter_sunday(int year) {
  const int a = year % 19;
  const int b = year / 100;
  const int c = year % 100;
  const int d = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
  const int e = (32 + 2 * (b % 4) + 2 * (c / 4) - d - c % 4) % 7;
  const int f = d + e - 7 * ((a + 11 * d + 22 * e) / 451) + 114;
  return {year, f / 31, f % 31 + 1};
}

Date orthodox_easter_sunday(int year) {
  const int a = year % 4;
  const int b = year % 7;
  const int c = year % 19;
  const int d = (19 * c + 15) % 30;
  const int e = (2 * a + 4 * b - d + 34) % 7;
  const int f = d + e + 114;
  constexpr int kJulianLag = 13;  // days, from 1900 to 2099
  return add_days({year, f / 31, f % 31 + 1}, kJulianLag);
}

std::vector<Holiday> holidays_of(int year, std::string_view country, const HolidayPolicy& policy) {
  const auto found = policy.countries.find(std::string(country));
  if (found == policy.countries.end()) return {};
  std::vector<Holiday> all;
  std::vector<std::pair<Holiday, HolidayMove>> movable;
  // A New Year's Day on a Saturday is observed in the year before, so its neighbours are looked at too.
  for (int each = year - 1; each <= year + 1; ++each) {
    for (const HolidayRule& rule : found->second.holidays) {
      each_day(rule, each, [&](Date date) {
        all.push_back({date, rule.name});
        if (may_move(rule, date)) movable.push_back({all.back(), *rule.observed});
      });
    }
  }
  for (const auto& [holiday, move] : movable) {
    if (const auto date = day_besides(holiday.date, move, all))
      all.push_back({*date, holiday.name + " (observed)"});
  }
  std::erase_if(all, [&](const Holiday& each) { return each.date.year != year; });
  std::sort(all.begin(), all.end(), [](const Holiday& a, const Holiday& b) {
    return a.date != b.date ? a.date < b.date : a.name < b.name;
  });
  return all;
}

bool is_holiday(Date date, std::string_view country, const HolidayPolicy& policy) {
  const auto found = policy.countries.find(std::string(country));
  if (found == policy.countries.end()) return false;
  // A day that stands in for a holiday lies within these days of it. Only near such a one is the whole year looked at.
  constexpr int kNearDays = 10;
  const int first = add_days(date, -kNearDays).year;
  const int last = add_days(date, kNearDays).year;
  bool is_one = false;
  bool is_near = false;
  for (const HolidayRule& rule : found->second.holidays) {
    for (int year = first; year <= last; ++year) {
      each_day(rule, year, [&](Date day) {
        is_one = is_one || day == date;
        is_near = is_near || (may_move(rule, day) && add_days(day, -kNearDays) <= date &&
                              date <= add_days(day, kNearDays));
      });
    }
    if (is_one) return true;
  }
  return is_near && holds(holidays_of(date.year, country, policy), date);
}

std::optional<std::string> day_off(Date date, std::string_view country, const HolidayPolicy& policy) {
  if (weekday(date) == kSaturday) return "Saturday";
  if (weekday(date) == kSunday) return "Sunday";
  if (!is_holiday(date, country, policy)) return std::nullopt;
  for (Holiday& each : holidays_of(date.year, country, policy)) {
    if (each.date == date) return std::move(each.name);
  }
  return std::nullopt;
}

BusinessDay next_business_day(Date date, std::string_view country, const HolidayPolicy& policy) {
  BusinessDay day{date, {}};
  // No country rests for a month; the bound keeps a mistaken policy from looping.
  for (int tries = 0; tries < 31; ++tries) {
    const auto why = day_off(day.date, country, policy);
    if (!why) return day;
    day.skipped.push_back(format_date(day.date) + " is " + *why);
    day.date = add_days(day.date, 1);
  }
  return day;
}

std::string country_code(std::string_view country, const HolidayPolicy& policy) {
  const std::string name = ascii_lower(trimmed(country));
  std::string code = name;
  for (char& c : code) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  if (policy.countries.contains(code)) return code;
  for (const auto& [each, rules] : policy.countries) {
    if (std::find(rules.names.begin(), rules.names.end(), name) != rules.names.end()) return each;
  }
  const bool is_code =
      code.size() == 2 && std::all_of(code.begin(), code.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  return is_code ? code : std::string();
}

std::string country_of_zone(std::string_view zone, const HolidayPolicy& policy) {
  for (const auto& [country, rules] : policy.countries) {
    if (std::find(rules.zones.begin(), rules.zones.end(), zone) != rules.zones.end()) return country;
  }
  return {};
}

}  // namespace sa
