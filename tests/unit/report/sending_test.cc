// What became of mails: which mail a response counts for, who counts, and what belongs together.
#include "core/report/sending.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/reflect/reflect.h"
#include "core/report/agent.h"
#include "core/report/definition.h"
#include "core/report/operator.h"
#include "core/report/pipeline.h"
#include "core/report/variant.h"

namespace sa {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr Instant kDay{1'780'012'800'000};  // 2026-05-29T00:00:00Z

CountedMail mail(const std::string& person, std::vector<MailResponse> responses = {}, Instant at = kDay) {
  CountedMail made;
  made.draft_id = "d-" + person;
  made.sent_at = at;
  made.person = person;
  made.mailbox_id = "ana@ours.example";
  made.agent = "operator";
  made.responses = std::move(responses);
  return made;
}
MailResponse reply(const char* intent, std::int64_t after_ms = kHourMs) {
  return {ResponseKind::reply, kDay + after_ms, intent, {}};
}
MailResponse came(ResponseKind kind, std::int64_t after_ms = kHourMs) {
  return {kind, kDay + after_ms, {}, {}};
}

TEST(Response, CountsForTheLastMailBeforeIt) {
  const std::vector<MailTo> mails = {
      {"third", kDay + 2 * kDayMs}, {"second", kDay + kDayMs}, {"first", kDay}};
  struct Row {
    std::int64_t at_ms;
    ResponseKind kind;
    const char* draft_id;
  };
  const Row rows[] = {
      {-kSecondMs, ResponseKind::reply, nullptr},      {0, ResponseKind::reply, "first"},
      {kDayMs - 1, ResponseKind::reply, "first"},      {kDayMs, ResponseKind::reply, "second"},
      {5 * kDayMs, ResponseKind::reply, "third"},      {32 * kDayMs, ResponseKind::reply, "third"},
      {32 * kDayMs + 1, ResponseKind::reply, nullptr}, {90 * kDayMs, ResponseKind::opt_out, "third"},
      {90 * kDayMs, ResponseKind::complaint, "third"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.at_ms);
    const MailTo* found = last_before(mails, row.kind, kDay + row.at_ms);
    ASSERT_EQ(found != nullptr, row.draft_id != nullptr);
    if (found) EXPECT_EQ(found->draft_id, row.draft_id);
  }
}

TEST(Response, OfTheSecondInWhichTheMailLeftCameAfterIt) {
  const std::vector<MailTo> mails = {{"one", kDay + 700}};
  EXPECT_NE(last_before(mails, ResponseKind::reply, kDay), nullptr);
  EXPECT_EQ(last_before(mails, ResponseKind::reply, kDay - 1), nullptr);
}

TEST(Sending, ABounceWithin72HoursMeansThatItDidNotArrive) {
  Outcomes all;
  all.add(mail("a", {came(ResponseKind::bounce, 72 * kHourMs)}));
  all.add(mail("b", {came(ResponseKind::bounce, 72 * kHourMs + 1)}));
  all.add(mail("c"));
  const SendingFigures figures = all.figures(kDay);
  EXPECT_EQ(figures.sent.value, 3);
  EXPECT_EQ(figures.delivered.value, 2);
  EXPECT_EQ(figures.bounce.n, 3);
  EXPECT_DOUBLE_EQ(*figures.bounce.value, 1.0 / 3);
  EXPECT_EQ(figures.replied.n, 2);
}

TEST(Sending, APersonCountsOnceHoweverOftenTheyAreWrittenToAndAnswer) {
  Outcomes all;
  all.add(mail("a", {reply("neutral"), reply("pricing")}));
  all.add(mail("a", {reply("interested")}));
  all.add(mail("b"));
  all.add(mail("b", {came(ResponseKind::opt_out)}));
  all.add(mail("c", {reply("not_interested"), came(ResponseKind::complaint)}));
  all.add(mail("d", {came(ResponseKind::bounce)}));
  const SendingFigures figures = all.figures(kDay);
  EXPECT_EQ(figures.sent.value, 6);
  EXPECT_DOUBLE_EQ(*figures.replied.value, 2.0 / 3);
  EXPECT_DOUBLE_EQ(*figures.positive.value, 1.0 / 3);
  EXPECT_DOUBLE_EQ(*figures.opt_out.value, 1.0 / 3);
  EXPECT_DOUBLE_EQ(*figures.complaint.value, 1.0 / 3);
  EXPECT_EQ(figures.replied.n, 3);
}

TEST(Sending, WhatAPersonFoundToBeAnOptOutIsNoReply) {
  Outcomes all;
  MailResponse said = reply("interested"), meant = came(ResponseKind::opt_out);
  said.message_id = meant.message_id = "m1";
  all.add(mail("a", {said, meant}));
  EXPECT_EQ(all.figures(kDay).replied.value, 0);
  EXPECT_EQ(all.figures(kDay).positive.value, 0);
  EXPECT_EQ(all.figures(kDay).opt_out.value, 1);
}

TEST(Sending, OnlyThreeIntentsArePositive) {
  for (const char* intent : {"interested", "pricing", "meeting_request"})
    EXPECT_TRUE(is_positive(reply(intent))) << intent;
  for (const char* intent : {"question", "not_now", "neutral", "info_request"})
    EXPECT_FALSE(is_positive(reply(intent))) << intent;
  EXPECT_FALSE(is_positive({ResponseKind::opt_out, kDay, "interested", {}}));
}

TEST(Sending, GroupsAddUpToTheTotalAndStandInOrder) {
  SendingTally tally(GroupBy::step, "UTC");
  CountedMail first = mail("a"), second = mail("b"), answer = mail("c");
  first.sequence_id = second.sequence_id = "pilot";
  first.step_id = "first";
  second.step_id = "again";
  for (const CountedMail& each : {first, first, second, answer}) tally.add(each);
  const SendingReport report = tally.report(kDay, kDay + kDayMs, kDay);
  ASSERT_THAT(report.groups, SizeIs(3));
  EXPECT_EQ(report.groups[0].key, std::nullopt);
  EXPECT_EQ(report.groups[1].key, "again");
  EXPECT_EQ(report.groups[2].key, "first");
  EXPECT_EQ(report.groups[2].sequence_id, "pilot");
  double sum = 0;
  for (const SendingGroup& each : report.groups) sum += *each.figures.sent.value;
  EXPECT_EQ(sum, *report.total.sent.value);
}

TEST(Sending, ADayIsOneOfTheZone) {
  EXPECT_EQ(key_of(mail("a"), GroupBy::day, "UTC").key, "2026-05-29");
  EXPECT_EQ(key_of(mail("a"), GroupBy::day, "America/New_York").key, "2026-05-28");
}

TEST(Sending, CsvHasALineForEachFigureAndNoFormula) {
  SendingTally tally(GroupBy::agent, "UTC");
  CountedMail odd = mail("a");
  odd.agent = "=1+1";
  tally.add(odd);
  const std::string csv = csv_of(tally.report(kDay, kDay + kDayMs, kDay));
  EXPECT_THAT(csv, HasSubstr("kind,key,sequence_id,step_id,figure,value,n,low,high,small,as_of\n"));
  EXPECT_THAT(csv, HasSubstr("total,,,,sent,1,1,,,true,2026-05-29T00:00:00Z\n"));
  EXPECT_THAT(csv, HasSubstr("total,,,,replied,0,1,0,0.7934506856"));
  EXPECT_THAT(csv, HasSubstr("group,'=1+1,,,sent,1,1,,,true"));
}

TEST(Sending, EveryFigureIsDefined) {
  std::vector<std::string> defined, named;
  for (const FigureDefinition& each : report_definitions()) {
    if (each.report == "sending") defined.push_back(each.name);
    EXPECT_FALSE(each.words.empty() || each.unit.empty() || each.formula.empty()) << each.name;
  }
  const SendingFigures figures;
  for_each_field(figures, [&](std::string_view name, const Figure&) { named.emplace_back(name); });
  EXPECT_EQ(defined, named);
}

TEST(Variants, AreComparedWithTheFirstAndNoneWins) {
  std::map<GroupKey, Outcomes> groups;
  Outcomes& a = groups[{"a", "pilot", "first"}];
  Outcomes& b = groups[{"b", "pilot", "first"}];
  groups[{std::nullopt, "pilot", "again"}].add(mail("x"));
  for (int i = 0; i < 100; ++i) {
    const std::string person = std::to_string(i);
    a.add(mail(person, i < 10 ? std::vector{reply("neutral")} : std::vector<MailResponse>()));
    b.add(mail(person, i < 20 ? std::vector{reply("neutral")} : std::vector<MailResponse>()));
  }
  const auto steps = compare_variants(groups, kDay);
  ASSERT_THAT(steps, SizeIs(1));
  ASSERT_THAT(steps[0].variants, SizeIs(2));
  ASSERT_THAT(steps[0].comparisons, SizeIs(2));
  const VariantComparison& replied = steps[0].comparisons[0];
  EXPECT_DOUBLE_EQ(*replied.difference.value, 0.1);
  EXPECT_EQ(replied.more_needed, 99);
  EXPECT_THAT(replied.words, HasSubstr("Needs 99 more per variant"));
  EXPECT_EQ(steps[0].comparisons[1].more_needed, std::nullopt);
  EXPECT_THAT(csv_of(VariantReport{kDay, kDay, "UTC", steps}),
              HasSubstr("pilot,first,b,replied_difference,0.1"));
}

TEST(Agents, WordsThatWereChanged) {
  EXPECT_EQ(word_distance("Dear Ann, shall we talk?", "Dear Ann, shall we talk?"), 0);
  EXPECT_EQ(word_distance("Dear Ann,\nshall we talk?", "Dear Ann, shall  we talk?"), 0);
  EXPECT_EQ(word_distance("one two three", "one 2 three four"), 2);
  EXPECT_EQ(word_distance("", "one two"), 2);
  EXPECT_EQ(word_distance("one two", ""), 2);
}

TEST(Agents, AreJudgedByWhatPeopleMadeOfTheirDrafts) {
  AgentTally tally;
  tally.add({"prospecting", "1", true, 0, false});
  tally.add({"prospecting", "1", true, 7, true});
  tally.add({"prospecting", "1", false, 0, true});
  tally.add({"prospecting", "2", true, 0, false});
  const AgentReport report = tally.report(kDay, kDay, "UTC", kDay);
  ASSERT_THAT(report.groups, SizeIs(2));
  const AgentFigures& first = report.groups[0].figures;
  EXPECT_EQ(first.decided.value, 3);
  EXPECT_DOUBLE_EQ(*first.unchanged.value, 1.0 / 3);
  EXPECT_EQ(first.edit_distance_p50.value, 0);
  EXPECT_EQ(first.edit_distance_p90.value, 7);
  EXPECT_DOUBLE_EQ(*first.facts_corrected.value, 2.0 / 3);
  EXPECT_EQ(report.total.decided.value, 4);
}

TEST(Operators, PausesAreNoWorkAndWhoIsNoLeadFindsOnlyThemselves) {
  OperatorTally tally;
  tally.add({"ana", "Ana", kDay, true, 10 * kMinuteMs});
  tally.add({"ben", "Ben", kDay + 1, false, std::nullopt});
  tally.add({"ana", "Ana", kDay + 60 * kSecondMs, false, std::nullopt});
  tally.add({"ana", "Ana", kDay + 180 * kSecondMs, true, 20 * kMinuteMs});
  tally.add({"ana", "Ana", kDay + 301 * kSecondMs, true, 30 * kMinuteMs});
  tally.add_answer("ana", 90 * kMinuteMs);
  const OperatorReport all = tally.report(kDay, kDay, "UTC", kDay, std::nullopt);
  ASSERT_THAT(all.groups, SizeIs(2));
  const OperatorFigures& ana = all.groups[0].figures;
  EXPECT_EQ(ana.decisions.value, 3);
  EXPECT_DOUBLE_EQ(*ana.decisions_per_active_minute.value, 1);  // 180 s: the last gap is 121 s
  EXPECT_EQ(ana.first_answer_p50.value, 90);
  EXPECT_EQ(ana.queue_age_p50.value, 20);
  EXPECT_EQ(ana.queue_age_p90.value, 30);
  EXPECT_FALSE(all.groups[1].figures.decisions_per_active_minute.value);
  const OperatorReport own = tally.report(kDay, kDay, "UTC", kDay, "ben");
  ASSERT_THAT(own.groups, SizeIs(1));
  EXPECT_EQ(own.groups[0].user_id, "ben");
  EXPECT_EQ(own.total.decisions.value, 3);
}

TEST(Pipeline, CurrenciesAreNotAddedUp) {
  const PipelineReport report = report_pipeline({{"EUR", "1200.5", "qualified", kDay},
                                                 {"EUR", "0.25", "appointment", kDay},
                                                 {"EUR", "100", "closedwon", kDay},
                                                 {"EUR", "100", "ClosedLost", kDay + kDayMs},
                                                 {"USD", "7", "qualified", kDay},
                                                 {"USD", "much", "qualified", kDay}},
                                                kDay, kDay + kDayMs, "UTC", kDay);
  ASSERT_THAT(report.groups, SizeIs(2));
  const PipelineFigures& euro = report.groups[0].figures;
  EXPECT_EQ(euro.open.value, 2);
  EXPECT_DOUBLE_EQ(*euro.open_value.value, 1200.75);
  EXPECT_EQ(euro.won.value, 1);
  EXPECT_DOUBLE_EQ(*euro.won_value.value, 100);
  EXPECT_EQ(euro.lost.value, 0);
  EXPECT_EQ(report.groups[1].figures.open.value, 1);
}

}  // namespace
}  // namespace sa
