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
  EXPECT_EQ(country_of_zone("Asia/Calcutta", policy), "IN");
  EXPECT_EQ(country_of_zone("America/Bogota", policy), "");
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
  EXPECT_THAT(april, testing::ElementsAre("2025-04-26"));
}

/// The days of four years in 36 countries, against a published table.
TEST(BusinessDayTest, agrees_with_the_published_holidays) {
  std::ifstream table(SA_SOURCE_DIR "/../shared/data/compliance/public_holidays_2025_2028.csv");
  if (!table) GTEST_SKIP() << "shared/data/compliance/public_holidays_2025_2028.csv is not here";
  std::set<std::string> closed;  // "US 2025-01-01"
  std::set<std::string> countries;
  std::string line;
  std::getline(table, line);
  while (std::getline(table, line)) {
    if (line.size() < 21) continue;
    closed.insert(line.substr(0, 2) + " " + line.substr(3, 10));
    countries.insert(line.substr(0, 2));
  }
  ASSERT_GT(closed.size(), 1700u);
  const HolidayPolicy& policy = agent_policy().holidays;
  for (const std::string& country : countries) {
    ASSERT_TRUE(policy.countries.contains(country)) << country;
    for (Date day{2025, 1, 1}; day.year < 2029; day = add_days(day, 1)) {
      const std::string key = country + " " + format_date(day);
      EXPECT_EQ(is_holiday(day, country, policy), closed.contains(key)) << key;
    }
  }
  EXPECT_EQ(countries.size(), 36u);
}

TEST(BusinessDayTest, the_quick_answer_is_that_of_the_list) {
  const HolidayPolicy& policy = agent_policy().holidays;
  for (const auto& [country, rules] : policy.countries) {
    for (int year = 2024; year < 2030; ++year) {
      std::set<Date> listed;
      for (const Holiday& each : holidays_of(year, country, policy)) listed.insert(each.date);
      if (year >= 2025 && year <= 2028) EXPECT_GT(listed.size(), 4u) << country << ' ' << year;
      for (Date day{year, 1, 1}; day.year == year; day = add_days(day, 1))
        EXPECT_EQ(is_holiday(day, country, policy), listed.contains(day))
            << country << ' ' << format_date(day);
    }
  }
  EXPECT_FALSE(is_holiday({2026, 12, 25}, "XX", policy));
}

TEST(BusinessDayTest, each_zone_lies_in_one_country) {
  std::set<std::string> seen;
  for (const auto& [country, rules] : agent_policy().holidays.countries) {
    EXPECT_FALSE(rules.zones.empty()) << country;
    for (const std::string& zone : rules.zones)
      EXPECT_TRUE(seen.insert(zone).second) << country << ' ' << zone;
  }
  EXPECT_FALSE(seen.contains("UTC"));
  EXPECT_FALSE(seen.contains("CET"));
}

TEST(BusinessDayTest, a_country_is_given_by_its_code_or_a_name) {
  const std::pair<const char*, const char*> rows[] = {{"DE", "DE"},
                                                      {" de ", "DE"},
                                                      {"Deutschland", "DE"},
                                                      {"GERMANY", "DE"},
                                                      {"UK", "GB"},
                                                      {"United States", "US"},
                                                      {"österreich", "AT"},
                                                      {"CO", "CO"},
                                                      {"Atlantis", ""},
                                                      {"", ""},
                                                      {"D1", ""}};
  for (const auto& [text, code] : rows) EXPECT_EQ(country_code(text, agent_policy().holidays), code) << text;
}

TEST(BusinessDayTest, a_day_is_moved_as_its_rule_says) {
  HolidayPolicy policy;
  auto days = [&](HolidayRule rule, int year) {
    policy.countries["XX"].holidays = {std::move(rule)};
    EXPECT_TRUE(check_holiday_policy(policy));
    std::string all;
    for (const Holiday& each : holidays_of(year, "XX", policy)) all += format_date(each.date).substr(5) + ' ';
    return all;
  };
  HolidayRule rule;
  rule.on =
      "06-20";  // a Friday in 2025, Saturday 2026, Sunday 2027, Tuesday 2028, Wednesday 2029, Thursday 2030
  const struct {
    HolidayMove move;
    int year;
    const char* days;
  } rows[] = {{HolidayMove::stays, 2026, "06-20 "},
              {HolidayMove::nearest, 2026, "06-19 06-20 "},
              {HolidayMove::nearest, 2027, "06-20 06-21 "},
              {HolidayMove::next, 2026, "06-20 06-22 "},
              {HolidayMove::next, 2027, "06-20 06-21 "},
              {HolidayMove::sunday_next, 2026, "06-20 "},
              {HolidayMove::sunday_next, 2027, "06-20 06-21 "},
              {HolidayMove::saturday_before, 2027, "06-19 "},
              {HolidayMove::saturday_before, 2026, "06-20 "},
              {HolidayMove::monday, 2026, "06-22 "},
              {HolidayMove::monday, 2027, "06-21 "},
              {HolidayMove::monday, 2028, "06-20 "},
              {HolidayMove::near_monday, 2025, "06-23 "},
              {HolidayMove::near_monday, 2026, "06-20 "},
              {HolidayMove::near_monday, 2028, "06-19 "},
              {HolidayMove::near_monday, 2029, "06-18 "},
              {HolidayMove::near_monday, 2030, "06-24 "}};
  for (const auto& row : rows) {
    rule.observed = row.move;
    EXPECT_EQ(days(rule, row.year), row.days) << enum_name(row.move) << ' ' << row.year;
  }
  HolidayRule midsummer;
  midsummer.on = "06-20";
  midsummer.weekday = 6;
  EXPECT_EQ(days(midsummer, 2026), "06-20 ");
  EXPECT_EQ(days(midsummer, 2027), "06-26 ");
  HolidayRule moon;
  moon.dates = {{2026, 2, 17}, {2027, 2, 7}};
  EXPECT_EQ(days(moon, 2027), "02-07 ");
  EXPECT_EQ(days(moon, 2028), "");
  HolidayRule leap;
  leap.on = "02-29";
  EXPECT_EQ(days(leap, 2027), "");
  EXPECT_EQ(days(leap, 2028), "02-29 ");
}

TEST(BusinessDayTest, orthodox_easter_sundays) {
  const std::pair<int, const char*> rows[] = {{2000, "2000-04-30"}, {2017, "2017-04-16"},
                                              {2024, "2024-05-05"}, {2026, "2026-04-12"},
                                              {2027, "2027-05-02"}, {2038, "2038-04-25"}};
  for (const auto& [year, date] : rows) EXPECT_EQ(format_date(orthodox_easter_sunday(year)), date);
}

TEST(BusinessDayTest, a_rule_of_no_form_is_refused) {
  HolidayPolicy policy;
  HolidayRule rule;
  rule.name = "Some Day";
  const auto is_refused = [&] {
    policy.countries["XX"].holidays = {rule};
    return !check_holiday_policy(policy);
  };
  EXPECT_TRUE(is_refused());
  for (const char* on : {"", "12-5", "13-01", "02-30", "12/25"}) {
    rule.on = on;
    EXPECT_TRUE(is_refused()) << on;
  }
  rule.on = "06-20";
  EXPECT_FALSE(is_refused());
  rule.weekday = 8;
  EXPECT_TRUE(is_refused());
}

}  // namespace
}  // namespace sa
