// Business days, by the rules of policy/holidays.json.
#include "core/calendar/holiday.h"

#include <gmock/gmock.h>

#include <fstream>
#include <set>

#include "tests/unit/agent_fixture.h"

namespace sa {
namespace {

TEST(BusinessDayTest, easter_sundays) {
  const std::pair<int, const char*> rows[] = {
      {1961, "1961-04-02"}, {2000, "2000-04-23"}, {2008, "2008-03-23"}, {2011, "2011-04-24"},
      {2024, "2024-03-31"}, {2026, "2026-04-05"}, {2038, "2038-04-25"}, {2049, "2049-04-18"}};
  for (const auto& [year, date] : rows) EXPECT_EQ(format_date(easter_sunday(year)), date);
}

TEST(BusinessDayTest, the_country_of_a_zone) {
  const HolidayPolicy& policy = agent_policy().holidays;
  EXPECT_EQ(country_of_zone("Europe/Madrid", policy), "ES");
  EXPECT_EQ(country_of_zone("America/Los_Angeles", policy), "US");
  EXPECT_EQ(country_of_zone("Asia/Tokyo", policy), "");
  EXPECT_EQ(country_of_zone("", policy), "");
  for (const auto& [country, rules] : policy.countries) {
    for (const std::string& zone : rules.zones) EXPECT_TRUE(is_zone(zone)) << country << " " << zone;
  }
}

TEST(BusinessDayTest, a_king_s_day_on_sunday_is_kept_on_saturday) {
  const HolidayPolicy& policy = agent_policy().holidays;
  std::vector<std::string> april;
  for (const Holiday& each : holidays_of(2025, "NL", policy)) {
    if (each.date.month == 4 && each.date.day > 22) april.push_back(format_date(each.date));
  }
  EXPECT_THAT(april, testing::ElementsAre("2025-04-26", "2025-04-27"));
}

/// Every weekday of four years in seven countries, against a published table.
TEST(BusinessDayTest, agrees_with_the_published_holidays) {
  std::ifstream table(SA_SOURCE_DIR "/../shared/data/compliance/public_holidays_2025_2028.csv");
  if (!table) GTEST_SKIP() << "shared/data/compliance/public_holidays_2025_2028.csv is not here";
  std::set<std::string> closed;   // "US 2025-01-01"
  std::set<std::string> debated;  // bank holidays: some rest, some do not
  std::string line;
  std::getline(table, line);
  while (std::getline(table, line)) {
    if (line.size() < 21) continue;
    const std::string key = line.substr(0, 2) + " " + line.substr(3, 10);
    (line.substr(14, 6) == "public" ? closed : debated).insert(key);
  }
  ASSERT_GT(closed.size(), 500u);
  // England and Wales keep one more than the whole of the United Kingdom, which is what the table holds.
  for (const char* day : {"GB 2025-08-25", "GB 2026-08-31", "GB 2027-08-30", "GB 2028-08-28"})
    debated.insert(day);
  const HolidayPolicy& policy = agent_policy().holidays;
  int weekdays = 0;
  for (const auto& [country, rules] : policy.countries) {
    for (Date day{2025, 1, 1}; day.year < 2029; day = add_days(day, 1)) {
      const std::string key = country + " " + format_date(day);
      if (weekday(day) >= 5 || debated.contains(key)) continue;
      ++weekdays;
      EXPECT_EQ(day_off(day, country, policy).has_value(), closed.contains(key)) << key;
    }
  }
  EXPECT_GT(weekdays, 7 * 4 * 250);
}

}  // namespace
}  // namespace sa
