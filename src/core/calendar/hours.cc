#include "core/calendar/hours.h"

#include <algorithm>
#include <array>

namespace sa {
namespace {

constexpr std::array<std::string_view, 7> kDays = {"mo", "tu", "we", "th", "fr", "sa", "su"};
/// The longest gap there is: the day that Samoa and Kwajalein left out.
constexpr std::int64_t kLongestGapS = 24 * 60 * 60;

/// Where the wall stands, so that two times can be compared.
struct Wall {
  Date date;
  int second = 0;
  auto operator<=>(const Wall&) const = default;
};

Wall wall_at(Instant at, const std::string& zone) {
  const LocalTime local = to_local(at, zone);
  return {local.date, local.hour * 3600 + local.minute * 60 + local.second};
}

}  // namespace

std::optional<int> minutes_of(std::string_view time) {
  const auto digit = [&](std::size_t at) {
    return time[at] >= '0' && time[at] <= '9' ? time[at] - '0' : 100;
  };
  if (time.size() != 5 || time[2] != ':') return std::nullopt;
  const int hours = digit(0) * 10 + digit(1);
  const int minutes = digit(3) * 10 + digit(4);
  if (minutes > 59 || hours * 60 + minutes > 24 * 60) return std::nullopt;
  return hours * 60 + minutes;
}

bool is_weekday_name(std::string_view name) {
  return std::ranges::find(kDays, name) != kDays.end();
}

bool names_day(const std::vector<std::string>& days, Date date) {
  return std::ranges::find(days, kDays[static_cast<std::size_t>(weekday(date))]) != days.end();
}

Instant instant_on(Date date, int second, const std::string& zone) {
  if (second >= kDaySeconds) return instant_on(add_days(date, 1), second - kDaySeconds, zone);
  const Wall wanted{date, second};
  const Instant found = from_local({date, second / 3600, second / 60 % 60, second % 60}, zone);
  if (wall_at(found, zone) <= wanted) return found;
  // The time lies in a gap, and `found` beyond it by as much as the time lies in it. The gap's end is the first second whose wall is
  // past the wanted time.
  std::int64_t before = found.ms / kSecondMs - kLongestGapS - 1;
  std::int64_t after = found.ms / kSecondMs;
  while (after - before > 1) {
    const std::int64_t middle = before + (after - before) / 2;
    (wall_at({middle * kSecondMs}, zone) > wanted ? after : before) = middle;
  }
  return {after * kSecondMs};
}

}  // namespace sa
