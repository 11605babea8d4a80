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
       {R"("sequences_executed":null)"}},
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

}  // namespace
}  // namespace sa
