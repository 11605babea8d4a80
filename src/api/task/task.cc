// Tasks: what is to be done about contacts, by when, and by whom.
#include "actions/task/task.h"

#include "api/http/page.h"
#include "api/routes.h"

namespace sa {
namespace {

struct TaskQuery {
  std::string due;
  std::string user_id;
  std::string contact_id;
  TaskStatus status = TaskStatus::OPEN;
  std::int64_t limit = 50;
  std::optional<std::string> after;
  static std::vector<Rule> rules() {
    return {rule(&TaskQuery::due)
                .optional()
                .describe("what falls due until the end of a date, or of today; overdue: until now"),
            rule(&TaskQuery::user_id).optional().max_length(200),
            rule(&TaskQuery::contact_id).optional().max_length(200),
            rule(&TaskQuery::status).optional(),
            rule(&TaskQuery::limit).optional().min(1).max(200),
            rule(&TaskQuery::after).describe("the `next` of the page before")};
  }
};
BOOST_DESCRIBE_STRUCT(TaskQuery, (), (due, user_id, contact_id, status, limit, after))

struct TaskPage {
  std::vector<TaskCard> items;
  std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(TaskPage, (), (items, next))

struct TaskChange : TaskFields {
  std::int64_t version = 0;
  static std::vector<Rule> rules() {
    return {rule(&TaskChange::version).min(1).describe("of the task that you changed")};
  }
};
BOOST_DESCRIBE_STRUCT(TaskChange, (TaskFields), (version))

Task<Result<Reply<TaskPage>>> list(Call& call, FromQuery<TaskQuery> query) {
  TaskPlace place;
  if (query->after) {
    Page cursor;
    CO_TRY_OK(read_cursor(query->after, &cursor, Instant{INT64_MIN}));
    place = {*cursor.after_at, cursor.after_id};
  }
  TaskWish wish{query->status, query->due, query->user_id, query->contact_id};
  CO_TRY(auto items, co_await list_tasks(call.services(), std::move(wish), place, query->limit + 1));
  TaskPage page;
  if (items.size() > static_cast<std::size_t>(query->limit)) {
    items.pop_back();
    page.next = make_cursor(items.back().due_at, items.back().task_id);
  }
  page.items = std::move(items);
  co_return page;
}

Task<Result<Reply<TaskCard>>> create(Call& call, TaskFields input) {
  CO_TRY(TaskCard made, co_await create_task(call.services(), call.actor, std::move(input)));
  co_return Reply<TaskCard>(std::move(made), 201);
}

Task<Result<Reply<TaskCard>>> change(Call& call, TaskChange input) {
  const std::int64_t version = input.version;
  CO_TRY(TaskCard card,
         co_await update_task(call.services(), call.actor, call.param("task_id"), version, std::move(input)));
  co_return card;
}

}  // namespace

std::vector<Route> task_routes() {
  constexpr std::string_view kPath = "/api/tasks";
  return {route<list>("list_tasks", Method::GET, kPath, Scope::read, "List tasks by due date",
                      {.tag = "tasks", .errors = {422}}),
          route<create>("create_task", Method::POST, kPath, Scope::draft, "Add a task",
                        {.tag = "tasks",
                         .statuses = {201},
                         .errors = {422},
                         .example_input = R"({"title": "Call Ada", "due_date": "2026-11-24"})"}),
          route<change>(
              "update_task", Method::PATCH, "/api/tasks/{task_id}", Scope::draft,
              "Change a task, or mark it as done",
              {.tag = "tasks",
               .errors = {404, 409, 422},
               .about = "Omitted fields keep their values. 409 if the version is stale; `current` is the "
                        "task as it is now."})};
}

}  // namespace sa
