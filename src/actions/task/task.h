// Tasks as people see them: planned by hand or by nurturing, done or cancelled by a person.
// THREADS: any.
// ERRORS: invalid, naming the field; not_found; conflict for a stale version, with what is there now; those of store/engine/db.h.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "actions/services.h"
#include "base/async/task.h"
#include "base/reflect/reflect.h"
#include "core/task/task.h"
#include "core/user/actor.h"
#include "store/task/task.h"

namespace sa {

/// A task as it is shown.
struct TaskCard {
  std::string task_id;
  std::optional<std::string> contact_id;
  std::string contact_name;   ///< empty: not known here
  std::string contact_email;  ///< empty: not known here
  std::string title;
  std::string body;
  Date due_date;
  Instant due_at;
  TaskStatus status = TaskStatus::OPEN;
  std::optional<std::string> user_id;
  std::string created_by;
  std::optional<std::string> done_by;
  std::optional<Instant> done_at;
  Instant created_at;
  Instant updated_at;
  std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(TaskCard, (),
                      (task_id, contact_id, contact_name, contact_email, title, body, due_date, due_at,
                       status, user_id, created_by, done_by, done_at, created_at, updated_at, version))

/// What a person writes into a task; what is null stays as it is.
struct TaskFields {
  std::optional<std::string> contact_id;
  std::optional<std::string> title;
  std::optional<std::string> body;
  std::optional<Date> due_date;
  std::optional<Instant> due_at;
  std::optional<std::string> user_id;
  std::optional<TaskStatus> status;

  static std::vector<Rule> rules();
};
BOOST_DESCRIBE_STRUCT(TaskFields, (), (contact_id, title, body, due_date, due_at, user_id, status))

struct TaskWish {
  TaskStatus status = TaskStatus::OPEN;
  std::string due;  ///< what falls due until the end of: "today", "overdue" (until now), a date; empty: ever
  std::string user_id;     ///< empty: everybody's
  std::string contact_id;  ///< empty: about anybody
};

/// In the order in which they fall due. A day ends in the sender's zone.
Task<Result<std::vector<TaskCard>>> list_tasks(Services& services, TaskWish wish, TaskPlace after,
                                               std::int64_t limit);
Task<Result<TaskCard>> create_task(Services& services, const Actor& actor, TaskFields fields);
Task<Result<TaskCard>> update_task(Services& services, const Actor& actor, std::string task_id,
                                   std::int64_t version, TaskFields fields);

}  // namespace sa
