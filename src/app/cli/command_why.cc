// sales-agent why: what keeps mail from going out, and what to do about it.
#include <algorithm>

#include "actions/campaign/why.h"
#include "app/cli/command.h"
#include "app/cli/open.h"

namespace sa {
namespace {

/// " [time.window, 12 mails, until 2026-11-24T08:00:00Z]". Before a launch contacts are counted, and not mails.
std::string about(const Cause& cause, bool is_launched) {
  std::string words = " [" + cause.rule;
  if (cause.count > 0)
    words += ", " + (is_launched ? counted(cause.count, "mail", "mails")
                                 : counted(cause.count, "contact", "contacts"));
  if (cause.ends_at) words += ", until " + format_rfc3339(*cause.ends_at);
  return words + ']';
}

Result<ExitCode> tell(Shell& shell, const WhyQuestion& question) {
  TRY(const std::unique_ptr<App> app, open_app(shell));
  TRY(const Why why, sync_wait(find_why(*app->services, question)));
  if (shell.json) {
    shell.write_json_line(why);
    return ExitCode::ok;
  }
  if (why.sending) {
    shell.out.line("Mail is going out.");
  } else if (why.next_send_at) {
    shell.out.line("The next mail leaves at " + format_rfc3339(*why.next_send_at) + ".");
  } else {
    shell.out.line("No mail leaves by itself.");
  }
  const bool is_launched =
      std::ranges::find(why.causes, "campaign.not_launched", &Cause::rule) == why.causes.end();
  int place = 0;
  for (const Cause& each : why.causes) {
    const std::string number = std::to_string(++place) + ". ";
    shell.out.write(
        paragraph(shell.out, shown(each.words) + about(each, is_launched), (place < 10 ? " " : "") + number));
    shell.out.write(paragraph(shell.out, shown(each.do_), "    "));
  }
  return ExitCode::ok;
}

}  // namespace

void add_why(CommandSpec& all) {
  auto question = std::make_shared<WhyQuestion>();
  all.command("why",
              "Find out why mail does not go out, and what to do about it. Only a running server knows of a "
              "provider that does not respond")
      .option("--mailbox", "ID", &question->mailbox_id, "Only mail from this mailbox")
      .option("--campaign", "ID", &question->campaign_id, "Only mail of this campaign")
      .option("--draft", "ID", &question->draft_id, "Only this draft")
      .run([question](Shell& shell) { return tell(shell, *question); });
}

}  // namespace sa
