#include "core/calendar/holiday.h"

#include <algorithm>

namespace sa {
namespace {

constexpr int kSaturday = 5;  // as weekday() counts
constexpr int kSunday = 6;

bool is_weekend(Date date) {
  return weekday(date) >= kSaturday;
}

std::optional<Date> fixed_day(int year, const std::string& month_day) {
  return parse_date(format_date({year, 1, 1}).substr(0, 5) + month_day);
}

Date nth_weekday(int year, int month, int iso_weekday, int nth) {
  if (nth > 0) {
    const Date first{year, month, 1};
    const int ahead = (iso_weekday - 1 - weekday(first) + 7) % 7;
    return add_days(first, ahead + 7 * (nth - 1));
  }
  const Date last = add_days(month == 12 ? Date{year + 1, 1, 1} : Date{year, month + 1, 1}, -1);
  const int back = (weekday(last) - (iso_weekday - 1) + 7) % 7;
  return add_days(last, -back + 7 * (nth + 1));
}

/// The day itself, before any move; null when the rule does not hold in that year (29 February, `from`).
std::optional<Date> day_of(const HolidayRule& rule, int year) {
  if (rule.from && year < *rule.from) return std::nullopt;
  if (rule.on) return fixed_day(year, *rule.on);
  if (rule.easter) return add_days(easter_sunday(year), static_cast<int>(*rule.easter));
  return nth_weekday(year, static_cast<int>(*rule.month), static_cast<int>(*rule.weekday),
                     static_cast<int>(*rule.nth));
}

bool holds(const std::vector<Holiday>& holidays, Date date) {
  return std::any_of(holidays.begin(), holidays.end(),
                     [&](const Holiday& each) { return each.date == date; });
}

/// The day off that stands in for a holiday on a weekend; null when the rule gives none.
std::optional<Date> moved(Date date, HolidayMove move, const std::vector<Holiday>& taken) {
  const int day = weekday(date);
  switch (move) {
    case HolidayMove::stays:
      return std::nullopt;
    case HolidayMove::nearest:
      if (day == kSaturday) return add_days(date, -1);
      return day == kSunday ? std::optional(add_days(date, 1)) : std::nullopt;
    case HolidayMove::next: {
      if (day < kSaturday) return std::nullopt;
      Date free = date;
      while (is_weekend(free) || holds(taken, free)) free = add_days(free, 1);
      return free;
    }
    case HolidayMove::saturday_before:
      return day == kSunday ? std::optional(add_days(date, -1)) : std::nullopt;
  }
  return std::nullopt;
}

bool is_well_formed(const HolidayRule& rule) {
  if (rule.on) return fixed_day(2024, *rule.on).has_value();
  if (rule.easter) return true;
  return rule.month && *rule.month >= 1 && *rule.month <= 12 && rule.weekday && *rule.weekday >= 1 &&
         *rule.weekday <= 7 && rule.nth && (*rule.nth == -1 || (*rule.nth >= 1 && *rule.nth <= 4));
}

}  // namespace

Result<Unit> check_holiday_policy(const HolidayPolicy& policy) {
  for (const auto& [country, rules] : policy.countries) {
    for (const HolidayRule& rule : rules.holidays) {
      if (is_well_formed(rule)) continue;
      return invalid("the rule of \"" + rule.name + "\" in " + country +
                     " needs `on` (month-day), `easter`, or `month`, `weekday` and `nth`");
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

std::vector<Holiday> holidays_of(int year, std::string_view country, const HolidayPolicy& policy) {
  const auto found = policy.countries.find(std::string(country));
  if (found == policy.countries.end()) return {};
  std::vector<Holiday> all;
  std::vector<std::pair<Holiday, HolidayMove>> movable;
  // A New Year's Day on a Saturday is observed in the year before, so its neighbours are looked at too.
  for (int each = year - 1; each <= year + 1; ++each) {
    for (const HolidayRule& rule : found->second.holidays) {
      const auto date = day_of(rule, each);
      if (!date) continue;
      all.push_back({*date, rule.name});
      if (rule.observed) movable.push_back({all.back(), *rule.observed});
    }
  }
  for (const auto& [holiday, move] : movable) {
    if (const auto date = moved(holiday.date, move, all))
      all.push_back({*date, holiday.name + " (observed)"});
  }
  std::erase_if(all, [&](const Holiday& each) { return each.date.year != year; });
  std::sort(all.begin(), all.end(), [](const Holiday& a, const Holiday& b) {
    return a.date != b.date ? a.date < b.date : a.name < b.name;
  });
  return all;
}

std::optional<std::string> day_off(Date date, std::string_view country, const HolidayPolicy& policy) {
  if (weekday(date) == kSaturday) return "Saturday";
  if (weekday(date) == kSunday) return "Sunday";
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

std::string country_of_zone(std::string_view zone, const HolidayPolicy& policy) {
  for (const auto& [country, rules] : policy.countries) {
    if (std::find(rules.zones.begin(), rules.zones.end(), zone) != rules.zones.end()) return country;
  }
  return {};
}

}  // namespace sa
