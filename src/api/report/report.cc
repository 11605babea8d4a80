// Reports: what came of it, counted from stored facts.
#include "actions/report/report.h"

#include "api/routes.h"

namespace sa {
namespace {

struct ReportInput {
  ReportType report_type = ReportType::engagement_summary;
  std::string time_period;
  static std::vector<Rule> rules() {
    return {rule(&ReportInput::report_type).required(),
            rule(&ReportInput::time_period)
                .one_line()
                .max_length(50)
                .describe("last_7_days, 2026-01, 2026-W03, or 2026-01-05..2026-01-11")
                .example("last_7_days")};
  }
};
BOOST_DESCRIBE_STRUCT(ReportInput, (), (report_type, time_period))

Task<Result<Reply<boost::json::value>>> post_report(Call& call, ReportInput input) {
  CO_TRY(boost::json::value report,
         co_await generate_report(call.services(), input.report_type, std::move(input.time_period)));
  co_return report;
}

}  // namespace

std::vector<Route> report_routes() {
  return {route<post_report>(
      "generate_report", Method::POST, "/api/agents/reporting/generate", Scope::read,
      "Generate a report of outcomes",
      {.tag = "agents",
       .seed = true,
       .feature = Feature::outcome_reporter,
       .one_of = {&reflect::kShape<EngagementSummary>, &reflect::kShape<ConversionFunnel>,
                  &reflect::kShape<AgentPerformance>},
       .about =
           "A metric that is not measured (opens and clicks without tracking) is null, never invented."})};
}

}  // namespace sa
