#include "agents/outcome_reporter/period.h"

#include <charconv>
#include <optional>

namespace sa {
namespace {

constexpr int kMaxDays = 366;
// Nothing was sent before there was mail, and RFC 3339 has four digits for a year.
constexpr int kFirstYear = 1970;
constexpr int kLastYear = 9998;
constexpr const char* kForms =
    "time_period must be last_7_days (any number of days up to 366), a month (2026-01), an ISO week "
    "(2026-W03) or two "
    "days (2026-01-05..2026-01-11)";

/// First day, and the first day that no longer belongs.
struct Days {
  Date first;
  Date end;
};

std::optional<int> number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || text.empty() || text[0] == '-')
    return std::nullopt;
  return value;
}

std::optional<int> last_days(std::string_view text) {
  constexpr std::string_view kBegin = "last_";
  if (!text.starts_with(kBegin)) return std::nullopt;
  text.remove_prefix(kBegin.size());
  const std::string_view unit = text.ends_with("_days") ? "_days" : "_day";
  if (!text.ends_with(unit)) return std::nullopt;
  const auto days = number(text.substr(0, text.size() - unit.size()));
  return days && *days >= 1 && *days <= kMaxDays ? days : std::nullopt;
}

std::optional<Days> month(std::string_view text) {
  if (text.size() != 7) return std::nullopt;
  const auto first = parse_date(std::string(text) + "-01");
  if (!first) return std::nullopt;
  return Days{*first,
              first->month == 12 ? Date{first->year + 1, 1, 1} : Date{first->year, first->month + 1, 1}};
}

Date monday_of_week_1(int year) {
  const Date fourth{year, 1, 4};
  return add_days(fourth, -weekday(fourth));
}

std::optional<Days> week(std::string_view text) {
  if (text.size() != 8 || text.substr(4, 2) != "-W") return std::nullopt;
  const auto year = number(text.substr(0, 4));
  const auto week_number = number(text.substr(6));
  if (!year || *year < 1000 || !week_number || *week_number < 1) return std::nullopt;
  const Date first = add_days(monday_of_week_1(*year), 7 * (*week_number - 1));
  if (first >= monday_of_week_1(*year + 1)) return std::nullopt;
  return Days{first, add_days(first, 7)};
}

std::optional<Days> two_days(std::string_view text) {
  const std::size_t dots = text.find("..");
  if (dots == std::string_view::npos) return std::nullopt;
  const auto first = parse_date(text.substr(0, dots));
  const auto last = parse_date(text.substr(dots + 2));
  if (!first || !last) return std::nullopt;
  return Days{*first, add_days(*last, 1)};
}

}  // namespace

Result<ReportPeriod> parse_period(std::string_view text, Instant now, std::string_view zone) {
  if (const auto days = last_days(text)) return ReportPeriod{std::string(text), now - *days * kDayMs, now};
  std::optional<Days> days = month(text);
  if (!days) days = week(text);
  if (!days) days = two_days(text);
  if (!days) return invalid_field("time_period", kForms);
  if (days->end <= days->first) {
    return invalid_field("time_period", "time_period ends before it begins: put the earlier day first");
  }
  if (days->first.year < kFirstYear || days->end.year > kLastYear) {
    return invalid_field("time_period", "time_period must lie in the years " + std::to_string(kFirstYear) +
                                            " to " + std::to_string(kLastYear));
  }
  return ReportPeriod{std::string(text), from_local({days->first}, zone), from_local({days->end}, zone)};
}

}  // namespace sa
