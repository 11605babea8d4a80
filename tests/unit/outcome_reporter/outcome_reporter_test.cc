#include "agents/outcome_reporter/outcome_reporter.h"

#include <gmock/gmock.h>

#include "base/reflect/reflect.h"
#include "tests/unit/agent_fixture.h"

namespace sa {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const Instant kNow = at("2026-11-22T10:31:00Z");

TEST(PeriodTest, forms) {
  struct Row {
    const char* text;
    const char* zone;
    const char* from;
    const char* to;
  };
  const Row rows[] = {
      {"last_7_days", "UTC", "2026-11-15T10:31:00Z", "2026-11-22T10:31:00Z"},
      {"last_1_day", "UTC", "2026-11-21T10:31:00Z", "2026-11-22T10:31:00Z"},
      {"last_30_days", "Europe/Berlin", "2026-10-23T10:31:00Z", "2026-11-22T10:31:00Z"},
      {"2026-01", "UTC", "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"},
      {"2026-12", "UTC", "2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z"},
      {"2026-W03", "UTC", "2026-01-12T00:00:00Z", "2026-01-19T00:00:00Z"},
      {"2026-W01", "UTC", "2025-12-29T00:00:00Z", "2026-01-05T00:00:00Z"},
      {"2026-W53", "UTC", "2026-12-28T00:00:00Z", "2027-01-04T00:00:00Z"},
      {"2026-01-05..2026-01-11", "UTC", "2026-01-05T00:00:00Z", "2026-01-12T00:00:00Z"},
      {"2026-01-05..2026-01-05", "UTC", "2026-01-05T00:00:00Z", "2026-01-06T00:00:00Z"},
      // A day of 23 hours: summer time begins on 29 March in Berlin.
      {"2026-03-29..2026-03-29", "Europe/Berlin", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"},
  };
  for (const Row& row : rows) {
    const auto period = parse_period(row.text, kNow, row.zone);
    ASSERT_TRUE(period) << row.text;
    EXPECT_EQ(format_rfc3339(period->from), row.from) << row.text;
    EXPECT_EQ(format_rfc3339(period->to), row.to) << row.text;
    EXPECT_EQ(period->text, row.text);
  }
}

TEST(PeriodTest, anything_else_is_refused_with_the_forms) {
  for (const char* text : {"",
                           "last_0_days",
                           "last_367_days",
                           "last_-7_days",
                           "last_7",
                           "last_7_weeks",
                           "last__days",
                           "2026",
                           "2026-13",
                           "2026-1",
                           "2026-W00",
                           "2026-W54",
                           "2025-W53",
                           "2026-W3",
                           "2026-01-05",
                           "2026-02-30..2026-03-01",
                           "2026-01-05..",
                           "..2026-01-05",
                           "last_99999999999999999999_days",
                           "2026-01-05...2026-01-06",
                           "LAST_7_DAYS",
                           "2026-01\n"}) {
    const auto period = parse_period(text, kNow);
    ASSERT_FALSE(period) << text;
    EXPECT_EQ(period.error().fields.at(0).path, "time_period");
    EXPECT_THAT(period.error().message, HasSubstr("last_7_days")) << text;
  }
  for (const char* text :
       {"0000-01", "9999-12", "0001-01-01..9999-12-31", "1969-W01", "9999-W01", "1960-01-01..1960-01-02"}) {
    const auto period = parse_period(text, kNow, "Asia/Tokyo");
    ASSERT_FALSE(period) << text;
    EXPECT_EQ(period.error().fields.at(0).path, "time_period");
    EXPECT_THAT(period.error().message, HasSubstr("years 1970 to 9998")) << text;
  }
  const auto backwards = parse_period("2026-01-11..2026-01-05", kNow);
  ASSERT_FALSE(backwards);
  EXPECT_THAT(backwards.error().message, HasSubstr("earlier day first"));
}

const ReportPeriod kPeriod{"2026-W46", at("2026-11-09T00:00:00Z"), at("2026-11-16T00:00:00Z")};

TEST(OutcomeReporterTest, nothing_done_is_zeros_and_nulls) {
  const EngagementSummary summary = report_engagement({}, kPeriod, agent_policy().reporting);
  EXPECT_EQ(
      to_json_text(summary.metrics),
      R"({"total_emails_sent":0,"total_opens":null,"total_clicks":null,"total_replies":0,"open_rate":null,)"
      R"("click_rate":null,"reply_rate":null,"contacts":0,"total_bounces":0,"total_unsubscribes":0,)"
      R"("total_complaints":0,"bounce_rate":null,"unsubscribe_rate":null,"complaint_rate":null,)"
      R"("drafts_pending":0,"drafts_approved":0,"drafts_rejected":0,"reject_rate":null})");
  EXPECT_TRUE(summary.top_performers.empty());
  EXPECT_TRUE(summary.recommendations.empty());
  EXPECT_EQ(
      to_json_text(report_funnel({}, kPeriod)),
      R"({"report_type":"conversion_funnel","time_period":"2026-W46","from":"2026-11-09T00:00:00Z",)"
      R"("to":"2026-11-16T00:00:00Z","funnel_stages":{"reached":0,"opened":null,"clicked":null,"replied":0,)"
      R"("qualified":0,"demo_requested":0},"conversion_rates":{"reach_to_open":null,"open_to_click":null,)"
      R"("click_to_reply":null,"reach_to_reply":null,"reply_to_qualified":null,"qualified_to_demo":null},)"
      R"("total_pipeline_value":null,"pipeline_values":[]})");
  const AgentPerformance agents = report_agents({}, kPeriod);
  EXPECT_EQ(to_json_text(agents.system_health),
            R"({"uptime":null,"avg_processing_time_ms":null,"error_rate":null})");
  EXPECT_FALSE(agents.agents.prospecting_agent.accuracy_score);
  EXPECT_FALSE(agents.agents.nurturing_agent.sequences_executed) << "the store did not count them";
}

TEST(OutcomeReporterTest, rates_are_computed_and_opens_stay_unmeasured) {
  EngagementFacts facts;
  facts.sent = 40;
  facts.contacts = 36;
  facts.replied = 9;
  facts.hard_bounces = 3;
  facts.drafts_approved = 40;
  facts.drafts_rejected = 10;
  facts.drafts_pending = 12;
  facts.subjects = {{"A", 10, 1}, {"B", 4, 2}, {"C", 2, 1}, {"D", 20, 0}, {"E", 4, 2}};
  const EngagementSummary summary = report_engagement(facts, kPeriod, agent_policy().reporting);
  EXPECT_EQ(summary.metrics.reply_rate, 0.25);
  EXPECT_EQ(summary.metrics.bounce_rate, 0.075);
  EXPECT_EQ(summary.metrics.reject_rate, 0.2);
  EXPECT_FALSE(summary.metrics.open_rate);
  std::vector<std::string> best;
  for (const TopPerformer& each : summary.top_performers) best.push_back(each.subject_line);
  EXPECT_THAT(best, ElementsAre("B", "E", "C", "A"));
  EXPECT_FALSE(summary.top_performers[0].open_rate);
  EXPECT_EQ(summary.top_performers[0].reply_rate, 0.5);
  EXPECT_THAT(summary.recommendations, ElementsAre(HasSubstr("7.5 % of the sent mails bounced (3)"),
                                                   HasSubstr("12 drafts are waiting")));

  facts.opens = 20;
  facts.clicks = 4;
  const EngagementMetrics tracked = report_engagement(facts, kPeriod, agent_policy().reporting).metrics;
  EXPECT_EQ(tracked.open_rate, 0.5);
  EXPECT_EQ(tracked.click_rate, 0.1);
}

TEST(OutcomeReporterTest, a_rate_of_few_cases_recommends_nothing) {
  EngagementFacts facts;
  facts.sent = 3;
  facts.hard_bounces = 2;
  EXPECT_TRUE(report_engagement(facts, kPeriod, agent_policy().reporting).recommendations.empty());
}

TEST(OutcomeReporterTest, the_pipeline_is_summed_in_one_currency_only) {
  FunnelFacts facts;
  facts.reached = 50;
  facts.replied = 10;
  facts.qualified = 5;
  facts.demo_requested = 2;
  facts.pipeline = {{"EUR", 45000050}};
  const ConversionFunnel one = report_funnel(facts, kPeriod);
  EXPECT_EQ(one.conversion_rates.reach_to_reply, 0.2);
  EXPECT_EQ(one.conversion_rates.reply_to_qualified, 0.5);
  EXPECT_EQ(one.conversion_rates.qualified_to_demo, 0.4);
  EXPECT_EQ(one.total_pipeline_value, 450000.5);
  EXPECT_EQ(one.pipeline_values.at(0).amount, "450000.50");
  facts.pipeline.push_back({"USD", -5});
  const ConversionFunnel two = report_funnel(facts, kPeriod);
  EXPECT_FALSE(two.total_pipeline_value);
  EXPECT_EQ(two.pipeline_values.at(1).amount, "-0.05");
}

TEST(OutcomeReporterTest, the_agents_figures) {
  AgentFacts facts;
  facts.messages_analyzed = 100;
  facts.high_intent_identified = 40;
  facts.drafts_created = 40;
  facts.drafts_approved = 30;
  facts.drafts_rejected = 10;
  facts.drafts_edited = 6;
  facts.sequences_executed = 5;
  facts.follow_ups_scheduled = 8;
  facts.contacts_scheduled = 8;
  facts.contacts_engaged = 2;
  facts.drafts_reviewed = 40;
  facts.checks_passed = 30;
  facts.runs = 3;
  facts.runs_failed = 1;
  facts.run_ms = 1000;
  const AgentPerformance report = report_agents(facts, kPeriod);
  EXPECT_EQ(
      to_json_text(report.agents),
      R"({"prospecting_agent":{"messages_analyzed":100,"high_intent_identified":40,"accuracy_score":0.6,)"
      R"("drafts_created":40,"approval_rate":0.75},"nurturing_agent":{"sequences_executed":5,)"
      R"("follow_ups_scheduled":8,"engagement_rate":0.25},"validation_agent":{"drafts_reviewed":40,)"
      R"("approvals":30,"rejections":10,"rejection_rate":0.25}})");
  EXPECT_EQ(report.system_health.avg_processing_time_ms, 333.3);
  EXPECT_EQ(report.system_health.error_rate, 0.3333);
}

}  // namespace
}  // namespace sa
