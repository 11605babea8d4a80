// Hours of a day as instants, across changes of the clocks; and the zones, against a published table.
#include "core/calendar/hours.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <fstream>

namespace sa {
namespace {

TEST(HoursTest, ATimeIsReadToTheMinute) {
  EXPECT_EQ(minutes_of("00:00"), 0);
  EXPECT_EQ(minutes_of("09:30"), 570);
  EXPECT_EQ(minutes_of("24:00"), 1440);
  for (const char* text : {"", "9:30", "09.30", "24:01", "12:60", "-1:00", "09:3x", "009:30"})
    EXPECT_FALSE(minutes_of(text)) << text;
}

TEST(HoursTest, ATimeInAGapIsTheFirstInstantAfterItAndATimeThatComesTwiceIsTheFirst) {
  const struct {
    const char* zone;
    Date date;
    int second;
    const char* instant;
  } rows[] = {
      {"Europe/Berlin", {2026, 3, 29}, 2 * 3600, "2026-03-29T01:00:00Z"},
      {"Europe/Berlin", {2026, 3, 29}, 2 * 3600 + 1800, "2026-03-29T01:00:00Z"},
      {"Europe/Berlin", {2026, 3, 29}, 3 * 3600 - 1, "2026-03-29T01:00:00Z"},
      {"Europe/Berlin", {2026, 3, 29}, 3 * 3600, "2026-03-29T01:00:00Z"},
      {"Europe/Berlin", {2026, 3, 29}, 2 * 3600 - 1, "2026-03-29T00:59:59Z"},
      {"Europe/Berlin", {2026, 10, 25}, 2 * 3600 + 1800, "2026-10-25T00:30:00Z"},
      {"Europe/Berlin", {2026, 10, 25}, 3 * 3600, "2026-10-25T02:00:00Z"},
      {"America/New_York", {2026, 3, 8}, 2 * 3600 + 900, "2026-03-08T07:00:00Z"},
      {"America/New_York", {2026, 11, 1}, 3600 + 900, "2026-11-01T05:15:00Z"},
      // Half an hour only.
      {"Australia/Lord_Howe", {2026, 10, 4}, 2 * 3600 + 600, "2026-10-03T15:30:00Z"},
      {"Australia/Lord_Howe", {2026, 10, 4}, 2 * 3600 + 1800, "2026-10-03T15:30:00Z"},
      {"Australia/Lord_Howe", {2026, 4, 5}, 3600 + 2400, "2026-04-04T14:40:00Z"},
      // A whole day.
      {"Pacific/Apia", {2011, 12, 30}, 0, "2011-12-30T10:00:00Z"},
      {"Pacific/Apia", {2011, 12, 30}, 9 * 3600, "2011-12-30T10:00:00Z"},
      {"Pacific/Apia", {2011, 12, 29}, kDaySeconds, "2011-12-30T10:00:00Z"},
      {"Pacific/Apia", {2011, 12, 30}, kDaySeconds, "2011-12-30T10:00:00Z"},
      {"Pacific/Apia", {2011, 12, 29}, kDaySeconds - 1, "2011-12-30T09:59:59Z"},
      // Midnight itself.
      {"America/Sao_Paulo", {2018, 11, 4}, 0, "2018-11-04T03:00:00Z"},
      {"America/Sao_Paulo", {2018, 11, 4}, 1800, "2018-11-04T03:00:00Z"},
      {"America/Sao_Paulo", {2018, 11, 3}, kDaySeconds, "2018-11-04T03:00:00Z"},
      {"America/Sao_Paulo", {2018, 11, 4}, 3600, "2018-11-04T03:00:00Z"},
  };
  for (const auto& row : rows)
    EXPECT_EQ(format_rfc3339(instant_on(row.date, row.second, row.zone)), row.instant)
        << row.zone << ' ' << format_date(row.date) << ' ' << row.second;
}

TEST(HoursTest, TheZonesAgreeWithAPublishedTable) {
  std::ifstream table(SA_SOURCE_DIR "/../shared/data/compliance/timezone_vectors.jsonl");
  if (!table) GTEST_SKIP() << "shared/data/compliance/timezone_vectors.jsonl is not here";
  constexpr const char* kDays[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  int rows = 0;
  for (std::string line; std::getline(table, line);) {
    if (line.empty()) continue;
    const boost::json::object row = boost::json::parse(line).as_object();
    const std::string zone(row.at("zone").as_string());
    const Instant at = *parse_rfc3339(std::string(row.at("utc").as_string()));
    const LocalTime local = to_local(at, zone);
    const int second = local.hour * 3600 + local.minute * 60 + local.second;
    char text[40];
    std::snprintf(text, sizeof text, "%sT%02d:%02d:%02d", format_date(local.date).c_str(), local.hour,
                  local.minute, local.second);
    EXPECT_EQ(text, std::string(row.at("local").as_string())) << line;
    EXPECT_EQ(kDays[weekday(local.date)], std::string(row.at("weekday").as_string())) << line;
    // The way back gives the same instant, or the earlier one that looks the same on the wall.
    const Instant back = instant_on(local.date, second, zone);
    const LocalTime again = to_local(back, zone);
    EXPECT_LE(back, at) << line;
    EXPECT_GE(back, at - 2 * kHourMs) << line;
    EXPECT_EQ(again.date, local.date) << line;
    EXPECT_EQ(again.hour * 3600 + again.minute * 60 + again.second, second) << line;
    ++rows;
  }
  EXPECT_GT(rows, 400);
}

}  // namespace
}  // namespace sa
