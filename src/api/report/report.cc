// Reports: what came of it, counted from stored facts, as JSON and as CSV.
#include "actions/report/report.h"

#include "api/routes.h"
#include "core/report/definition.h"

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

enum class ReportFormat { json, csv };
BOOST_DESCRIBE_ENUM(ReportFormat, json, csv)

/// What all reports are asked by.
struct PeriodQuery {
  std::string from;
  std::string to;
  std::string zone;
  std::optional<ReportFormat> format;
  static std::vector<Rule> rules() {
    return {
        rule(&PeriodQuery::from)
            .optional()
            .max_length(40)
            .describe("the first moment: a day of the zone, or an instant; without it 30 days before `to`")
            .example("2026-11-01"),
        rule(&PeriodQuery::to)
            .optional()
            .max_length(40)
            .describe("the first moment after the period; without it now")
            .example("2026-12-01"),
        rule(&PeriodQuery::zone)
            .optional()
            .max_length(60)
            .describe("IANA time zone of the days; without it that of the settings")
            .example("Europe/Berlin"),
        rule(&PeriodQuery::format).optional().describe("csv: as with the header Accept: text/csv")};
  }
};
BOOST_DESCRIBE_STRUCT(PeriodQuery, (), (from, to, zone, format))

struct MailQuery : PeriodQuery {
  std::string campaign_id;
  std::string sequence_id;
  static std::vector<Rule> rules() {
    std::vector<Rule> all = PeriodQuery::rules();
    all.push_back(rule(&MailQuery::campaign_id).optional().max_length(100).describe("only its mails"));
    all.push_back(rule(&MailQuery::sequence_id).optional().max_length(100).describe("only its mails"));
    return all;
  }
};
BOOST_DESCRIBE_STRUCT(MailQuery, (PeriodQuery), (campaign_id, sequence_id))

struct SendingQuery : MailQuery {
  std::optional<GroupBy> group_by;
  static std::vector<Rule> rules() {
    std::vector<Rule> all = MailQuery::rules();
    all.push_back(rule(&SendingQuery::group_by).optional().describe("without it there is only the total"));
    return all;
  }
};
BOOST_DESCRIBE_STRUCT(SendingQuery, (MailQuery), (group_by))

ReportWish wish_of(const PeriodQuery& query) {
  return {query.from, query.to, query.zone, {}, {}};
}
ReportWish wish_of(const MailQuery& query) {
  return {query.from, query.to, query.zone, query.campaign_id, query.sequence_id};
}

template <class Report>
Response answer(const Call& call, const PeriodQuery& query, const Report& report) {
  const auto accept = call.request.headers.find("Accept").value_or("");
  const bool is_csv = query.format ? *query.format == ReportFormat::csv : accept.starts_with("text/csv");
  if (!is_csv) return routing::json_response(200, to_json_text(report), {});
  Response response;
  response.headers.add_lines("Content-Type: text/csv; charset=utf-8\r\n");
  response.body = csv_of(report);
  return response;
}

struct Definitions {
  std::vector<FigureDefinition> items;
};
BOOST_DESCRIBE_STRUCT(Definitions, (), (items))

Task<Result<Reply<Definitions>>> definitions(Call&) {
  co_return Definitions{report_definitions()};
}
Task<Result<Response>> sending(Call& call, FromQuery<SendingQuery> query) {
  CO_TRY(const SendingReport report,
         co_await report_sending(call.services(), call.actor, wish_of(query.value), query->group_by));
  co_return answer(call, query.value, report);
}
Task<Result<Response>> variants(Call& call, FromQuery<MailQuery> query) {
  CO_TRY(const VariantReport report, co_await report_variants(call.services(), wish_of(query.value)));
  co_return answer(call, query.value, report);
}
Task<Result<Response>> agents(Call& call, FromQuery<PeriodQuery> query) {
  CO_TRY(const AgentReport report, co_await report_agents(call.services(), wish_of(query.value)));
  co_return answer(call, query.value, report);
}
Task<Result<Response>> operators(Call& call, FromQuery<PeriodQuery> query) {
  CO_TRY(const OperatorReport report,
         co_await report_operators(call.services(), call.actor, wish_of(query.value)));
  co_return answer(call, query.value, report);
}
Task<Result<Response>> pipeline(Call& call, FromQuery<PeriodQuery> query) {
  CO_TRY(const PipelineReport report, co_await report_pipeline(call.services(), wish_of(query.value)));
  co_return answer(call, query.value, report);
}

template <class Report>
RouteOptions figures(std::string_view about) {
  return {.tag = "reports",
          .errors = {422},
          .content_type = "text/csv",
          .json_answer = &reflect::kShape<Report>,
          .about = about};
}

}  // namespace

std::vector<Route> report_routes() {
  return {
      route<post_report>(
          "generate_report", Method::POST, "/api/agents/reporting/generate", Scope::read,
          "Generate a report of outcomes",
          {.tag = "agents",
           .seed = true,
           .feature = Feature::outcome_reporter,
           .one_of = {&reflect::kShape<EngagementSummary>, &reflect::kShape<ConversionFunnel>,
                      &reflect::kShape<AgentPerformance>},
           .about =
               "A metric that is not measured (opens and clicks without tracking) is null, never invented."}),
      route<definitions>("list_report_definitions", Method::GET, "/api/reports/definitions", Scope::read,
                         "List what each figure of the reports means", {.tag = "reports"}),
      route<sending>(
          "report_sending", Method::GET, "/api/reports/sending", Scope::read,
          "Report what became of the mails that were sent",
          figures<SendingReport>(
              "Over the mails of the mailboxes that the caller sees. A group by step or variant also "
              "names its sequence. Without role lead, groups by user hold the caller only.")),
      route<variants>(
          "report_variants", Method::GET, "/api/reports/variants", Scope::read,
          "Compare the variants of steps",
          figures<VariantReport>("Names no winner: it says how many more recipients are needed.")),
      route<agents>("report_agents", Method::GET, "/api/reports/agents", Scope::read,
                    "Report what people made of the drafts of agents",
                    figures<AgentReport>("By agent and prompt version, over the decisions of the period.")),
      route<operators>("report_operators", Method::GET, "/api/reports/operators", Scope::read,
                       "Report the work of the people who decide",
                       figures<OperatorReport>("Without role lead: the total, and the caller's own row.")),
      route<pipeline>("report_pipeline", Method::GET, "/api/reports/pipeline", Scope::read,
                      "Report the deals of the CRM, by currency",
                      figures<PipelineReport>("Currencies are never added up."))};
}

}  // namespace sa
