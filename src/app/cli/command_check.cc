// sales-agent check FILE.json: the validation agent on a text that is not stored. No database.
#include "agents/validation/validation.h"
#include "app/cli/command.h"
#include "app/wiring/wire.h"

namespace sa {
namespace {

constexpr std::size_t kMaxBytes = 1 << 20;

struct Wish {
  std::string path;
};

/// The input; as POST /api/agents/validation/check takes it, but nothing except the body must be there.
struct CheckInput {
  std::string draft_id;
  std::string recipient;
  std::string subject;
  std::string body;
  std::optional<std::string> recipient_name;
  static std::vector<Rule> rules() {
    return {rule(&CheckInput::draft_id).optional(), rule(&CheckInput::recipient).optional(),
            rule(&CheckInput::subject).optional()};
  }
};
BOOST_DESCRIBE_STRUCT(CheckInput, (), (draft_id, recipient, subject, body, recipient_name))

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
  const ValidationReport report = check_draft(input.draft_id, judged, policy);
  if (shell.json) {
    shell.write_json_line(report);
  } else {
    show(shell, report);
  }
  return report.approval_status == ApprovalStatus::approved ? ExitCode::ok : ExitCode::failed;
}

}  // namespace

void add_check(CommandSpec& all) {
  auto wish = std::make_shared<Wish>();
  all.command("check", "Check a mail against the rules; exit code 1 if a person should review it")
      .argument(
          "FILE", &wish->path,
          "JSON file with recipient, subject, body and optionally recipient_name; - reads standard input")
      .run([wish](Shell& shell) { return check(shell, *wish); });
}

}  // namespace sa
