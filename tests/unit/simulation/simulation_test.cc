// The simulator: the same input gives the same lines; quotas, gaps, hours and holidays are kept in every window of the plan.
#include "core/simulation/simulation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <map>
#include <set>

#include "agents/policy/agent_policy.h"
#include "base/crypto/hash.h"
#include "core/simulation/compare.h"

namespace sa {
namespace {

using testing::HasSubstr;

/// Thursday, in winter.
const Instant kFrom = *parse_rfc3339("2026-12-03T08:00:00Z");

const GatePolicy& policy() {
  static const GatePolicy made = [] {
    GatePolicy policy;
    policy.limits = {20, 2};
    policy.calendar.timezone = "Europe/Berlin";
    policy.postal_address = "1 Dock Road";
    CountryHolidays germany;
    germany.zones = {"Europe/Berlin"};
    HolidayRule rule;
    rule.name = "Christmas Day";
    rule.on = "12-25";
    germany.holidays = {rule};
    policy.calendar.holidays.countries["DE"] = germany;
    return policy;
  }();
  return made;
}

SequenceStep mail(const std::string& id, std::int64_t after_days, StepThread thread = StepThread::new_) {
  SequenceStep step;
  step.step_id = id;
  step.after_days = after_days;
  step.thread = thread;
  if (thread == StepThread::new_) step.subject = "Pilots for {{first_name}}";
  step.body = "Dear {{first_name}},\n\na short call about " + id + " would help. " + "Yours, {{sender_name}}";
  return step;
}

TeamMailbox mailbox(const std::string& id, std::int64_t day, std::int64_t gap_s) {
  TeamMailbox made;
  made.mailbox_id = made.address = id;
  made.name = "Ana";
  made.provider = "outbox";
  made.is_first = id == "ana@ours.example";
  made.limits.day = day;
  made.limits.gap_s = gap_s;
  made.status = MailboxStatus::ACTIVE;
  return made;
}

SimulatedContact contact(int number, const std::string& zone = "Europe/Berlin") {
  SimulatedContact made;
  char id[16];
  std::snprintf(id, sizeof id, "c%05d", number);
  made.contact.contact_id = id;
  made.contact.first_name = "P" + std::to_string(number);
  made.contact.email = made.contact.email_key = std::string(id) + "@theirs.example";
  made.contact.timezone = zone;
  return made;
}

SimulationInput input() {
  SimulationInput made;
  made.sequence.sequence_id = "pilot";
  made.sequence.steps = {mail("first", 0), mail("again", 2, StepThread::same), mail("last", 1)};
  made.mailboxes = {mailbox("ana@ours.example", 15, 300), mailbox("ben@ours.example", 7, 0)};
  made.allowed = {"ana@ours.example", "ben@ours.example"};
  made.policy = &policy();
  made.from = kFrom;
  return made;
}

struct Told {
  std::vector<PlanLine> lines;
  std::string text;

