// sales-agent task list|add|done|cancel: what is to be done about contacts.
#include "actions/contact/directory.h"
#include "actions/task/task.h"
#include "app/cli/command.h"
#include "app/cli/open.h"
#include "app/cli/person.h"
#include "app/cli/table.h"

namespace sa {
namespace {

struct Search {
  std::optional<std::string> due;
  std::optional<std::string> user_id;
  std::optional<std::string> status;
  std::int64_t limit = 50;
};

struct Wish {
  std::string title;
  std::string due_date;
  std::string task_id;
  std::optional<std::string> contact;
  std::optional<std::string> user_id;
  std::optional<std::string> by;
};

Result<ExitCode> list(Shell& shell, const Search& search) {
  TaskWish wish;
  const auto status = parse_enum<TaskStatus>(search.status.value_or("OPEN"));
  if (!status)
    return refuse_word(shell, invalid_field("--status", "--status must be OPEN, DONE or CANCELLED."));
  wish.status = *status;
  wish.due = search.due.value_or("");
  wish.user_id = search.user_id.value_or("");
  TRY(const std::unique_ptr<App> app, open_app(shell));
  const auto tasks = sync_wait(list_tasks(*app->services, wish, {}, search.limit));
  if (!tasks && tasks.error().code == ErrorCode::invalid) return refuse_word(shell, tasks.error());
  if (!tasks) return tasks.error();
  Table table(
      {{"task"}, {"due"}, {"contact", Table::Align::left, true}, {"title", Table::Align::left, true}});
  for (const TaskCard& each : *tasks) {
    if (shell.json) {
      shell.write_json_line(each);
    } else {
      table.add_row({each.task_id, format_date(each.due_date), shown(each.contact_email), shown(each.title)});
    }
  }
  if (shell.json) return ExitCode::ok;
  if (!tasks->empty()) shell.out.write(table.text(shell.out));
  shell.err.line(counted(static_cast<std::int64_t>(tasks->size()), "task", "tasks"));
  return ExitCode::ok;
}

Result<ExitCode> show(Shell& shell, const TaskCard& card, const char* words) {
  if (shell.json) {
    shell.write_json_line(card);
  } else {
    shell.out.line(std::string(words) + ": " + card.task_id + ", " + shown(card.title));
  }
  return ExitCode::ok;
}

Result<ExitCode> add(Shell& shell, const Wish& wish) {
  TaskFields fields;
  fields.title = wish.title;
  fields.due_date = parse_date(wish.due_date);
  if (!fields.due_date)
    return refuse_word(shell, invalid_field("DUE", "DUE must be a date such as 2026-11-24."));
  fields.user_id = wish.user_id;
  TRY(const std::unique_ptr<App> app, open_app(shell));
  TRY(const Actor actor, person_at_terminal(*app->services, wish.by));
  if (wish.contact) {
    TRY(const ContactView contact, sync_wait(find_contact_card(*app->services, *wish.contact)));
    fields.contact_id = contact.contact_id;
  }
  TRY(const TaskCard card, sync_wait(create_task(*app->services, actor, std::move(fields))));
  return show(shell, card, "Added");
}

Result<ExitCode> end(Shell& shell, const Wish& wish, TaskStatus status) {
  TRY(const std::unique_ptr<App> app, open_app(shell));
  TRY(const Actor actor, person_at_terminal(*app->services, wish.by));
  TRY(const FollowUp task, app->db->read_now([&](ReadTx& tx) { return get_task(tx, wish.task_id); }));
  TaskFields fields;
  fields.status = status;
  TRY(const TaskCard card,
      sync_wait(update_task(*app->services, actor, wish.task_id, task.version, std::move(fields))));
  return show(shell, card, status == TaskStatus::DONE ? "Done" : "Cancelled");
}

}  // namespace

void add_task(CommandSpec& all) {
  CommandSpec family = all.command("task", "Manage tasks: what is to be done about contacts, and by when");
  const auto search = std::make_shared<Search>();
  family.command("list", "List tasks by due date")
      .option("--due", "DAY", &search->due,
              "Only what falls due until today, overdue, or a date such as 2026-11-24")
      .option("--user", "USER_ID", &search->user_id, "Only tasks of this user")
      .option("--status", "STATUS", &search->status, "OPEN (default), DONE or CANCELLED")
      .option("--limit", "COUNT", &search->limit, 1, 1000, "Maximum number of tasks (default: 50)")
      .run([search](Shell& shell) { return list(shell, *search); });
  const auto wish = std::make_shared<Wish>();
  family.command("add", "Add a task")
      .argument("TITLE", &wish->title, "What is to be done")
      .argument("DUE", &wish->due_date, "The day on which it is due, such as 2026-11-24")
      .option("--contact", "ADDRESS", &wish->contact, "The contact that it is about")
      .option("--user", "USER_ID", &wish->user_id, "Who is to do it")
      .option("--by", "NAME", &wish->by, "Who you are (default: your login name)")
      .run([wish](Shell& shell) { return add(shell, *wish); });
  family.command("done", "Mark a task as done")
      .argument("TASK_ID", &wish->task_id, "The id that task list shows")
      .option("--by", "NAME", &wish->by, "Who you are (default: your login name)")
      .run([wish](Shell& shell) { return end(shell, *wish, TaskStatus::DONE); });
  family.command("cancel", "Cancel a task")
      .argument("TASK_ID", &wish->task_id, "The id that task list shows")
      .option("--by", "NAME", &wish->by, "Who you are (default: your login name)")
      .run([wish](Shell& shell) { return end(shell, *wish, TaskStatus::CANCELLED); });
}

}  // namespace sa
