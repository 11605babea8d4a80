#include "base/time.h"

#include <gtest/gtest.h>

#include <string>

namespace sa {
namespace {

Instant at(std::string_view text) {
  const auto parsed = parse_rfc3339(text);
  if (!parsed) ADD_FAILURE() << text << " is no time";
  return parsed.value_or(Instant{});
}

TEST(Time, Rfc3339RoundTrips) {
  for (const char* text : {"1970-01-01T00:00:00Z", "1969-12-31T23:59:59.999Z", "2026-11-22T10:31:00Z",
                           "2026-11-22T10:31:00.120Z", "2028-02-29T23:59:59.001Z", "2000-02-29T00:00:00Z",
                           "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999Z"}) {
    EXPECT_EQ(format_rfc3339(at(text)), text);
  }
}

TEST(Time, Rfc3339IsReadInAllItsForms) {
  const struct {
    const char* text;
    const char* utc;
  } rows[] = {
      {"2026-11-22T10:31:00+01:00", "2026-11-22T09:31:00Z"},
      {"2026-11-22T10:31:00-05:30", "2026-11-22T16:01:00Z"},
      {"2026-01-01T00:30:00+01:00", "2025-12-31T23:30:00Z"},
      {"2026-11-22t10:31:00z", "2026-11-22T10:31:00Z"},
      {"2026-11-22 10:31:00Z", "2026-11-22T10:31:00Z"},
      {"2026-11-22T10:31:00.5Z", "2026-11-22T10:31:00.500Z"},
      {"2026-11-22T10:31:00.1239Z", "2026-11-22T10:31:00.123Z"},
      {"2026-11-22T10:31:00.000000001Z", "2026-11-22T10:31:00Z"},
      {"2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"},
      {"2026-11-22T10:31:00-00:00", "2026-11-22T10:31:00Z"},
  };
  for (const auto& row : rows) EXPECT_EQ(format_rfc3339(at(row.text)), row.utc) << row.text;
}

TEST(Time, WhatIsNoTimeIsRefused) {
  for (const char* text : {"",
                           "2026-11-22",
                           "2026-11-22T10:31Z",
                           "2026-11-22T10:31:00",
                           "2026-02-29T00:00:00Z",
                           "2026-13-01T00:00:00Z",
                           "2026-00-01T00:00:00Z",
                           "2026-01-32T00:00:00Z",
                           "2026-01-00T00:00:00Z",
                           "2026-11-22T24:00:00Z",
                           "2026-11-22T10:60:00Z",
                           "2026-11-22T10:31:61Z",
                           "2026-11-22T10:31:00.Z",
                           "2026-11-22T10:31:00+0100",
                           "2026-11-22T10:31:00+24:00",
                           "2026-11-22T10:31:00+01:60",
                           "2026-11-22T10:31:00Zx",
                           " 2026-11-22T10:31:00Z",
                           "20261122T103100Z",
                           "2026-11-22X10:31:00Z",
                           "-026-11-22T10:31:00Z",
                           "2026-11-22T10:31:00+01:00Z"}) {
    EXPECT_FALSE(parse_rfc3339(text)) << text;
  }
}

TEST(Time, DatesOfTheCalendar) {
  EXPECT_EQ(parse_date("2028-02-29"), (Date{2028, 2, 29}));
  EXPECT_EQ(format_date({2026, 1, 5}), "2026-01-05");
  for (const char* text :
       {"", "2026-2-1", "2026-02-30", "1900-02-29", "2026/02/01", "2026-02-01 ", "26-02-01"}) {
    EXPECT_FALSE(parse_date(text)) << text;
  }
  EXPECT_EQ(add_days({2026, 12, 31}, 1), (Date{2027, 1, 1}));
  EXPECT_EQ(add_days({2028, 3, 1}, -1), (Date{2028, 2, 29}));
  EXPECT_EQ(add_days({2026, 1, 1}, 365), (Date{2027, 1, 1}));
}

TEST(Time, WeekdaysBeginWithMonday) {
  EXPECT_EQ(weekday({1970, 1, 1}), 3);
  EXPECT_EQ(weekday({2026, 11, 22}), 6);
  EXPECT_EQ(weekday({2026, 11, 23}), 0);
  EXPECT_EQ(weekday({2000, 2, 29}), 1);
  for (int day = 0; day < 800; ++day) {
    EXPECT_EQ(weekday(add_days({2026, 11, 23}, day)), day % 7) << day;
  }
}

TEST(Time, DateFieldOfAMail) {
  EXPECT_EQ(format_rfc5322_date(at("2026-11-22T10:31:00.999Z")), "Sun, 22 Nov 2026 10:31:00 +0000");
  EXPECT_EQ(format_rfc5322_date(at("2026-03-02T00:00:05Z")), "Mon, 02 Mar 2026 00:00:05 +0000");
}

TEST(Time, ZonesByName) {
  EXPECT_TRUE(is_zone("Europe/Berlin"));
  EXPECT_TRUE(is_zone("UTC"));
  EXPECT_TRUE(is_zone("America/Argentina/Buenos_Aires"));
  for (const char* name : {"", "Mars/Olympus", "/etc/localtime", "../zoneinfo/UTC", "Europe/../UTC"}) {
    EXPECT_FALSE(is_zone(name)) << name;
  }
  EXPECT_FALSE(is_zone(std::string(65, 'A')));
}

struct Wall {
  const char* zone;
  const char* utc;
  LocalTime local;
};

TEST(Time, WallClocksOfZones) {
  const Wall rows[] = {
      {"Europe/Berlin", "2026-01-15T12:00:00Z", {{2026, 1, 15}, 13, 0, 0}},
      {"Europe/Berlin", "2026-07-15T12:00:00Z", {{2026, 7, 15}, 14, 0, 0}},
      {"Europe/Berlin", "2026-12-31T23:30:00Z", {{2027, 1, 1}, 0, 30, 0}},
      {"America/New_York", "2026-01-01T03:00:00Z", {{2025, 12, 31}, 22, 0, 0}},
      {"Asia/Kolkata", "2026-01-01T00:00:00Z", {{2026, 1, 1}, 5, 30, 0}},
      {"Australia/Lord_Howe", "2026-01-01T00:00:00Z", {{2026, 1, 1}, 11, 0, 0}},
      {"Mars/Olympus", "2026-01-01T00:00:00Z", {{2026, 1, 1}, 0, 0, 0}},
  };
  for (const Wall& row : rows) {
    const LocalTime local = to_local(at(row.utc), row.zone);
    EXPECT_EQ(local.date, row.local.date) << row.zone;
    EXPECT_EQ(local.hour, row.local.hour) << row.zone;
    EXPECT_EQ(local.minute, row.local.minute) << row.zone;
    EXPECT_EQ(format_rfc3339(from_local(row.local, row.zone)), row.utc) << row.zone;
  }
}

TEST(Time, ATimeThatTheClocksSkipMovesForwardByTheGap) {
  // Berlin, 2026-03-29: 02:00 becomes 03:00. New York, 2026-03-08. Lord Howe moves by half an hour.
  EXPECT_EQ(format_rfc3339(from_local({{2026, 3, 29}, 2, 30, 0}, "Europe/Berlin")), "2026-03-29T01:30:00Z");
  EXPECT_EQ(to_local(at("2026-03-29T01:30:00Z"), "Europe/Berlin").hour, 3);
  EXPECT_EQ(format_rfc3339(from_local({{2026, 3, 8}, 2, 15, 0}, "America/New_York")), "2026-03-08T07:15:00Z");
  EXPECT_EQ(format_rfc3339(from_local({{2026, 10, 4}, 2, 10, 0}, "Australia/Lord_Howe")),
            "2026-10-03T15:40:00Z");
  EXPECT_EQ(format_rfc3339(from_local({{2026, 3, 29}, 1, 59, 59}, "Europe/Berlin")), "2026-03-29T00:59:59Z");
  EXPECT_EQ(format_rfc3339(from_local({{2026, 3, 29}, 3, 0, 0}, "Europe/Berlin")), "2026-03-29T01:00:00Z");
}

TEST(Time, ATimeThatOccursTwiceIsTheEarlierOne) {
  EXPECT_EQ(format_rfc3339(from_local({{2026, 10, 25}, 2, 30, 0}, "Europe/Berlin")), "2026-10-25T00:30:00Z");
  EXPECT_EQ(to_local(at("2026-10-25T00:30:00Z"), "Europe/Berlin").hour, 2);
  EXPECT_EQ(to_local(at("2026-10-25T01:30:00Z"), "Europe/Berlin").hour, 2);
  EXPECT_EQ(format_rfc3339(from_local({{2026, 11, 1}, 1, 30, 0}, "America/New_York")),
            "2026-11-01T05:30:00Z");
}

TEST(Time, EveryHourOfAYearComesBackFromItsWallClock) {
  for (const char* zone : {"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"}) {
    int repeated = 0;
    for (Instant now = at("2026-01-01T00:00:00Z"); now < at("2027-01-01T00:00:00Z");
         now = now + kHourMs / 2) {
      const Instant back = from_local(to_local(now, zone), zone);
      if (back == now) continue;
      ++repeated;
      EXPECT_LT(back, now) << zone << ' ' << format_rfc3339(now);
      EXPECT_LE(now - back, kHourMs);
    }
    EXPECT_LE(repeated, 2) << zone << ": only the hour that occurs twice is ambiguous";
  }
}

TEST(Time, InstantsAddAndCompare) {
  const Instant noon = at("2026-11-22T12:00:00Z");
  EXPECT_EQ(format_rfc3339(noon + 2 * kDayMs - kMinuteMs), "2026-11-24T11:59:00Z");
  EXPECT_EQ((noon + kHourMs) - noon, kHourMs);
  EXPECT_LT(noon, noon + 1);
}

}  // namespace
}  // namespace sa
