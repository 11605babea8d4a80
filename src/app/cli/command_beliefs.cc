// sales-agent beliefs export: what persons answered to doubts, as rows for a test of the rules.
#include "actions/question/question.h"
#include "app/cli/command.h"
#include "app/cli/open.h"

namespace sa {
namespace {

Result<ExitCode> export_all(Shell& shell) {
  TRY(const std::unique_ptr<App> app, open_app(shell));
  TRY(const std::int64_t count,
      export_beliefs(*app->services, [&](const BeliefExample& example) { shell.write_json_line(example); }));
  shell.err.line(counted(count, "answer", "answers"));
  return ExitCode::ok;
}

}  // namespace

void add_beliefs(CommandSpec& all) {
  CommandSpec family =
      all.command("beliefs", "The program's judgements about mails, and what people answered");
  family
      .command(
          "export",
          "Write each answered question as a JSON line: rule, belief, words, the mail's text and language, "
          "answer. It names no contact, but the text is a person's own: review it before you share it")
      .run([](Shell& shell) { return export_all(shell); });
}

}  // namespace sa
