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
  CommandSpec family = all.command("beliefs", "What we believe about mails, and what persons said to it");
  family
      .command("export",
               "Write each answered question as a JSON line: the rule, the belief, the words, the mail's "
               "text and language, "
               "the answer. It names no contact, but the text is a person's: look before you hand it on")
      .run([](Shell& shell) { return export_all(shell); });
}

}  // namespace sa