  std::vector<PlanLine> of(PlanLine::Kind kind) const {
    std::vector<PlanLine> found;
    std::ranges::copy_if(lines, std::back_inserter(found),
                         [&](const PlanLine& each) { return each.kind == kind; });
    return found;
  }
  std::vector<PlanLine> sends() const { return of(PlanLine::Kind::send); }
  std::vector<PlanLine> skips() const { return of(PlanLine::Kind::skip); }
  std::vector<PlanLine> holds() const { return of(PlanLine::Kind::hold); }
  PlanLine total() const { return lines.back(); }
};

Told tell(const Simulation& simulation) {
  Told told;
  simulation.write([&](const PlanLine& line, const std::string& text) {
    told.lines.push_back(line);
    told.text += text + '\n';
  });
  return told;
}

Told simulate(SimulationInput given, std::vector<SimulatedContact> contacts) {
  Simulation simulation(std::move(given));
  for (SimulatedContact& each : contacts) simulation.add(std::move(each));
  simulation.run();
  return tell(simulation);
}

std::vector<SimulatedContact> crowd(int count) {
  const char* const zones[] = {"Europe/Berlin", "America/New_York", "Asia/Tokyo", ""};
  std::vector<SimulatedContact> made;
  for (int i = 0; i < count; ++i) made.push_back(contact(i, zones[i % 4]));
  return made;
}

/// No window of that length holds more than the limit.
void expect_at_most(const std::vector<Instant>& at, std::int64_t limit, std::int64_t window_ms,
                    const std::string& who) {
  for (std::size_t i = static_cast<std::size_t>(limit); i < at.size(); ++i)
    ASSERT_GE(at[i] - at[i - static_cast<std::size_t>(limit)], window_ms)
        << who << " at " << format_rfc3339(at[i]);
}

TEST(Simulation, SameLinesWhateverTheOrderOfReading) {
  auto contacts = crowd(200);
  SimulationInput given = input();
  given.world = *parse_world("reply=0.2,absence=0.1,bounce=0.05,opt_out=0.05");
  given.seed = "7";
  const Told once = simulate(given, contacts);
  std::ranges::reverse(contacts);
  EXPECT_EQ(simulate(given, contacts).text, once.text);
  given.seed = "8";
  EXPECT_NE(simulate(given, contacts).text, once.text);
}

TEST(Simulation, LinesOfTheContract) {
  const Told told = simulate(input(), {contact(1)});
  const auto sends = told.sends();
  ASSERT_EQ(sends.size(), 3u);
  ASSERT_EQ(told.holds().size(), 1u);  // two mails a week
  EXPECT_EQ(told.holds()[0].rule, "quota.contact_week");
  EXPECT_GE(sends[2].at, sends[0].at + kContactWindowMs);
  const std::string first = told.text.substr(0, told.text.find('\n'));
  const auto json = boost::json::parse(first).as_object();
  std::vector<std::string> keys;
  for (const auto& each : json) keys.emplace_back(each.key());
  EXPECT_EQ(keys, (std::vector<std::string>{"kind", "at", "local_at", "mailbox", "contact_id", "recipient",
                                            "step_id", "variant_id", "subject", "body_sha256", "verdict"}));
  EXPECT_EQ(sends[0].body_sha256, sha256_hex("Dear P1,\n\na short call about first would help. Yours, Ana"));
  EXPECT_EQ(sends[1].subject, "Re: Pilots for P1");
  EXPECT_THAT(sends[0].local_at, HasSubstr("+01:00"));
  // The hash is of all lines before the last, each with its line feed.
  const auto last = told.text.rfind("{\"kind\":\"total\"");
  EXPECT_EQ(told.total().plan_hash, sha256_hex(told.text.substr(0, last)));
  EXPECT_EQ(told.total().contacts, 1);
  EXPECT_EQ(told.total().sends, 3);
}

TEST(Simulation, PolicyPacksJudgeAsTheGateDoes) {
  const AgentPolicy agent_policy = *load_agent_policy();
  SimulationInput given = input();
  for (const PolicyPack& each : agent_policy.packs)
    if (each.pack_id == "neutral") given.packs.push_back(&each);
  const auto person = [](int number, ContactBasis basis, const std::string& source) {
    SimulatedContact made = contact(number);
    made.policy.country = "DE";
    made.policy.basis = basis;
    made.policy.has_proof = true;
    made.contact.source = source;
    return made;
  };
  const std::vector<SimulatedContact> people = {person(1, ContactBasis::legitimate_interest, "short call"),
                                                person(2, ContactBasis::consent, "short call"),
                                                person(3, ContactBasis::consent, "a fair")};
  EXPECT_EQ(simulate(given, people).text, simulate(input(), people).text)
      << "the neutral pack alone changes nothing";
  EXPECT_EQ(simulate(given, people).sends().size(), 9u);
  for (const PolicyPack& each : agent_policy.packs)
    if (each.pack_id == "de") given.packs.push_back(&each);
  const Told told = simulate(given, people);
  ASSERT_EQ(told.skips().size(), 1u);
  EXPECT_EQ(told.skips()[0].contact_id, "c00001");
  EXPECT_EQ(told.skips()[0].rule, "consent.none");
  EXPECT_THAT(told.skips()[0].words, HasSubstr("UWG, section 7(2) no. 2"));
  EXPECT_EQ(told.sends().size(), 3u) << "only the first mail must name the source";
  for (const PlanLine& each : told.sends()) EXPECT_EQ(each.contact_id, "c00002");
  const auto holds = told.holds();
  const auto held = std::ranges::find(holds, "c00003", &PlanLine::contact_id);
  ASSERT_NE(held, holds.end());
  EXPECT_EQ(held->rule, "consent.source_notice");
  EXPECT_FALSE(held->until);
}

TEST(Simulation, LimitsAreKeptInEveryWindow) {
  SimulationInput given = input();
  given.days = 40;
  given.sent["ben@ours.example"] = {kFrom - 3 * kHourMs, kFrom - 2 * kHourMs};
  const Told told = simulate(given, crowd(600));
  std::map<std::string, std::vector<Instant>> of_mailbox, of_contact;
  of_mailbox["ben@ours.example"] = given.sent["ben@ours.example"];
  Instant before{};
  for (const PlanLine& each : told.sends()) {
    EXPECT_GE(each.at, before);
    before = each.at;
    of_mailbox[each.mailbox].push_back(each.at);
    of_contact[each.contact_id].push_back(each.at);
  }
  expect_at_most(of_mailbox["ana@ours.example"], 15, kMailboxWindowMs, "ana");
  expect_at_most(of_mailbox["ben@ours.example"], 7, kMailboxWindowMs, "ben");
  for (const auto& [who, at] : of_contact) expect_at_most(at, 2, kContactWindowMs, who);
  const auto& ana = of_mailbox["ana@ours.example"];
  for (std::size_t i = 1; i < ana.size(); ++i) EXPECT_GE(ana[i] - ana[i - 1], 300 * kSecondMs);
  // The day is used up: weekends are closed, and the contacts' zones differ.
  EXPECT_GT(ana.size(), 15u * 24);
}

TEST(Simulation, HoursAndHolidays) {
  SimulationInput given = input();
  given.from = *parse_rfc3339("2026-12-23T08:00:00Z");
  given.mailboxes[0].window = MailboxWindow{{"mo", "tu", "we", "th", "fr"}, "10:00", "12:00", ""};
  const Told told = simulate(given, crowd(300));
  ASSERT_GT(told.sends().size(), 100u);
  std::map<std::string, std::string> zones;
  for (const SimulatedContact& each : crowd(300))
    zones[each.contact.contact_id] = each.contact.timezone.empty() ? "Europe/Berlin" : each.contact.timezone;
  for (const PlanLine& each : told.sends()) {
    const LocalTime local = to_local(each.at, zones[each.contact_id]);
    EXPECT_GE(local.hour, 9) << each.local_at;
    EXPECT_LT(local.hour, 17) << each.local_at;
    const LocalTime ours = to_local(each.at, "Europe/Berlin");
    if (each.mailbox == "ana@ours.example") EXPECT_TRUE(ours.hour == 10 || ours.hour == 11) << each.local_at;
    EXPECT_FALSE(local.date == (Date{2026, 12, 25})) << each.local_at;
  }
}

TEST(Simulation, AMailboxThatWarmsUp) {
  SimulationInput given = input();
  given.sequence.steps = {mail("first", 0)};
  given.mailboxes = {mailbox("ana@ours.example", 50, 0)};
  given.allowed = {"ana@ours.example"};
  given.mailboxes[0].limits.ramp = MailboxRamp{2, 3, 20};
  given.mailboxes[0].ramp_from = kFrom;
  given.days = 12;
  const Told told = simulate(given, crowd(400));
  std::vector<Instant> at;
  for (const PlanLine& each : told.sends()) {
    at.push_back(each.at);
    const auto in_window = std::ranges::count_if(at, [&](Instant one) { return one > each.at - kDayMs; });
    EXPECT_LE(in_window, day_limit(given.mailboxes[0], 20, each.at)) << format_rfc3339(each.at);
  }
  EXPECT_GT(at.size(), 20u);
  for (const PlanLine& each : told.of(PlanLine::Kind::day)) EXPECT_LE(each.sent, 2 * each.quota);
}

TEST(Simulation, DaysAddUpToTheTotal) {
  const Told told = simulate(input(), crowd(100));
  std::int64_t sent = 0, held = 0;
  for (const PlanLine& each : told.of(PlanLine::Kind::day)) sent += each.sent, held += each.held;
  EXPECT_EQ(sent, told.total().sends);
  EXPECT_EQ(held, told.total().holds);
  EXPECT_EQ(told.total().sends, static_cast<std::int64_t>(told.sends().size()));
  // Where a mail had to wait, it left when its line says so.
  std::set<std::tuple<std::string, std::string, std::int64_t>> left;
  for (const PlanLine& each : told.sends()) left.emplace(each.contact_id, each.step_id, each.at.ms);
  ASSERT_FALSE(told.holds().empty());
  for (const PlanLine& each : told.holds()) {
    if (!each.until) continue;
    EXPECT_LT(each.at, *each.until);
    EXPECT_TRUE(left.contains({each.contact_id, each.step_id, each.until->ms})) << each.contact_id;
  }
}

TEST(Simulation, WhoIsSkipped) {
  SimulationInput given = input();
  given.sequence.steps[2].condition =
      boost::json::parse(R"({"field": "stage", "op": "is", "value": "proposal"})");
  SimulatedContact suppressed = contact(1);
  suppressed.obstacle =
      Reason{"suppression.address", Severity::block, "The contact must not be contacted.", ""};
  SimulatedContact nameless = contact(2);
  nameless.contact.first_name.clear();
  SimulatedContact away = contact(3);
  away.absent_until = kFrom + 5 * kDayMs;
  const Told told = simulate(given, {suppressed, nameless, away});
  std::map<std::string, std::string> rules;
  for (const PlanLine& each : told.skips()) rules[each.contact_id] = each.rule;
  EXPECT_EQ(rules, (std::map<std::string, std::string>{{"c00001", "suppression.address"},
                                                       {"c00002", "template.missing_field"},
                                                       {"c00003", "step.condition"}}));
  ASSERT_EQ(told.sends().size(), 2u);
  EXPECT_GE(told.sends()[0].at, kFrom + 5 * kDayMs);
  ASSERT_FALSE(told.holds().empty());
  EXPECT_EQ(told.holds()[0].rule, "sequence.absent");
}

TEST(Simulation, WhatTheContactsDo) {
  SimulationInput given = input();
  const auto rule_of = [&](const std::string& world) {
    given.world = *parse_world(world);
    const Told told = simulate(given, {contact(1)});
    EXPECT_EQ(told.sends().size(), 1u) << world;
    return told.skips().empty() ? "" : told.skips()[0].rule;
  };
  EXPECT_EQ(rule_of("reply=1"), "sequence.reply");
  EXPECT_EQ(rule_of("bounce=1"), "suppression.address");
  EXPECT_EQ(rule_of("opt_out=1"), "suppression.address");
  given.sequence.on_reply["default"] = "continue";
  given.world = *parse_world("reply=1");
  EXPECT_EQ(simulate(given, {contact(1)}).sends().size(), 2u + 1);
  given.world = *parse_world("absence=1");
  const Told away = simulate(given, {contact(1)});
  ASSERT_GE(away.sends().size(), 2u);
  EXPECT_GE(away.sends()[1].at - away.sends()[0].at, 7 * kDayMs);
}

TEST(Simulation, WhenDraftsAreApproved) {
  SimulationInput given = input();
  given.approval = *parse_approval("none");
  Told told = simulate(given, {contact(1)});
  EXPECT_TRUE(told.sends().empty());
  ASSERT_EQ(told.holds().size(), 1u);
  EXPECT_EQ(told.holds()[0].rule, "draft.pending");
  EXPECT_FALSE(told.holds()[0].until);
  given.approval = *parse_approval("after=3d");
  told = simulate(given, {contact(1)});
  ASSERT_FALSE(told.sends().empty());
  // The first draft is made at once; the others one business day before.
  EXPECT_GE(told.sends()[0].at, kFrom + 3 * kDayMs);
  EXPECT_EQ(told.holds()[0].rule, "draft.pending");
}

TEST(Simulation, APausedMailboxHoldsUntilItsPauseEnds) {
  SimulationInput given = input();
  given.mailboxes = {mailbox("ana@ours.example", 20, 0)};
  given.mailboxes[0].status = MailboxStatus::PAUSED;
  given.mailboxes[0].hold = MailboxHold{"mailbox.paused", "Ana is on holiday.", "ana", kFrom + 4 * kDayMs};
  Told told = simulate(given, {contact(1), contact(2)});
  ASSERT_FALSE(told.sends().empty());
  EXPECT_GE(told.sends()[0].at, kFrom + 4 * kDayMs);
  EXPECT_EQ(told.holds()[0].rule, "mailbox.paused");
  given.mailboxes[0].hold->until.reset();
  told = simulate(given, {contact(1), contact(2)});
  EXPECT_TRUE(told.sends().empty());
  EXPECT_EQ(told.total().holds, 2);
}

TEST(Simulation, TwoPlansSideBySide) {
  const auto made = [](SimulationInput given, int contacts) {
    Simulation simulation(std::move(given));
    for (int i = 0; i < contacts; ++i) simulation.add(contact(i));
    simulation.run();
    return simulation;
  };
  SimulationInput other = input();
  other.sequence.steps[0].body += " P.S.";
  const PlanComparison same = compare_plans(made(input(), 5), made(input(), 5));
  EXPECT_EQ(same.same, 15);
  EXPECT_TRUE(same.differences.empty());
  const PlanComparison changed = compare_plans(made(input(), 5), made(other, 5));
  EXPECT_EQ(changed.differences.size(), 5u);
  EXPECT_EQ(changed.differences[0].change, "changed");
  const PlanComparison fewer = compare_plans(made(input(), 5), made(input(), 4));
  EXPECT_EQ(std::ranges::count(fewer.differences, "missing", &PlanDifference::change), 3);
}

TEST(SimulationWish, WhatCanBeSaid) {
  EXPECT_DOUBLE_EQ(parse_world("reply=0.05,opt_out=1")->reply, 0.05);
  EXPECT_DOUBLE_EQ(parse_world("reply=0.05,opt_out=1")->opt_out, 1);
  for (const char* wrong : {"reply", "reply=2", "reply=-1", "love=0.1", "reply=0.1;absence=1", "reply=0.1.1"})
    EXPECT_FALSE(parse_world(wrong)) << wrong;
  EXPECT_EQ(parse_approval("after=4h")->after_ms, 4 * kHourMs);
  EXPECT_FALSE(parse_approval("none")->after_ms);
  for (const char* wrong : {"some", "after=", "after=h", "after=4", "after=4x", "after=-4h"})
    EXPECT_FALSE(parse_approval(wrong)) << wrong;
}

}  // namespace
}  // namespace sa
