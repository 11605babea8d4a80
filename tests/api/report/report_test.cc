// Reports over HTTP: figures of what really left, for who may read, and periods that are ones.
#include "tests/api/scenario.h"

namespace sa {
namespace {

using test::Fields;

constexpr const char* kReport = "/api/agents/reporting/generate";

std::string wish(const std::string& type, const std::string& period) {
  return R"({"report_type":")" + type + R"(","time_period":")" + period + "\"}";
}

class ReportApiTest : public test::ScenarioTest {};
INSTANTIATE_ENGINES(ReportApiTest);

TEST_P(ReportApiTest, WhatLeftIsCountedAndWhatWaitsIsNot) {
  send_one("d1", "ada@customer.example");
  send_one("d2", "bob@customer.example");
  expect(
      {"a draft that waits",
       Method::POST,
       "/api/operator/drafts?draft_id=d3",
       R"({"recipient":"cy@customer.example","subject":"Hello","body":"Hello, shall we talk about stock counting on Tuesday? Eva"})",
       201,
       {},
       {},
       {.audit_rows = 1}});
  api->clock.advance(kSecondMs);
  const test::Scenario rows[] = {
      {"engagement",
       Method::POST,
       kReport,
       wish("engagement_summary", "last_7_days"),
       200,
       {R"("total_emails_sent":2)", R"("contacts":2)", R"("reply_rate":0)", R"("drafts_approved":2)",
        R"("drafts_pending":1)", R"("open_rate":null)", R"("total_opens":null)"}},
      {"the month",
       Method::POST,
       kReport,
       wish("engagement_summary", "2026-11"),
       200,
       {R"("total_emails_sent":2)"}},
      {"the week",
       Method::POST,
       kReport,
       wish("engagement_summary", "2026-W48"),
       200,
       {R"("total_emails_sent":2)"}},
      {"the day",
       Method::POST,
       kReport,
       wish("engagement_summary", "2026-11-23..2026-11-23"),
       200,
       {R"("total_emails_sent":2)"}},
      {"the day before",
       Method::POST,
       kReport,
       wish("engagement_summary", "2026-11-22..2026-11-22"),
       200,
       {R"("total_emails_sent":0)", R"("reply_rate":null)"}},
      {"the funnel",
       Method::POST,
       kReport,
       wish("conversion_funnel", "last_7_days"),
       200,
       {R"("total_pipeline_value":null)"}},
      {"the agents",
       Method::POST,
       kReport,
       wish("agent_performance", "last_7_days"),
       200,
       {R"("sequences_executed":0)"}},
  };
  expect(rows);
}

TEST_P(ReportApiTest, APeriodThatIsNoneIsRefusedWithTheForms) {
  for (const char* period : {"", "sometime", "2026-13", "2026-W54", "2026-02-30..2026-03-01", "last_0_days",
                             "last_7_days ", "2026-01-05..", "0001-01", "9999-12"}) {
    expect({period,
            Method::POST,
            kReport,
            wish("engagement_summary", period),
            422,
            {R"("path":"time_period")"}});
  }
  expect({"backwards",
          Method::POST,
          kReport,
          wish("engagement_summary", "2026-01-11..2026-01-05"),
          422,
          {"the earlier day first"}});
  expect({"too long",
          Method::POST,
          kReport,
          wish("engagement_summary", std::string(51, '1')),
          422,
          {R"("path":"time_period")"}});
  expect({"two lines",
          Method::POST,
          kReport,
          wish("engagement_summary", "last_7_days\\n"),
          422,
          {R"("path":"time_period")"}});
}

TEST_P(ReportApiTest, BadInputAndWrongMethods) {
  const test::Scenario rows[] = {
      {"no type",
       Method::POST,
       kReport,
       R"({"time_period":"last_7_days"})",
       422,
       {R"("path":"report_type")"}},
      {"no period",
       Method::POST,
       kReport,
       R"({"report_type":"conversion_funnel"})",
       422,
       {R"("path":"time_period")"}},
      {"nothing", Method::POST, kReport, "", 422, {R"("path":"report_type")", R"("path":"time_period")"}},
      {"an unknown report",
       Method::POST,
       kReport,
       wish("weather", "last_7_days"),
       422,
       {R"("path":"report_type")", "engagement_summary"}},
      {"a type that is a number", Method::POST, kReport, R"({"report_type":1,"time_period":"last_7_days"})",
       422},
      {"no JSON", Method::POST, kReport, "report_type=1", 400},
      {"it is asked for by POST", Method::GET, kReport, "", 405, {"Allow: POST, OPTIONS"}},
  };
  expect(rows);
}

TEST_P(ReportApiTest, OnlyWhoMayReadIsToldTheFigures) {
  const std::string body = wish("engagement_summary", "last_7_days");
  expect(
      {"a reader", Method::POST, kReport, body, 200, {"total_emails_sent"}, {}, {}, service({Scope::read})});
  expect({"no reader",
          Method::POST,
          kReport,
          body,
          403,
          {},
          {"total_emails_sent"},
          {},
          service({Scope::draft})});
  expect({"nobody", Method::POST, kReport, body, 401, {}, {"total_emails_sent"}, {}, forged()});
}

constexpr const char* kSending = "/api/reports/sending?from=2026-11-01&to=2026-12-01&zone=UTC";

TEST_P(ReportApiTest, TheFiguresOfSending) {
  send_one("d1", "ada@customer.example");
  send_one("d2", "bob@customer.example");
  api->clock.advance(kMinuteMs);
  const auto report = api->json(200, Method::GET, std::string(kSending) + "&group_by=mailbox");
  const auto& total = report.at("total").as_object();
  EXPECT_EQ(total.at("sent").at("value").to_number<double>(), 2);
  EXPECT_TRUE(total.at("sent").at("low").is_null());
  EXPECT_EQ(total.at("delivered").at("n").to_number<int>(), 2);
  EXPECT_EQ(total.at("replied").at("value").to_number<double>(), 0);
  EXPECT_NEAR(total.at("replied").at("high").to_number<double>(), 0.657619772, 1e-8);
  EXPECT_TRUE(total.at("replied").at("small").as_bool());
  ASSERT_EQ(report.at("groups").as_array().size(), 1u);
  EXPECT_EQ(report.at("groups").at(0).at("figures").at("sent").at("value").to_number<double>(), 2);
  EXPECT_EQ(report.at("from").as_string(), "2026-11-01T00:00:00Z");
  const test::Scenario rows[] = {
      {"no mail: nothing is measured",
       Method::GET,
       "/api/reports/sending?from=2025-01-01&to=2025-02-01",
       "",
       200,
       {R"("sent":{"value":0,"n":0,"low":null,"high":null)", R"("replied":{"value":null,"n":0)",
        R"("groups":[])"}},
      {"CSV by the address",
       Method::GET,
       std::string(kSending) + "&format=csv",
       "",
       200,
       {"text/csv", "kind,key,sequence_id,step_id,figure,value", "total,,,,sent,2,2,,,true,"}},
      {"CSV by the header",
       Method::GET,
       kSending,
       "",
       200,
       {"text/csv", "total,,,,sent,2,2"},
       {},
       {},
       {{"Accept", "text/csv"}}},
      {"a day", Method::GET, std::string(kSending) + "&group_by=day", "", 200, {R"("key":"2026-11-23")"}},
      {"without a campaign",
       Method::GET,
       std::string(kSending) + "&group_by=campaign",
       "",
       200,
       {R"("key":null)"}},
      {"of another campaign",
       Method::GET,
       std::string(kSending) + "&campaign_id=none",
       "",
       200,
       {R"("sent":{"value":0)"}},
      {"the usual period", Method::GET, "/api/reports/sending", "", 200, {R"("sent":{"value":2)"}},
      {"the words",
       Method::GET,
       "/api/reports/definitions",
       "",
       200,
       {R"("report":"sending","name":"opt_out")", "formula"}},
      {"no variants", Method::GET, "/api/reports/variants", "", 200, {R"("steps":[])"}},
      {"no deals", Method::GET, "/api/reports/pipeline", "", 200, {R"("groups":[])"}},
      {"no agents", Method::GET, "/api/reports/agents", "", 200, {R"("decided":{"value":0)"}},
      {"the desk", Method::GET, "/api/reports/operators", "", 200, {R"("decisions":{"value":2)"}},
      {"the desk as CSV",
       Method::GET,
       "/api/reports/operators?format=csv",
       "",
       200,
       {"kind,user_id,name,figure,value"}},
  };
  expect(rows);
}

TEST_P(ReportApiTest, AWrongPeriodOfFiguresIsNamed) {
  const test::Scenario rows[] = {
      {"from", Method::GET, "/api/reports/sending?from=soon", "", 422, {R"("path":"from")", "2026-11-01"}},
      {"to", Method::GET, "/api/reports/agents?to=2026-13-01", "", 422, {R"("path":"to")"}},
      {"backwards",
       Method::GET,
       "/api/reports/pipeline?from=2026-02-01&to=2026-02-01",
       "",
       422,
       {R"("path":"to")", "later than"}},
      {"zone", Method::GET, "/api/reports/variants?zone=Mars/Olympus", "", 422, {R"("path":"zone")"}},
      {"group", Method::GET, "/api/reports/sending?group_by=weather", "", 422, {R"("path":"group_by")"}},
      {"format", Method::GET, "/api/reports/sending?format=pdf", "", 422, {R"("path":"format")"}},
  };
  expect(rows);
}

TEST_P(ReportApiTest, BelowRoleLeadNobodyIsCompared) {
  send_one("d1", "ada@customer.example");
  const std::string others = R"("groups":[])";
  expect({"a key", Method::GET, "/api/reports/operators", "", 200, {others}, {}, {}, service({Scope::read})});
  expect({"a key, by user",
          Method::GET,
          std::string(kSending) + "&group_by=user",
          "",
          200,
          {others},
          {},
          {},
          service({Scope::read})});
  expect({"no reader", Method::GET, kSending, "", 403, {}, {"\"total\""}, {}, service({Scope::draft})});
}

}  // namespace
}  // namespace sa
