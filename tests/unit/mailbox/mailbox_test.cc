// A mailbox: how much it may send, when, and which one a draft leaves from.
#include "core/mailbox/mailbox.h"

#include <gtest/gtest.h>

namespace sa {
namespace {

Instant at(const char* text) {
  return *parse_rfc3339(text);
}

const MailboxWindow kOffice{{"mo", "tu", "we", "th", "fr"}, "09:00", "17:00", ""};

TEST(MailboxTest, ARampGrowsByTheDayUpToItsEndAndNeverBeyondTheLimit) {
  TeamMailbox mailbox;
  mailbox.ramp_from = at("2026-11-01T12:00:00Z");
  EXPECT_EQ(day_limit(mailbox, 20, at("2026-11-01T12:00:00Z")), 20) << "no ramp: the usual limit";
  mailbox.limits.ramp = MailboxRamp{5, 3, 40};
  const struct {
    const char* now;
    std::int64_t limit;
  } rows[] = {{"2026-11-01T12:00:00Z", 5},  {"2026-11-02T11:59:59Z", 5},  {"2026-11-02T12:00:00Z", 8},
              {"2026-11-05T12:00:00Z", 17}, {"2026-11-30T12:00:00Z", 20}, {"2026-10-01T12:00:00Z", 5}};
  for (const auto& row : rows) EXPECT_EQ(day_limit(mailbox, 20, at(row.now)), row.limit) << row.now;
  mailbox.limits.day = 100;
  EXPECT_EQ(day_limit(mailbox, 20, at("2026-11-30T12:00:00Z")), 40) << "the ramp's end";
  mailbox.limits.ramp.reset();
  EXPECT_EQ(day_limit(mailbox, 20, at("2026-11-30T12:00:00Z")), 100);
}

TEST(MailboxTest, AWindowOpensOnItsDaysAndIsClosedAtItsEnd) {
  const struct {
    const char* now;
    const char* opens;
  } rows[] = {
      {"2026-11-18T07:30:00Z", "2026-11-18T08:00:00Z"},  // a Wednesday, 08:30 in Berlin
      {"2026-11-18T08:00:00Z", "2026-11-18T08:00:00Z"}, {"2026-11-18T15:59:59Z", "2026-11-18T15:59:59Z"},
      {"2026-11-18T16:00:00Z", "2026-11-19T08:00:00Z"},  // 17:00 is not in it
      {"2026-11-20T16:00:00Z", "2026-11-23T08:00:00Z"},  // over the weekend
  };
  for (const auto& row : rows)
    EXPECT_EQ(format_rfc3339(next_open(kOffice, "Europe/Berlin", at(row.now))), row.opens) << row.now;
  const MailboxWindow night{{"sa"}, "22:00", "24:00", ""};
  EXPECT_EQ(next_open(night, "UTC", at("2026-11-21T23:59:59Z")), at("2026-11-21T23:59:59Z"));
  EXPECT_EQ(next_open(night, "UTC", at("2026-11-22T00:00:00Z")), at("2026-11-28T22:00:00Z"));
  // 02:00 to 03:00 does not exist in Berlin on the last Sunday of March.
  const MailboxWindow gone{{"su"}, "02:00", "03:00", ""};
  EXPECT_EQ(next_open(gone, "Europe/Berlin", at("2026-03-29T00:30:00Z")), at("2026-04-05T00:00:00Z"));
  // One that begins in that gap opens when the gap ends.
  const MailboxWindow late{{"su"}, "02:30", "05:00", ""};
  EXPECT_EQ(next_open(late, "Europe/Berlin", at("2026-03-29T00:30:00Z")), at("2026-03-29T01:00:00Z"));
}

TEST(MailboxTest, WhatNoWindowOrLimitCanBeIsRefusedWithItsField) {
  const struct {
    MailboxWindow window;
    const char* field;
  } windows[] = {{{{}, "09:00", "17:00", ""}, "window/days"},
                 {{{"monday"}, "09:00", "17:00", ""}, "window/days"},
                 {{{"mo"}, "9:00", "17:00", ""}, "window/from"},
                 {{{"mo"}, "09:00", "24:01", ""}, "window/to"},
                 {{{"mo"}, "17:00", "17:00", ""}, "window/to"},
                 {{{"mo"}, "09:00", "17:00", "Mars/Olympus"}, "window/zone"}};
  for (const auto& row : windows) {
    const auto checked = check_window(row.window);
    ASSERT_FALSE(checked) << row.field;
    EXPECT_EQ(checked.error().fields.at(0).path, row.field);
  }
  for (const char* zone : {"", "contact", "sender", "Asia/Tokyo"})
    EXPECT_TRUE(check_window({{"mo"}, "00:00", "24:00", zone})) << zone;
  const auto limits = check_limits({5, MailboxRamp{1, -1, 5}, 60});
  ASSERT_FALSE(limits);
  EXPECT_EQ(limits.error().fields.at(0).path, "limits/ramp/step");
  EXPECT_EQ(check_limits({-1, {}, 0}).error().fields.at(0).path, "limits/day");
  EXPECT_EQ(check_limits({{}, {}, 90000}).error().fields.at(0).path, "limits/gap_s");
  EXPECT_TRUE(check_limits({0, MailboxRamp{0, 5, 50}, 0}));
}

TEST(MailboxTest, ADraftLeavesFromTheContactsMailboxElseFromOnesOwnElseFromTheFirst) {
  std::vector<TeamMailbox> all(4);
  all[0].mailbox_id = "first";
  all[0].is_first = true;
  all[0].status = MailboxStatus::ACTIVE;
  for (std::size_t i = 1; i < all.size(); ++i) {
    all[i].mailbox_id = "box" + std::to_string(i);
    all[i].user_id = i == 1 ? "bo" : "ana";
    all[i].status = i == 2 ? MailboxStatus::PAUSED : MailboxStatus::ACTIVE;
  }
  const auto chosen = [&](std::optional<std::string> contact, const char* user) {
    return choose_mailbox(all, contact, user, Instant{1})->mailbox_id;
  };
  EXPECT_EQ(chosen({}, "ana"), "box3") << "box2 is hers and older, but paused";
  EXPECT_EQ(chosen({}, "bo"), "box1");
  EXPECT_EQ(chosen({}, "cy"), "first");
  EXPECT_EQ(chosen({}, ""), "first") << "who is nobody owns nothing";
  EXPECT_EQ(chosen("box1", "ana"), "box1");
  EXPECT_EQ(chosen("box2", "bo"), "box2") << "though it is paused: its contacts hear from no other";
  EXPECT_EQ(chosen("gone", "bo"), "box1");
  EXPECT_EQ(choose_mailbox({}, {}, "ana", Instant{1}), nullptr);
}

}  // namespace
}  // namespace sa
