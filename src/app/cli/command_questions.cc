// sales-agent questions list|answer: what a person is asked about contacts, without a browser.
#include "actions/question/question.h"
#include "app/cli/command.h"
#include "app/cli/open.h"
#include "app/cli/person.h"
#include "app/cli/table.h"

namespace sa {
namespace {

constexpr std::int64_t kMostShown = 200;

struct Wish {
  std::string question_id;
  std::string answer;
  std::optional<std::string> by;
};

Result<ExitCode> list(Shell& shell) {
  TRY(const std::unique_ptr<App> app, open_app(shell));
  Page page;
  page.limit = kMostShown;
  TRY(const auto open, sync_wait(list_questions(*app->services, QuestionStatus::OPEN, page)));
  Table table({{"question"}, {"contact"}, {"since"}, {"their words", Table::Align::left, true}});
  for (const QuestionRow& each : open) {
    if (shell.json) {
      shell.write_json_line(each);
    } else {
      table.add_row(
          {each.question_id, shown(each.contact_email), format_rfc3339(each.created_at), shown(each.words)});
    }
  }
  if (shell.json) return ExitCode::ok;
  if (!open.empty()) shell.out.write(table.text(shell.out));
  shell.err.line(counted(static_cast<std::int64_t>(open.size()), "open question", "open questions"));
  return ExitCode::ok;
}

Result<ExitCode> give_answer(Shell& shell, const Wish& wish) {
  const auto given = parse_enum<QuestionAnswer>(wish.answer);
  if (!given) return refuse_word(shell, invalid("ANSWER must be continue, stop or suppress."));
  TRY(const std::unique_ptr<App> app, open_app(shell));
  TRY(const Actor actor, person_at_terminal(*app->services, wish.by));
  TRY(const Question answered, sync_wait(answer_question(*app->services, actor, wish.question_id, *given)));
  if (shell.json) {
    shell.write_json_line(answered);
  } else {
    shell.out.line("Answered: " + wish.answer + '.');
  }
  return ExitCode::ok;
}

}  // namespace

void add_questions(CommandSpec& all) {
  auto wish = std::make_shared<Wish>();
  CommandSpec family =
      all.command("questions", "Questions about contacts; mail to them waits for the answer");
  family.command("list", "List the open questions, oldest first").run([](Shell& shell) {
    return list(shell);
  });
  family
      .command("answer",
               "Answer a question: mail continues, pending drafts are rejected, or the contact is never "
               "contacted again")
      .argument("QUESTION_ID", &wish->question_id, "The id that questions list shows")
      .argument("ANSWER", &wish->answer, "continue, stop or suppress")
      .option("--by", "NAME", &wish->by, "Who you are (default: your login name)")
      .run([wish](Shell& shell) { return give_answer(shell, *wish); });
}

}  // namespace sa
