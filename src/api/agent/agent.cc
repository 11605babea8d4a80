// The agents, asked directly.
#include "actions/agent/demo.h"
#include "actions/agent/prospecting.h"
#include "actions/draft/validation.h"
#include "actions/nurturing/nurturing.h"
#include "actions/services.h"
#include "api/routes.h"

namespace sa {
namespace {

constexpr std::size_t kMaxLineChars = 998;  // of a header line (RFC 5322, 2.1.1)
constexpr std::size_t kMaxTextChars = 200'000;
constexpr std::size_t kMaxIdChars = 200;

bool has_no_nul(std::string_view text) {
  return text.find('\0') == std::string_view::npos;
}
constexpr const char* kNoNul = "must not contain a NUL character";

struct AnalyzeInput {
  std::string message_id;
  std::string sender;
  std::string subject;
  std::string body;
  static std::vector<Rule> rules() {
    return {rule(&AnalyzeInput::message_id).one_line().max_length(kMaxLineChars).example("msg-1"),
            rule(&AnalyzeInput::sender).one_line().max_length(kMaxLineChars).example("ada@example.com"),
            rule(&AnalyzeInput::subject)
                .must(has_no_nul, kNoNul)
                .max_length(kMaxLineChars)
                .example("Pricing for 40 seats"),
            rule(&AnalyzeInput::body)
                .must(has_no_nul, kNoNul)
                .max_length(kMaxTextChars)
                .example("Hi, what would 40 seats cost us per year? We decide by the end of March.")};
  }
};
BOOST_DESCRIBE_STRUCT(AnalyzeInput, (), (message_id, sender, subject, body))

struct ScheduleInput {
  std::string contact_id;
  std::string company_id;
  std::string engagement_stage;
  static std::vector<Rule> rules() {
    return {
        rule(&ScheduleInput::contact_id).not_blank().one_line().max_length(kMaxIdChars).example("contact-1"),
        rule(&ScheduleInput::company_id).one_line().max_length(kMaxIdChars).example("company-1"),
        rule(&ScheduleInput::engagement_stage)
            .max_length(kMaxIdChars)
            .describe("initial, engaged, qualified or proposal")
            .example("qualified")};
  }
};
BOOST_DESCRIBE_STRUCT(ScheduleInput, (), (contact_id, company_id, engagement_stage))

struct CheckInput {
  std::string draft_id;
  std::string recipient;
  std::string subject;
  std::string body;
  std::optional<std::string> recipient_name;
  static std::vector<Rule> rules() {
    return {rule(&CheckInput::draft_id).one_line().max_length(kMaxIdChars).example("test-1"),
            rule(&CheckInput::recipient).one_line().max_length(kMaxLineChars).example("ada@example.com"),
            rule(&CheckInput::subject)
                .must(has_no_nul, kNoNul)
                .max_length(kMaxLineChars)
                .example("Quick question"),
            rule(&CheckInput::body)
                .must(has_no_nul, kNoNul)
                .max_length(kMaxTextChars)
                .example("Act now! 100% guaranteed."),
            rule(&CheckInput::recipient_name)
                .one_line()
                .max_length(kMaxLineChars)
                .describe("the recipient's name, if known; the greeting is checked against it")
                .example("Ada Lovelace")};
  }
};
BOOST_DESCRIBE_STRUCT(CheckInput, (), (draft_id, recipient, subject, body, recipient_name))

struct DemoInput {
  DemoType demo_type = DemoType::prospecting;
  std::string company_domain;
  static std::vector<Rule> rules() {
    return {rule(&DemoInput::company_domain)
                .must(has_no_nul, kNoNul)
                .max_length(253)
                .describe("company to use in the demo")
                .example("example.com")};
  }
};
BOOST_DESCRIBE_STRUCT(DemoInput, (), (demo_type, company_domain))

Task<Result<Reply<ProspectingAnalysis>>> post_analyze(Call& call, AnalyzeInput input) {
  CO_TRY(ProspectingAnalysis analysis,
         co_await analyze_words(call.services(), call.actor, std::move(input.message_id),
                                std::move(input.sender), std::move(input.subject), std::move(input.body)));
  co_return analysis;
}

Task<Result<Reply<NurturingSchedule>>> post_schedule(Call& call, ScheduleInput input) {
  CO_TRY(NurturingSchedule schedule,
         co_await schedule_follow_up(call.services(), call.actor, std::move(input.contact_id),
                                     std::move(input.company_id), std::move(input.engagement_stage)));
  co_return schedule;
}

Task<Result<Reply<ValidationReport>>> post_check(Call& call, CheckInput input) {
  CO_TRY(ValidationReport report, check_text(call.services(), input.draft_id, input.recipient,
                                             input.recipient_name.value_or(""), input.subject, input.body));
  co_return report;
}

Task<Result<Reply<boost::json::value>>> get_demo(Call& call) {
  const std::string& name = call.param("demo_type");
  const auto type = parse_enum<DemoType>(name);
  if (!type)
    co_return not_found("There is no demo of that name. Choose prospecting, validation or nurturing.");
  // Anybody may ask: the template writer costs nothing, a model would.
  CO_TRY(boost::json::value scenario,
         co_await run_demo(call.services(), *type, kDemoDomain, DemoWriter::template_writer));
  co_return scenario;
}

Task<Result<Reply<boost::json::value>>> post_demo(Call& call, DemoInput input) {
  CO_TRY(boost::json::value scenario,
         co_await run_demo(call.services(), input.demo_type, std::move(input.company_domain),
                           DemoWriter::configured));
  co_return scenario;
}

}  // namespace

std::vector<Route> agent_routes() {
  const std::vector<const reflect::Shape*> demos = {
      &reflect::kShape<DemoProspecting>, &reflect::kShape<DemoValidation>, &reflect::kShape<DemoNurturing>};
  return {
      route<post_analyze>("analyze_message", Method::POST, "/api/agents/prospecting/analyze", Scope::read,
                          "Analyse what a mail asks for and whether it deserves an answer",
                          {.tag = "agents", .seed = true}),
      route<post_schedule>("schedule_follow_up", Method::POST, "/api/agents/nurturing/schedule", Scope::draft,
                           "Plan the next step for a contact",
                           {.tag = "agents",
                            .seed = true,
                            .about = "Creates the task and the note. The due date is a business day."}),
      route<post_check>("check_text", Method::POST, "/api/agents/validation/check", Scope::read,
                        "Check a mail's text against the rules",
                        {.tag = "agents", .seed = true, .feature = Feature::validation_agent}),
      route<get_demo>("get_demo", Method::GET, "/api/agents/demo/{demo_type}", Policy::open(),
                      "Run the agents on bundled sample mails",
                      {.tag = "agents",
                       .seed = true,
                       .always_limited = true,
                       .feature = Feature::cold_start_demo,
                       .errors = {404},
                       .one_of = demos}),
      route<post_demo>("run_demo", Method::POST, "/api/agents/demo/run", Scope::read,
                       "Run the demo for a company of your choice",
                       {.tag = "agents", .seed = true, .feature = Feature::cold_start_demo, .one_of = demos}),
  };
}

}  // namespace sa
