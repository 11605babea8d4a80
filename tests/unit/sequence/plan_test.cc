// The planner: when the next step happens, in which wording, or why not.
#include "core/sequence/plan.h"

#include <gmock/gmock.h>

#include <boost/json.hpp>
#include <random>
#include <set>

#include "base/crypto/hash.h"
#include "core/calendar/hours.h"
#include "tests/unit/agent_fixture.h"

namespace sa {
namespace {

const MailboxWindow kOffice{{"mo", "tu", "we", "th", "fr"}, "09:00", "17:00", "Europe/Berlin"};

const HolidayPolicy& holidays() {
  return agent_policy().holidays;
}
PlanCalendar calendar(MailboxWindow window = kOffice, std::vector<std::string> countries = {}) {
  return {std::move(window), std::move(countries), &holidays()};
}

Sequence pilot() {
  Sequence sequence;
  sequence.sequence_id = "pilot";
  sequence.name = "Pilot";
  SequenceStep first;
  first.step_id = "first";
  first.subject = "{{company|\"your team\"}} and pilots";
  first.body = "Dear {{first_name}},\nshall we talk?\n{{sender_name}}";
  SequenceStep again;
  again.step_id = "again";
  again.after_days = 3;
  again.thread = StepThread::same;
  again.body = "Dear {{first_name}}, once more.";
  SequenceStep call;
  call.step_id = "call";
  call.kind = StepKind::task;
  call.after_days = 2;
  call.title = "Call {{first_name}}";
  sequence.steps = {first, again, call};
  EXPECT_TRUE(check_sequence(sequence));
  return sequence;
}

PlanFacts ann() {
  PlanFacts facts;
  facts.contact.contact_id = "c1";
  facts.contact.email = "ann@acme.example";
  facts.contact.first_name = "Ann";
  facts.contact.timezone = "Europe/Berlin";
  facts.mailbox_zone = "America/New_York";
  facts.sender = {"Bo Holm", "bo@ours.example"};
  return facts;
}

Enrollment enrolled(Instant when, const std::string& id = "e1") {
  Enrollment enrollment;
  enrollment.enrollment_id = id;
  enrollment.sequence_id = "pilot";
  enrollment.contact_id = "c1";
  enrollment.created_at = when;
  return enrollment;
}

/// The time of day, computed here from the contract's words once more.
int second_of_day(const std::string& enrollment_id, const std::string& step_id, int from, int to) {
  const std::string hex = sha256_hex(enrollment_id + "\n" + step_id).substr(0, 16);
  return from + static_cast<int>(std::stoull(hex, nullptr, 16) % static_cast<std::uint64_t>(to - from));
}

/// An enrolment whose step has a time of day in [from, to) seconds within the window of `calendar`.
std::string enrollment_at(int window_from, int window_to, int from, int to) {
  for (int i = 0;; ++i) {
    std::string id = "e" + std::to_string(i);
    const int second = second_of_day(id, "first", window_from, window_to);
    if (second >= from && second < to) return id;
  }
}

std::string local(Instant at, const std::string& zone) {
  const LocalTime wall = to_local(at, zone);
  char text[40];
  std::snprintf(text, sizeof text, "%s %02d:%02d:%02d", format_date(wall.date).c_str(), wall.hour,
                wall.minute, wall.second);
  return text;
}

// ------------------------------------------------------------------------------------------------- the instant

TEST(PlanTest, TheTimeOfDayIsTheHashWithinTheWindowOnEveryDate) {
  const int second = second_of_day("e1", "first", 9 * 3600, 17 * 3600);
  for (const char* from :
       {"2026-01-05T00:00:00Z", "2026-03-27T00:00:00Z", "2026-03-30T00:00:00Z", "2026-10-26T00:00:00Z"}) {
    const Instant made = step_instant(calendar(), at(from), 0, "e1", "first", at(from));
    const LocalTime wall = to_local(made, "Europe/Berlin");
    EXPECT_EQ(wall.hour * 3600 + wall.minute * 60 + wall.second, second) << from;
    EXPECT_EQ(format_date(wall.date), std::string(from).substr(0, 10));
    EXPECT_EQ(made.ms % 1000, 0);
  }
  std::set<std::int64_t> seen;
  for (int i = 0; i < 50; ++i)
    seen.insert(step_instant(calendar(), {}, 0, "e" + std::to_string(i), "first", {}).ms);
  EXPECT_GT(seen.size(), 45u) << "people are spread over the day";
}

TEST(PlanTest, ADayWithoutDelayIsTheSameDayWhileItsTimeIsStillToCome) {
  const std::string id = enrollment_at(9 * 3600, 17 * 3600, 12 * 3600, 13 * 3600);
  const auto day = [&](const char* from, std::int64_t days, const char* now) {
    return format_date(
        to_local(step_instant(calendar(), at(from), days, id, "first", at(now)), "Europe/Berlin").date);
  };
  const char* const morning = "2026-11-18T07:00:00Z";  // a Wednesday, 08:00 in Berlin
  const char* const evening = "2026-11-18T14:00:00Z";
  EXPECT_EQ(day(morning, 0, morning), "2026-11-18");
  EXPECT_EQ(day(evening, 0, evening), "2026-11-19");
  EXPECT_EQ(day("2026-11-20T14:00:00Z", 0, "2026-11-20T14:00:00Z"), "2026-11-23");  // over the weekend
  EXPECT_EQ(day("2026-11-21T14:00:00Z", 0, "2026-11-21T14:00:00Z"), "2026-11-23");  // on a Saturday
  EXPECT_EQ(day("2026-11-21T14:00:00Z", 1, "2026-11-21T14:00:00Z"),
            "2026-11-23");  // the first business day after it
  EXPECT_EQ(day(evening, 1, evening), "2026-11-19");
  EXPECT_EQ(day(evening, 3, evening), "2026-11-23");
  // The day is the zone's: at 23:30 UTC it is Thursday in Berlin.
  EXPECT_EQ(day("2026-11-18T23:30:00Z", 1, "2026-11-18T23:30:00Z"), "2026-11-20");
  // At its very instant it is not too late, a second after it is.
  const Instant noon = step_instant(calendar(), at(morning), 0, id, "first", at(morning));
  EXPECT_EQ(step_instant(calendar(), noon, 0, id, "first", noon), noon);
  EXPECT_GT(step_instant(calendar(), noon + 1, 0, id, "first", noon + 1), noon + 20 * kHourMs);
}

TEST(PlanTest, ALateStepIsNeverInThePastAndTheRestFollowsIt) {
  const Instant sent = at("2026-11-02T10:00:00Z");
  const Instant now = at("2026-11-18T23:00:00Z");
  const Instant made = step_instant(calendar(), sent, 3, "e1", "again", now);
  EXPECT_GE(made, now);
  EXPECT_LT(made, now + 2 * kDayMs) << "the next time of day, not three business days more";
  // The step after it counts from when this one really happened.
  const Instant then = step_instant(calendar(), made, 3, "e1", "call", made);
  EXPECT_EQ(format_date(to_local(then, "Europe/Berlin").date), "2026-11-24");
}

TEST(PlanTest, HolidaysOfEachCountryAreNoBusinessDays) {
  const auto day = [&](std::vector<std::string> countries, const char* from, std::int64_t days) {
    const Instant made =
        step_instant(calendar(kOffice, std::move(countries)), at(from), days, "e1", "first", at(from));
    return format_date(to_local(made, "Europe/Berlin").date);
  };
  EXPECT_EQ(day({}, "2026-04-02T18:00:00Z", 1), "2026-04-03");            // Good Friday
  EXPECT_EQ(day({"DE"}, "2026-04-02T18:00:00Z", 1), "2026-04-07");        // Easter Monday, too
  EXPECT_EQ(day({"US"}, "2026-11-25T20:00:00Z", 1), "2026-11-27");        // Thanksgiving
  EXPECT_EQ(day({"DE", "US"}, "2026-07-02T20:00:00Z", 1), "2026-07-06");  // 3 July stands in for the 4th
  EXPECT_EQ(day({"DE"}, "2026-12-23T20:00:00Z", 1), "2026-12-28");        // banks are closed on Christmas Eve
  EXPECT_EQ(day({"XX"}, "2026-12-24T20:00:00Z", 1), "2026-12-25");        // no rules, no holidays
  EXPECT_EQ(format_rfc3339(business_morning(calendar(kOffice, {"DE"}), {2026, 4, 2}, 1)),
            "2026-04-07T07:00:00Z");
  EXPECT_EQ(format_rfc3339(business_morning(calendar(kOffice, {"DE"}), {2026, 4, 3}, 0)),
            "2026-04-07T07:00:00Z");
}

TEST(PlanTest, MailMayLeaveInTheWindowAndNotAtItsEnd) {
  const PlanCalendar office = calendar(kOffice, {"DE"});
  const std::pair<const char*, bool> rows[] = {
      {"2026-11-18T07:59:59Z", false}, {"2026-11-18T08:00:00Z", true},  {"2026-11-18T15:59:59Z", true},
      {"2026-11-18T16:00:00Z", false}, {"2026-11-21T10:00:00Z", false}, {"2026-04-03T10:00:00Z", false},
      {"2026-04-03T06:00:00Z", false}, {"2026-04-07T07:00:00Z", true}};
  for (const auto& [when, open] : rows) EXPECT_EQ(is_open(office, at(when)), open) << when;
  const PlanCalendar day = calendar({{"sa"}, "00:00", "24:00", "UTC"});
  EXPECT_TRUE(is_open(day, at("2026-11-21T00:00:00Z")));
  EXPECT_TRUE(is_open(day, at("2026-11-21T23:59:59Z")));
  EXPECT_FALSE(is_open(day, at("2026-11-22T00:00:00Z")));
}

TEST(PlanTest, ATimeThatDoesNotExistMovesToTheNextThatDoes) {
  const struct {
    MailboxWindow window;
    int from, to;  ///< the time of day lies in there
    const char* start;
    const char* instant;  ///< local; null: the rest of the window decides
  } rows[] = {
      // Berlin, 29 March: 02:00 to 03:00 is left out.
      {{{"su"}, "01:00", "06:00", "Europe/Berlin"},
       2 * 3600,
       3 * 3600,
       "2026-03-28T12:00:00Z",
       "2026-03-29 03:00:00"},
      {{{"su"}, "02:00", "03:30", "Europe/Berlin"},
       2 * 3600,
       3 * 3600,
       "2026-03-28T12:00:00Z",
       "2026-03-29 03:00:00"},
      // New York, 8 March.
      {{{"su"}, "01:00", "04:00", "America/New_York"},
       2 * 3600,
       3 * 3600,
       "2026-03-07T12:00:00Z",
       "2026-03-08 03:00:00"},
      // Lord Howe, 4 October: 02:00 to 02:30.
      {{{"su"}, "01:30", "04:00", "Australia/Lord_Howe"},
       2 * 3600,
       2 * 3600 + 1800,
       "2026-10-03T12:00:00Z",
       "2026-10-04 02:30:00"},
      // Sao Paulo, 4 November 2018: midnight to 01:00.
      {{{"su"}, "00:00", "24:00", "America/Sao_Paulo"},
       0,
       3600,
       "2018-11-03T12:00:00Z",
       "2018-11-04 01:00:00"},
  };
  for (const auto& row : rows) {
    const std::string id =
        enrollment_at(*minutes_of(row.window.from) * 60, *minutes_of(row.window.to) * 60, row.from, row.to);
    const PlanCalendar its = calendar(row.window);
    EXPECT_EQ(local(step_instant(its, at(row.start), 0, id, "first", at(row.start)), row.window.zone),
              row.instant);
  }
  // 02:30 would become 03:00, but that is the window's end: the step has the next day of the window.
  const MailboxWindow narrow{{"su"}, "01:00", "03:00", "Europe/Berlin"};
  const std::string id = enrollment_at(3600, 3 * 3600, 2 * 3600, 3 * 3600);
  const Instant made =
      step_instant(calendar(narrow), at("2026-03-28T12:00:00Z"), 0, id, "first", at("2026-03-28T12:00:00Z"));
  EXPECT_EQ(local(made, "Europe/Berlin").substr(0, 10), "2026-04-05");
}

TEST(PlanTest, ATimeThatComesTwiceIsTheFirst) {
  const MailboxWindow window{{"su"}, "01:00", "04:00", "Europe/Berlin"};
  const std::string id = enrollment_at(3600, 4 * 3600, 2 * 3600, 3 * 3600);
  const Instant from = at("2026-10-24T12:00:00Z");
  const Instant made = step_instant(calendar(window), from, 0, id, "first", from);
  EXPECT_LT(made, at("2026-10-25T01:00:00Z")) << "02:xx of summer time";
  EXPECT_GE(made, at("2026-10-25T00:00:00Z"));
}

TEST(PlanTest, ADayWhoseWindowDoesNotExistIsNoBusinessDay) {
  const auto day = [&](const MailboxWindow& window, const char* from, std::int64_t days) {
    const Instant made = step_instant(calendar(window), at(from), days, "e1", "first", at(from));
    return format_date(to_local(made, window.zone).date);
  };
  const MailboxWindow night{{"mo", "tu", "we", "th", "fr", "sa", "su"}, "02:00", "03:00", "Europe/Berlin"};
  EXPECT_EQ(day(night, "2026-03-28T12:00:00Z", 1), "2026-03-30");
  EXPECT_EQ(day(night, "2026-03-27T12:00:00Z", 2), "2026-03-30")
      << "the day without that hour does not count";
  // Sao Paulo's 4 November 2018 began at 01:00.
  const MailboxWindow midnight{
      {"mo", "tu", "we", "th", "fr", "sa", "su"}, "00:00", "00:30", "America/Sao_Paulo"};
  EXPECT_EQ(day(midnight, "2018-11-03T12:00:00Z", 1), "2018-11-05");
  // Samoa left out 30 December 2011.
  const MailboxWindow apia{{"mo", "tu", "we", "th", "fr", "sa"}, "09:00", "17:00", "Pacific/Apia"};
  EXPECT_EQ(day(apia, "2011-12-30T05:00:00Z", 1), "2011-12-31");
  const MailboxWindow whole{{"mo", "tu", "we", "th", "fr", "sa"}, "00:00", "24:00", "Pacific/Apia"};
  EXPECT_EQ(day(whole, "2011-12-30T05:00:00Z", 1), "2011-12-31");
  EXPECT_EQ(format_rfc3339(business_morning(calendar(apia), {2011, 12, 29}, 1)), "2011-12-30T19:00:00Z");
}

/// 2,000 pseudo-random windows, zones, dates and delays.
TEST(PlanTest, EachInstantLiesInItsWindowOnABusinessDayAndGrowsWithTheDelay) {
  std::mt19937 random(20261130);  // NOLINT: the same walk each time
  const auto any = [&](unsigned below) { return static_cast<int>(random() % below); };
  const char* const zones[] = {"Europe/Berlin",    "America/New_York",  "Australia/Lord_Howe",
                               "Pacific/Apia",     "America/Sao_Paulo", "UTC",
                               "Asia/Kolkata",     "Asia/Tokyo",        "Africa/Casablanca",
                               "America/St_Johns", "Pacific/Chatham",   "Asia/Tehran",
                               "Europe/Dublin",    "Antarctica/Troll"};
  const char* const countries[] = {"DE", "US", "JP", "BR", "GB", "UA", "IN", "XX"};
  const char* const days[] = {"mo", "tu", "we", "th", "fr", "sa", "su"};
  const char* const starts[] = {"2011-12-20", "2018-10-25", "2025-01-01",
                                "2026-03-20", "2026-10-20", "2027-12-15"};
  for (int walk = 0; walk < 2000; ++walk) {
    MailboxWindow window;
    for (const char* day : days) {
      if (any(7) < 5) window.days.emplace_back(day);
    }
    if (window.days.empty()) window.days = {"we"};
    const int from = any(24 * 60 - 1);
    const int to = from + 1 + any(static_cast<unsigned>(24 * 60 - from));
    char text[8];
    std::snprintf(text, sizeof text, "%02d:%02d", from / 60, from % 60);
    window.from = text;
    std::snprintf(text, sizeof text, "%02d:%02d", to / 60, to % 60);
    window.to = text;
    window.zone = zones[any(std::size(zones))];
    ASSERT_TRUE(check_window(window));
    const PlanCalendar its =
        calendar(window, {countries[any(std::size(countries))], countries[any(std::size(countries))]});
    const Instant start = *parse_rfc3339(std::string(starts[any(std::size(starts))]) + "T00:00:00Z") +
                          static_cast<std::int64_t>(random() % (20 * kDayMs));
    const Instant now = start + (any(2) ? 0 : static_cast<std::int64_t>(random() % (9 * kDayMs)));
    const std::string id = "walk" + std::to_string(walk);
    SCOPED_TRACE(testing::Message() << id << ' ' << window.zone << ' ' << window.from << '-' << window.to
                                    << ' ' << format_rfc3339(start) << " now " << format_rfc3339(now));
    Instant before{};
    for (const int delay : {0, 1, 2, 7}) {
      const Instant made = step_instant(its, start, delay, id, "first", now);
      ASSERT_GE(made, now);
      ASSERT_TRUE(is_open(its, made)) << format_rfc3339(made);
      ASSERT_EQ(made.ms % 1000, 0);
      ASSERT_GE(made, before) << "monotone in the delay";
      ASSERT_EQ(made, step_instant(its, start, delay, id, "first", now)) << "the same each time";
      // Planned again at that very instant, as the scheduler does it: nothing moves.
      ASSERT_EQ(made, step_instant(its, start, delay, id, "first", made));
      // Its time of day is the hash, but where the clocks leave that out.
      const LocalTime wall = to_local(made, window.zone);
      const int second = second_of_day(id, "first", from * 60, to * 60);
      if (wall.hour * 3600 + wall.minute * 60 + wall.second != second) {
        ASSERT_EQ(instant_on(wall.date, second, window.zone), made);
      }
      // Between the start and the instant lie as many business days as the delay, but where `now` is later.
      if (start == now && delay > 0) {
        int passed = 0;
        for (Date day = add_days(to_local(start, window.zone).date, 1); day <= wall.date;
             day = add_days(day, 1)) {
          const bool is_business =
              names_day(window.days, day) && !is_holiday(day, its.countries[0], holidays()) &&
              !is_holiday(day, its.countries[1], holidays()) &&
              instant_on(day, from * 60, window.zone) < instant_on(day, to * 60, window.zone);
          passed += is_business ? 1 : 0;
        }
        ASSERT_GE(passed, delay);
        ASSERT_LE(passed, delay + 1);  // one more where a gap of the clocks ends the window
      }
      before = made;
    }
  }
}

// ------------------------------------------------------------------------------------------------- the calendar

TEST(PlanTest, TheCalendarIsOfTheContactTheMailboxOrAZone) {
  Sequence sequence = pilot();
  PlanFacts facts = ann();
  const auto of = [&] { return plan_calendar(sequence, facts, holidays()); };
  using testing::ElementsAre;
  EXPECT_EQ(of().window.zone, "Europe/Berlin");
  EXPECT_EQ(of().window.from, "09:00");
  EXPECT_THAT(of().window.days, ElementsAre("mo", "tu", "we", "th", "fr"));
  EXPECT_THAT(of().countries, ElementsAre("DE", "US")) << "of the zones";
  facts.contact.country = "Austria";
  facts.mailbox_country = "GB";
  EXPECT_THAT(of().countries, ElementsAre("AT", "GB"));
  facts.contact.country = "Atlantis";
  EXPECT_THAT(of().countries, ElementsAre("DE", "GB")) << "a name that says nothing: of the zone";
  facts.mailbox_country = "de";
  EXPECT_THAT(of().countries, ElementsAre("DE")) << "each once";
  sequence.holidays = {"sender"};
  facts.mailbox_country = "";
  EXPECT_THAT(of().countries, ElementsAre("US"));
  sequence.holidays = {};
  EXPECT_THAT(of().countries, ElementsAre());
  sequence.holidays = {"contact"};
  facts.contact.country = "";
  facts.contact.timezone = "";
  EXPECT_EQ(of().window.zone, "America/New_York") << "not known: the sender's";
  EXPECT_THAT(of().countries, ElementsAre()) << "but its holidays are not the contact's";
  facts.contact.timezone = "Etc/UTC";
  EXPECT_THAT(of().countries, ElementsAre()) << "a zone in no country";
  sequence.window = MailboxWindow{{"sa"}, "10:00", "11:00", ""};
  EXPECT_EQ(of().window.zone, "Etc/UTC") << "the contact's, where the window names none";
  sequence.window->zone = "sender";
  EXPECT_EQ(of().window.zone, "America/New_York");
  sequence.window->zone = "Asia/Tokyo";
  EXPECT_EQ(of().window.zone, "Asia/Tokyo");
  EXPECT_EQ(of().window.from, "10:00");
  sequence.window->zone = "sender";
  facts.mailbox_zone = "nowhere";
  EXPECT_EQ(of().window.zone, "UTC");
}

// ------------------------------------------------------------------------------------------------- the next step

Plan plan(const Enrollment& enrollment, const Sequence& sequence, const PlanFacts& facts, const char* now) {
  return plan_next(enrollment, sequence, facts, plan_calendar(sequence, facts, holidays()), at(now));
}

TEST(PlanTest, TheFirstStepCountsFromTheEnrolmentAndIsWritten) {
  const char* const now = "2026-11-18T00:00:00Z";
  const Plan made = plan(enrolled(at(now)), pilot(), ann(), now);
  const auto* step = std::get_if<PlannedStep>(&made);
  ASSERT_TRUE(step);
  EXPECT_EQ(step->step_id, "first");
  EXPECT_EQ(step->kind, StepKind::email);
  EXPECT_EQ(step->subject, "your team and pilots");
  EXPECT_EQ(step->body, "Dear Ann,\nshall we talk?\nBo Holm");
  EXPECT_EQ(step->title, "");
  EXPECT_EQ(step->variant_id, "");
  EXPECT_THAT(step->skipped_steps, testing::IsEmpty());
  EXPECT_THAT(step->local_at, testing::MatchesRegex("2026-11-18T[0-9:]*.01:00"));
  EXPECT_EQ(parse_rfc3339(step->local_at), step->at);
}

TEST(PlanTest, ALaterStepCountsFromTheRealInstantOfTheOneBefore) {
  Enrollment enrollment = enrolled(at("2026-11-02T00:00:00Z"));
  enrollment.step_id = "again";
  enrollment.last_at = at("2026-11-18T10:00:00Z");
  const Plan made = plan(enrollment, pilot(), ann(), "2026-11-18T10:00:01Z");
  const auto* step = std::get_if<PlannedStep>(&made);
  ASSERT_TRUE(step);
  EXPECT_EQ(step->step_id, "again");
  EXPECT_EQ(step->subject, "");
  EXPECT_EQ(step->local_at.substr(0, 10), "2026-11-23");
  enrollment.step_id = "call";
  const Plan task = plan(enrollment, pilot(), ann(), "2026-11-18T10:00:01Z");
  ASSERT_TRUE(std::holds_alternative<PlannedStep>(task));
  EXPECT_EQ(std::get<PlannedStep>(task).kind, StepKind::task);
  EXPECT_EQ(std::get<PlannedStep>(task).title, "Call Ann");
}

TEST(PlanTest, TheOffsetIsThatOfTheWindowsZone) {
  const struct {
    const char* zone;
    const char* now;
    const char* ends;
  } rows[] = {{"America/St_Johns", "2026-11-18T00:00:00Z", "-03:30"},
              {"Asia/Kolkata", "2026-11-18T00:00:00Z", "+05:30"},
              {"UTC", "2026-11-18T00:00:00Z", "+00:00"},
              {"Europe/Berlin", "2026-07-01T00:00:00Z", "+02:00"},
              {"Pacific/Apia", "2026-07-01T00:00:00Z", "+13:00"}};
  for (const auto& row : rows) {
    Sequence sequence = pilot();
    sequence.window = kOffice;
    sequence.window->zone = row.zone;
    const Plan made = plan(enrolled(at(row.now)), sequence, ann(), row.now);
    const auto& step = std::get<PlannedStep>(made);
    EXPECT_THAT(step.local_at, testing::EndsWith(row.ends));
    EXPECT_EQ(parse_rfc3339(step.local_at), step.at);
  }
}

TEST(PlanTest, AStepWhoseConditionIsNotMetIsSkipped) {
  const char* const now = "2026-11-18T00:00:00Z";
  const auto initial = boost::json::parse(R"({"field":"stage","op":"is","value":"initial"})");
  Sequence sequence = pilot();
  sequence.steps[0].condition = initial;
  sequence.steps[1].condition = initial;
  PlanFacts facts = ann();
  EXPECT_EQ(std::get<PlannedStep>(plan(enrolled(at(now)), sequence, facts, now)).step_id, "first");
  facts.contact.stage = ContactStage::engaged;
  const Plan made = plan(enrolled(at(now)), sequence, facts, now);
  ASSERT_TRUE(std::holds_alternative<PlannedStep>(made));
  EXPECT_EQ(std::get<PlannedStep>(made).step_id, "call");
  EXPECT_THAT(std::get<PlannedStep>(made).skipped_steps, testing::ElementsAre("first", "again"));
  EXPECT_EQ(std::get<PlannedStep>(made).local_at.substr(0, 10), "2026-11-20")
      << "its own delay, from the last step that happened";
  sequence.steps[2].condition = initial;
  const Plan end = plan(enrolled(at(now)), sequence, facts, now);
  ASSERT_TRUE(std::holds_alternative<PlanEnd>(end));
  EXPECT_THAT(std::get<PlanEnd>(end).skipped_steps, testing::ElementsAre("first", "again", "call"));
}

TEST(PlanTest, AMissingFieldHoldsTheStepAndSaysWhatToDo) {
  const char* const now = "2026-11-18T00:00:00Z";
  PlanFacts facts = ann();
  facts.contact.first_name = "";
  const Plan made = plan(enrolled(at(now)), pilot(), facts, now);
  const auto* hold = std::get_if<PlanHold>(&made);
  ASSERT_TRUE(hold);
  EXPECT_EQ(hold->step_id, "first");
  EXPECT_EQ(hold->reason.rule, "template.missing_field");
  EXPECT_EQ(hold->reason.evidence, "contact:c1");
  EXPECT_FALSE(hold->reason.until);
  EXPECT_EQ(hold->reason.words,
            "Step \"first\" needs first_name, which ann@acme.example does not have. Enter it, or give the "
            "place a text for "
            "this case: {{first_name|\"...\"}}.");
  facts.sender.name = "";
  EXPECT_THAT(std::get<PlanHold>(plan(enrolled(at(now)), pilot(), facts, now)).reason.words,
              testing::HasSubstr("first_name, sender_name"));
  facts.contact.first_name = "Ann";
  EXPECT_THAT(std::get<PlanHold>(plan(enrolled(at(now)), pilot(), facts, now)).reason.words,
              testing::HasSubstr("sender_name, which the mailbox does not have"));
  // A skipped step holds nothing.
  Sequence sequence = pilot();
  sequence.steps[0].condition = boost::json::parse(R"({"field":"tag","op":"is","value":"vip"})");
  EXPECT_TRUE(std::holds_alternative<PlannedStep>(plan(enrolled(at(now)), sequence, facts, now)));
}

TEST(PlanTest, TheCompanysNameStandsInForTheContactsOwnRecord) {
  const char* const now = "2026-11-18T00:00:00Z";
  PlanFacts facts = ann();
  facts.company = Company{};
  facts.company->name = "Acme\nGmbH";
  EXPECT_EQ(std::get<PlannedStep>(plan(enrolled(at(now)), pilot(), facts, now)).subject,
            "Acme GmbH and pilots")
      << "a subject stays one line";
}

TEST(PlanTest, AfterTheLastStepThereIsNone) {
  EXPECT_TRUE(std::holds_alternative<PlanEnd>(plan(enrolled({}), Sequence{}, ann(), "2026-11-18T00:00:00Z")));
  Enrollment enrollment = enrolled({});
  enrollment.step_id = "gone";
  const Plan made = plan(enrollment, pilot(), ann(), "2026-11-18T00:00:00Z");
  const auto* hold = std::get_if<PlanHold>(&made);
  ASSERT_TRUE(hold) << "a step that another version has no more: a person decides";
  EXPECT_EQ(hold->reason.rule, "sequence.step_removed");
}

// ------------------------------------------------------------------------------------------------- variants

TEST(PlanTest, AVariantIsTheBucketOfTheHash) {
  SequenceStep step;
  step.step_id = "first";
  EXPECT_EQ(choose_variant(step, "e1"), nullptr);
  step.variants = {{"a", 50, {}, {}}, {"b", 30, {}, {}}, {"none", 0, {}, {}}, {"c", 20, {}, {}}};
  std::map<std::string, int> counts;
  for (int i = 0; i < 10000; ++i) {
    const std::string id = "e" + std::to_string(i);
    const auto bucket = std::stoull(sha256_hex(id + "first").substr(0, 16), nullptr, 16) % 100;
    const std::string expected = bucket < 50 ? "a" : bucket < 80 ? "b" : "c";
    const StepVariant* chosen = choose_variant(step, id);
    ASSERT_TRUE(chosen);
    EXPECT_EQ(chosen->variant_id, expected);
    ++counts[chosen->variant_id];
  }
  EXPECT_EQ(counts.count("none"), 0u);
  EXPECT_NEAR(counts["a"], 5000, 200);
  EXPECT_NEAR(counts["c"], 2000, 200);
}

TEST(PlanTest, AVariantSaysWhatTheStepDoesNotAndIsKept) {
  const char* const now = "2026-11-18T00:00:00Z";
  Sequence sequence = pilot();
  sequence.steps[0].variants = {{"a", 1, {}, {}}, {"b", 0, "Hello {{first_name}}", {}}};
  PlanFacts facts = ann();
  const auto planned = [&] { return std::get<PlannedStep>(plan(enrolled(at(now)), sequence, facts, now)); };
  EXPECT_EQ(planned().variant_id, "a");
  EXPECT_EQ(planned().subject, "your team and pilots");
  sequence.steps[0].variants[0].weight = 0;
  sequence.steps[0].variants[1].weight = 1;
  EXPECT_EQ(planned().variant_id, "b");
  EXPECT_EQ(planned().subject, "Hello Ann");
  EXPECT_EQ(planned().body, "Dear Ann,\nshall we talk?\nBo Holm") << "the step's";
  facts.variants = {{"first", "a"}};
  EXPECT_EQ(planned().variant_id, "a") << "new weights move nobody who has one";
  facts.variants = {{"first", "gone"}};
  EXPECT_EQ(planned().variant_id, "b");
}

}  // namespace
}  // namespace sa
