// sales-agent demo: the real agents on the bundled mails, without a database and keys; and a campaign from launch to stop.
#include "agents/demo/demo.h"
#include "app/cli/command.h"
#include "app/cli/demo_campaign.h"
#include "app/wiring/wire.h"
#include "connectors/local/template.h"

namespace sa {
namespace {

constexpr std::string_view kCampaign = "campaign";

struct Wish {
  std::string type;
  std::string domain = kDemoDomain;
  bool keeps = false;
};

/// Everything that a demo needs.
struct Stage {
  MailPolicy mail;
  AgentPolicy agents;
};

void heading(Shell& shell, std::string_view words) {
  shell.out.line(shell.out.styled(Style::bold, words));
}

/// A text with its own lines, behind a bar.
void quote(Shell& shell, const std::string& text) {
  const std::string safe = shown(text, true);
  for (std::size_t at = 0; at < safe.size();) {
    const std::size_t end = std::min(safe.find('\n', at), safe.size());
    const std::string line = safe.substr(at, end - at);
    shell.out.write(line.empty() ? "  |\n" : paragraph(shell.out, line, "  | "));
    at = end + 1;
  }
}

void show(Shell& shell, const DemoProspecting& demo) {
  const DemoProspectingScenario& scenario = demo.scenario;
  heading(shell, "A mail arrives");
  shell.out.write(fact_lines(
      shell.out, {{"from", scenario.incoming_message.from}, {"subject", scenario.incoming_message.subject}}));
  quote(shell, scenario.incoming_message.body);
  heading(shell, "\nWhat the prospecting agent sees");
  std::string signals;
  for (const std::string& each : scenario.analysis.key_signals)
    signals += (signals.empty() ? "" : "; ") + each;
  char score[16];
  std::snprintf(score, sizeof score, "%.2f", scenario.analysis.intent_score);
  shell.out.write(fact_lines(
      shell.out, {{"score", score}, {"signals", shown(signals)}, {"next", scenario.analysis.next_action}}));
  heading(shell, "\nThe draft that would wait for a person");
  quote(shell, scenario.suggested_response.value_or("(none)"));
}

void show_check(Shell& shell, const char* name, const Check& check) {
  const Style style = check.passed ? Style::good : Style::warn;
  shell.out.line("  " + shell.out.styled(style, check.passed ? "passed" : "look  ") + "  " + name);
  for (const Issue& issue : check.issues) {
    shell.out.write(paragraph(shell.out, shown(issue.words) + " [" + issue.rule + ']', "          - "));
  }
}

void show(Shell& shell, const DemoValidation& demo) {
  const DemoValidationScenario& scenario = demo.scenario;
  heading(shell, "A draft with deliberate faults");
  shell.out.write(fact_lines(shell.out, {{"to", scenario.draft.to}, {"subject", scenario.draft.subject}}));
  quote(shell, scenario.draft.body);
  heading(shell, "\nWhat the validation agent finds");
  const DemoValidationResults& results = scenario.validation_results;
  show_check(shell, "compliance", results.compliance_check);
  show_check(shell, "quality", results.quality_check);
  show_check(shell, "tone", results.tone_check);
  show_check(shell, "length", results.length_check);
  for (const Claim& claim : results.claims) {
    if (!claim.source) shell.out.write(paragraph(shell.out, shown(claim.text) + ": no source", "  claim   "));
  }
  shell.out.line("\nFor the operator: " + scenario.operator_action);
}

void show(Shell& shell, const DemoNurturing& demo) {
  const DemoNurturingScenario& scenario = demo.scenario;
  heading(shell, "A contact");
  shell.out.write(fact_lines(shell.out, {{"name", scenario.contact.name},
                                         {"company", scenario.contact.company},
                                         {"stage", scenario.contact.engagement_stage}}));
  for (const DemoEvent& event : scenario.engagement_history) {
    shell.out.line("  " + format_date(event.date) + "  " + event.type + ": " + event.result);
  }
  heading(shell, "\nWhat the nurturing agent plans");
  shell.out.write(fact_lines(shell.out, {{"next", scenario.next_action.type},
                                         {"when", format_date(scenario.next_action.timing)},
                                         {"what", shown(scenario.next_action.content)}}));
  if (scenario.next_action.draft) quote(shell, *scenario.next_action.draft);
}

template <class T>
Result<ExitCode> show_result(Shell& shell, const Result<T>& demo) {
  if (!demo) return demo.error();
  if (shell.json) {
    shell.write_json_line(*demo);
  } else {
    show(shell, *demo);
  }
  return ExitCode::ok;
}

Result<ExitCode> show_demo(Shell& shell, const Demo& demo, const TemplateWriter& writer, DemoType type,
                           const std::string& domain) {
  TRY(const std::optional<LlmRequest> request, demo.ask(type, domain));
  std::optional<LlmReply> reply;
  if (request) {
    TRY(reply, writer.render(request->facts));
  }
  switch (type) {
    case DemoType::prospecting:
      return show_result(shell, demo.prospecting(domain, reply));
    case DemoType::validation:
      return show_result(shell, demo.validation(domain));
    case DemoType::nurturing:
      return show_result(shell, demo.nurturing(domain, system_clock().now(), reply));
  }
  return internal("a demo type without a demo");
}

Result<ExitCode> run_demos(Shell& shell, const Wish& wish) {
  if (wish.type == kCampaign) return run_campaign_demo(shell, wish.keeps);
  std::vector<DemoType> types = {DemoType::prospecting, DemoType::validation, DemoType::nurturing};
  if (!wish.type.empty()) {
    const auto type = parse_enum<DemoType>(wish.type);
    if (!type)
      return refuse_word(shell, invalid("There is no demo " + wish.type +
                                        ". Choose prospecting, validation, nurturing or campaign."));
    types = {*type};
  }
  TRY(const LoadedConfig loaded, read_config(shell));
  TRY(const PolicyLookup lookup, policy_lookup(loaded.config));
  Stage stage;
  TRY(stage.mail, load_mail_policy(lookup));
  TRY(stage.agents, load_agent_policy(lookup));
  TRY(const Demo demo, Demo::load(lookup, stage.agents, stage.mail));
  TRY(const TemplateWriter writer, TemplateWriter::load(lookup));
  for (const DemoType type : types) {
    if (type != types.front() && !shell.json) shell.out.line("");
    TRY_OK(show_demo(shell, demo, writer, type, wish.domain));
  }
  return ExitCode::ok;
}

}  // namespace

void add_demo(CommandSpec& all) {
  auto wish = std::make_shared<Wish>();
  all.command("demo", "Run the agents on bundled mails, or walk through a sample campaign")
      .optional_argument(
          "TYPE", &wish->type,
          "Which demo to run: prospecting, validation or nurturing (default: all three); or campaign, a "
          "sample campaign from launch to stop in a throw-away database")
      .option("--domain", "DOMAIN", &wish->domain, "Domain of the company in the demo (default: example.com)")
      .flag("--keep", &wish->keeps, "Of a campaign: keep the temporary folder with its database and mails")
      .run([wish](Shell& shell) { return run_demos(shell, *wish); });
}

}  // namespace sa
