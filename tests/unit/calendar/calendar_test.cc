// The send window: hours, weekends, and the public holidays of where the reader is.
#include "core/calendar/calendar.h"

#include <gmock/gmock.h>

#include "tests/unit/agent_fixture.h"

namespace sa {
namespace {

Calendar calendar() {
  return {"UTC", {}, agent_policy().holidays};
}

struct Row {
  const char* now;
  const char* zone;
  const char* open;
};

void expect_openings(const Calendar& calendar, const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    EXPECT_EQ(format_rfc3339(next_in_window(*parse_rfc3339(row.now), row.zone, calendar).at), row.open)
        << row.now << ' ' << row.zone;
  }
}

TEST(CalendarTest, the_window_skips_nights_and_weekends) {
  expect_openings(Calendar{},
                  {{"2026-11-20T17:59:00Z", "UTC", "2026-11-20T17:59:00Z"},
                   {"2026-11-20T18:00:00Z", "UTC", "2026-11-23T08:00:00Z"},  // Friday evening -> Monday
                   {"2026-11-21T12:00:00Z", "UTC", "2026-11-23T08:00:00Z"},
                   {"2026-11-23T03:00:00Z", "UTC", "2026-11-23T08:00:00Z"},
                   // The clocks go forward in the night before this Monday.
                   {"2026-03-27T20:00:00Z", "Europe/Berlin", "2026-03-30T06:00:00Z"}});
}

TEST(CalendarTest, issue_the_window_was_open_on_public_holidays) {
  expect_openings(calendar(),
                  {
                      // Christmas Day is a Friday, Boxing Day a Saturday with its substitute on Monday.
                      {"2026-12-25T10:00:00Z", "Europe/London", "2026-12-29T08:00:00Z"},
                      {"2026-12-24T18:00:00Z", "Europe/London", "2026-12-29T08:00:00Z"},
                      {"2026-12-24T17:59:00Z", "Europe/London", "2026-12-24T17:59:00Z"},
                      {"2026-11-26T15:00:00Z", "America/New_York", "2026-11-27T13:00:00Z"},
                      // The same day is worked elsewhere.
                      {"2026-11-26T15:00:00Z", "Europe/Berlin", "2026-11-26T15:00:00Z"},
                      // The day is the reader's: in Berlin it is already the first of May.
                      {"2026-04-30T22:30:00Z", "Europe/Berlin", "2026-05-04T06:00:00Z"},
                      // A country without rules has weekends only.
                      {"2026-12-25T15:00:00Z", "America/Bogota", "2026-12-25T15:00:00Z"},
                  });
}

TEST(CalendarTest, it_says_which_days_were_passed_over) {
  const auto open = next_in_window(*parse_rfc3339("2026-12-25T10:00:00Z"), "Europe/Berlin", calendar());
  EXPECT_THAT(open.skipped, testing::ElementsAre("2026-12-25 is Erster Weihnachtstag",
                                                 "2026-12-26 is Saturday", "2026-12-27 is Sunday"));
}

TEST(CalendarTest, the_hours_are_data) {
  Calendar early = calendar();
  early.window = {6, 7};
  expect_openings(early, {{"2026-11-18T06:59:00Z", "UTC", "2026-11-18T06:59:00Z"},
                          {"2026-11-18T07:00:00Z", "UTC", "2026-11-19T06:00:00Z"}});
}

}  // namespace
}  // namespace sa
