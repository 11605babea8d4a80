// sales-agent check FILE.json: the validation agent on a text that is not stored, and, where the file has facts, what the law of the recipient's
// country says of it (policy packs). No database.
#include <algorithm>

#include "agents/policy/agent_policy.h"
#include "agents/validation/validation.h"
#include "app/cli/command.h"
#include "app/wiring/wire.h"
#include "core/contact/country.h"

namespace sa {
namespace {

constexpr std::size_t kMaxBytes = 1 << 20;

struct Wish {
  std::string path;
  std::vector<std::string> packs;
};

/// The input; as POST /api/agents/validation/check takes it, but nothing except the body must be there. `facts`: of the recipient and
/// the mail, for the policy packs.
struct CheckInput {
  std::string draft_id;
  std::string recipient;
  std::string subject;
  std::string body;
  std::optional<std::string> recipient_name;
  std::optional<PolicyFacts> facts;
  static std::vector<Rule> rules() {
    return {rule(&CheckInput::draft_id).optional(), rule(&CheckInput::recipient).optional(),
            rule(&CheckInput::subject).optional()};
  }
};
BOOST_DESCRIBE_STRUCT(CheckInput, (), (draft_id, recipient, subject, body, recipient_name, facts))

/// What a rule of a policy pack says of the mail.
struct PolicyLine {
  std::string pack_id;
  std::string rule_id;
  std::string rule;
  PolicyOutcome outcome = PolicyOutcome::pass;
  std::string words;
  LegalSource source;
};
BOOST_DESCRIBE_STRUCT(PolicyLine, (), (pack_id, rule_id, rule, outcome, words, source))

struct PolicyVerdict {
  PolicyOutcome outcome = PolicyOutcome::pass;  ///< the most severe
  std::vector<std::string> packs;               ///< by which it was judged
  std::vector<PolicyLine> rules;
};
BOOST_DESCRIBE_STRUCT(PolicyVerdict, (), (outcome, packs, rules))

/// The report, and what the packs say; null: the file has no facts, and nobody named a pack.
struct CheckOutput : ValidationReport {
  std::optional<PolicyVerdict> policy;
};
BOOST_DESCRIBE_STRUCT(CheckOutput, (ValidationReport), (policy))

void show_issues(Shell& shell, const char* name, bool passed, const std::vector<Issue>& issues) {
  const Style style = passed ? Style::good : Style::warn;
  shell.out.line("  " + shell.out.styled(style, passed ? "passed" : "look  ") + "  " + name);
  for (const Issue& issue : issues) {
    const std::string place = issue.text.empty() ? "" : " \"" + fitted(shown(issue.text), 60) + "\"";
    shell.out.write(
        paragraph(shell.out, shown(issue.words) + place + " [" + issue.rule + ']', "          - "));
  }
}

void show(Shell& shell, const ValidationReport& report) {
  const bool approved = report.approval_status == ApprovalStatus::approved;
  shell.out.line(shell.out.styled(approved ? Style::good : Style::warn,
                                  approved ? "No problems found" : "Needs a person's review") +
                 ": " + std::to_string(report.passed_checks) + " of " + std::to_string(report.total_checks) +
                 " checks passed.");
  show_issues(shell, "compliance", report.checks.compliance.passed, report.checks.compliance.violations);
  show_issues(shell, "quality", report.checks.quality.passed, report.checks.quality.issues);
  show_issues(shell, "tone", report.checks.tone.passed, report.checks.tone.issues);
  show_issues(shell, "length", report.checks.length.passed, report.checks.length.issues);
  for (const Claim& claim : report.claims) {
    if (!claim.source) shell.out.write(paragraph(shell.out, shown(claim.text) + ": no source", "  claim   "));
  }
}

/// Those of --pack, or those of the country; all of them are looked at as if they were switched on.
Result<PolicyPacks> choose_packs(const std::vector<PolicyPack>& packs, const Wish& wish,
                                 const std::string& country) {
  PolicyPacks chosen;
  for (const PolicyPack& each : packs) chosen.push_back(&each);
  if (wish.packs.empty()) return packs_for(chosen, country);
  for (const std::string& id : wish.packs) {
    if (std::ranges::find(packs, id, &PolicyPack::pack_id) == packs.end())
      return not_found("There is no policy pack " + id + ". See: sales-agent policy packs list");
  }
  std::erase_if(chosen, [&](const PolicyPack* each) {
    return std::ranges::find(wish.packs, each->pack_id) == wish.packs.end();
  });
  return chosen;
}

Result<std::optional<PolicyVerdict>> judge_policy(const PolicyLookup& lookup, const Wish& wish,
                                                  const CheckInput& input) {
  if (!input.facts && wish.packs.empty()) return std::optional<PolicyVerdict>();
  TRY(const AgentPolicy policy, load_agent_policy(lookup));
  const PolicyFacts facts = input.facts.value_or(PolicyFacts{});
  TRY(const PolicyPacks packs,
      choose_packs(policy.packs, wish, known_country(facts.country, policy.holidays, policy.zones)));
  PolicyVerdict verdict;
  for (const PolicyPack* each : packs) verdict.packs.push_back(each->pack_id);
  for (const PolicyFinding& each : judge_packs(packs, facts, system_clock().now())) {
    const PolicyRule& rule = *each.rule;
    verdict.rules.push_back(
        {each.pack->pack_id, rule.rule_id, rule.rule, rule.outcome, rule.words, rule.source});
    verdict.outcome = std::max(verdict.outcome, rule.outcome);
  }
  return std::optional(std::move(verdict));
}

/// The verdict in words, and for each rule what it says, what to do, and where that stands.
void show_policy(Shell& shell, const PolicyVerdict& verdict) {
  static constexpr std::pair<Style, const char*> kVerdicts[] = {
      {Style::good, "The policy packs have nothing against this mail."},
      {Style::good, "The policy packs let this mail go."},
      {Style::warn, "The policy packs let this mail go; look at their warnings first."},
      {Style::warn, "The policy packs hold this mail until a person has done what follows."},
      {Style::bad, "The policy packs block this mail: it must not be sent."}};
  const auto& [style, words] = kVerdicts[static_cast<std::size_t>(verdict.outcome)];
  shell.out.line(shell.out.styled(style, words));
  for (const PolicyLine& each : verdict.rules) {
    shell.out.write(paragraph(shell.out,
                              shown(each.words) + " [" + shown(each.rule_id) + ", " + shown(each.rule) + ']',
                              "  " + std::string(enum_name(each.outcome)) + "  "));
    shell.out.write(paragraph(
        shell.out, shown(each.source.law + ", " + each.source.article + ": " + each.source.url), "        "));
  }
}

Result<ExitCode> check(Shell& shell, const Wish& wish) {
  TRY(const std::string text, read_input(wish.path, kMaxBytes));
  auto read = from_json_text<CheckInput>(text, Unknown::ignore);
  if (!read) {
    Error error = std::move(read).error();
    error.message = (wish.path == "-" ? "Standard input" : wish.path) + ": " + error.message;
    return error;
  }
  const CheckInput input = *std::move(read);
  TRY(const LoadedConfig loaded, read_config(shell));
  TRY(const PolicyLookup lookup, policy_lookup(loaded.config));
  TRY(const ValidationPolicy policy, load_validation_policy(lookup));
  ValidationInput judged;
  judged.recipient = input.recipient;
  judged.recipient_name = input.recipient_name.value_or("");
  judged.subject = input.subject;
  judged.body = input.body;
  CheckOutput output;
  static_cast<ValidationReport&>(output) = check_draft(input.draft_id, judged, policy);
  TRY(output.policy, judge_policy(lookup, wish, input));
  if (shell.json) {
    shell.write_json_line(output);
  } else {
    show(shell, output);
    if (output.policy) show_policy(shell, *output.policy);
  }
  const bool is_let_go = !output.policy || output.policy->outcome < PolicyOutcome::hold;
  return output.approval_status == ApprovalStatus::approved && is_let_go ? ExitCode::ok : ExitCode::failed;
}

}  // namespace

void add_check(CommandSpec& all) {
  auto wish = std::make_shared<Wish>();
  all.command("check", "Check a mail against the rules; exit code 1 if a person should review it")
      .argument(
          "FILE", &wish->path,
          "JSON file with recipient, subject, body and optionally recipient_name, and facts for the policy "
          "packs; - reads standard input")
      .option("--pack", "PACK_ID", &wish->packs,
              "Judge by this policy pack, whether it is on or not; may be repeated (default, with facts: "
              "those of "
              "the country)")
      .run([wish](Shell& shell) { return check(shell, *wish); });
}

}  // namespace sa
