#include "agents/demo/demo.h"

#include <gmock/gmock.h>

#include "base/reflect/reflect.h"
#include "connectors/local/template.h"
#include "tests/unit/agent_fixture.h"

namespace sa {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const Demo& demo() {
  static const MailPolicy mail = load_mail_policy().operator*();
  static const Demo made = [] {
    auto loaded = Demo::load(embedded_lookup(), agent_policy(), mail);
    if (!loaded) throw std::runtime_error(loaded.error().message);
    return *std::move(loaded);
  }();
  return made;
}

const Instant kNow = at("2026-11-22T10:00:00Z");

std::optional<LlmReply> reply_for(DemoType type, const std::string& domain) {
  auto request = demo().ask(type, domain);
  EXPECT_TRUE(request && *request);
  auto reply = TemplateWriter::load()->render((*request)->facts);
  EXPECT_TRUE(reply);
  return *reply;
}

TEST(DemoTest, prospecting_is_computed) {
  const auto made = demo().prospecting("acme.example", reply_for(DemoType::prospecting, "acme.example"));
  ASSERT_TRUE(made);
  EXPECT_EQ(made->demo_type, DemoType::prospecting);
  EXPECT_EQ(made->company_domain, "acme.example");
  EXPECT_EQ(made->scenario.incoming_message.from, "jane.doe@acme.example");
  EXPECT_GT(made->scenario.analysis.intent_score, 0.5);
  EXPECT_LE(made->scenario.analysis.intent_score, 1.0);
  EXPECT_THAT(made->scenario.analysis.key_signals, Not(IsEmpty()));
  EXPECT_THAT(made->scenario.analysis.next_action, Not(IsEmpty()));
  ASSERT_TRUE(made->scenario.suggested_response);
  EXPECT_THAT(*made->scenario.suggested_response, HasSubstr("Hi Jane,"));
  // Without a writer there is no text, and everything else stays.
  const auto silent = demo().prospecting("acme.example", std::nullopt);
  ASSERT_TRUE(silent);
  EXPECT_FALSE(silent->scenario.suggested_response);
  EXPECT_EQ(silent->scenario.analysis.intent_score, made->scenario.analysis.intent_score);
}

TEST(DemoTest, validation_finds_the_faults_that_are_there) {
  const auto made = demo().validation("acme.example");
  ASSERT_TRUE(made);
  EXPECT_EQ(made->scenario.draft.to, "sarah@acme.example");
  const DemoValidationResults& results = made->scenario.validation_results;
  const auto has = [](const Check& check, const char* rule) {
    return std::any_of(check.issues.begin(), check.issues.end(),
                       [&](const Issue& each) { return each.rule == rule; });
  };
  EXPECT_TRUE(has(results.compliance_check, "compliance.guarantee"));
  EXPECT_TRUE(has(results.compliance_check, "compliance.opt_out"));
  EXPECT_TRUE(has(results.quality_check, "quality.placeholder"));
  EXPECT_TRUE(has(results.tone_check, "tone.pressure"));
  EXPECT_TRUE(results.length_check.passed);
  EXPECT_EQ(results.overall_status, ApprovalStatus::requires_review);
  EXPECT_EQ(made->scenario.operator_action, "revise");
  int unsourced = 0;
  for (const Claim& claim : results.claims) unsourced += !claim.source;
  EXPECT_GE(unsourced, 2);  // 300 companies, 30 November
  const auto request = demo().ask(DemoType::validation, "acme.example");
  ASSERT_TRUE(request);
  EXPECT_FALSE(*request);
}

TEST(DemoTest, nurturing_reads_the_history_and_plans_the_next_step) {
  const auto made = demo().nurturing("acme.example", kNow, reply_for(DemoType::nurturing, "acme.example"));
  ASSERT_TRUE(made);
  const DemoNurturingScenario& scenario = made->scenario;
  EXPECT_EQ(scenario.contact.name, "Jane Doe");
  EXPECT_EQ(scenario.contact.company, "acme.example");
  EXPECT_EQ(scenario.contact.engagement_stage, "engaged");
  ASSERT_EQ(scenario.engagement_history.size(), 2u);
  EXPECT_EQ(scenario.engagement_history[0].type, "initial_outreach");
  EXPECT_EQ(scenario.engagement_history[0].result, "replied");
  EXPECT_EQ(format_date(scenario.engagement_history[0].date), "2026-11-03");
  EXPECT_EQ(scenario.engagement_history[1].type, "reply");
  EXPECT_EQ(scenario.next_action.type, "share_example");
  EXPECT_EQ(format_date(scenario.next_action.timing), "2026-11-27");  // five days later, a Friday
  ASSERT_TRUE(scenario.next_action.draft);
  EXPECT_THAT(*scenario.next_action.draft, HasSubstr("Hi Jane,"));
}

TEST(DemoTest, a_domain_is_checked) {
  for (const char* domain :
       {"", " ", "localhost", "a b.example", "evil.example\r\nX: y", "a@b.example", "-.example"}) {
    const auto made = demo().prospecting(domain, std::nullopt);
    ASSERT_FALSE(made) << domain;
    EXPECT_EQ(made.error().fields.at(0).path, "company_domain");
    EXPECT_FALSE(demo().validation(domain));
    EXPECT_FALSE(demo().nurturing(domain, kNow, std::nullopt));
    EXPECT_FALSE(demo().ask(DemoType::nurturing, domain));
  }
  EXPECT_EQ(demo().validation("ACME.Example")->company_domain, "acme.example");
}

TEST(DemoTest, the_answers_have_the_fields_of_the_contract) {
  const auto prospecting = to_json(*demo().prospecting(kDemoDomain, std::nullopt));
  for (const char* field : {"from", "subject", "body"}) {
    EXPECT_TRUE(prospecting.at("scenario").at("incoming_message").as_object().contains(field)) << field;
  }
  for (const char* field : {"intent_score", "key_signals", "next_action"}) {
    EXPECT_TRUE(prospecting.at("scenario").at("analysis").as_object().contains(field)) << field;
  }
  EXPECT_TRUE(prospecting.at("scenario").as_object().contains("suggested_response"));
  const auto validation = to_json(*demo().validation(kDemoDomain));
  for (const char* field : {"compliance_check", "quality_check", "tone_check", "overall_status"}) {
    EXPECT_TRUE(validation.at("scenario").at("validation_results").as_object().contains(field)) << field;
  }
  const auto nurturing = to_json(*demo().nurturing(kDemoDomain, kNow, std::nullopt));
  for (const char* field : {"type", "content", "timing"}) {
    EXPECT_TRUE(nurturing.at("scenario").at("next_action").as_object().contains(field)) << field;
  }
  for (const auto* each : {&prospecting, &validation, &nurturing}) {
    EXPECT_TRUE(each->as_object().contains("demo_type"));
  }
}

TEST(AgentPolicyTest, versions_change_with_their_files_and_a_missing_file_is_named) {
  const auto with = [](std::string_view changed, std::optional<std::string> text) {
    return load_agent_policy([=](std::string_view path) -> std::optional<std::string> {
      if (path == changed) return text;
      return embedded_lookup()(path);
    });
  };
  const AgentPolicy& before = agent_policy();
  const auto prompt = with("prompts/nurturing.md", "Write well.");
  ASSERT_TRUE(prompt);
  EXPECT_NE(prompt->version("nurturing"), before.version("nurturing"));
  EXPECT_EQ(prompt->version("prospecting"), before.version("prospecting"));
  EXPECT_EQ(prompt->prompt("nurturing").version, text_version("Write well."));
  EXPECT_EQ(before.version("demo").size(), 12u);

  for (const char* path :
       {"policy/prospecting.json", "policy/nurturing.json", "policy/holidays.json", "policy/validation.json",
        "policy/claims.json", "policy/reporting.json", "policy/said.json", "prompts/prospecting.md"}) {
    const auto missing = with(path, std::nullopt);
    ASSERT_FALSE(missing) << path;
    EXPECT_THAT(missing.error().message, HasSubstr(path));
    if (std::string_view(path).ends_with(".json")) {
      const auto broken = with(path, "{\"about\": 1}");
      ASSERT_FALSE(broken) << path;
      EXPECT_THAT(broken.error().message, HasSubstr(path));
    }
  }
}

}  // namespace
}  // namespace sa
