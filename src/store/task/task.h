// Rows of tasks.
// THREADS, ERRORS: as store/engine/db.h.
#pragma once

#include <string>
#include <vector>

#include "core/task/task.h"
#include "store/engine/db.h"

namespace sa {

Result<Unit> insert_task(Tx& tx, const FollowUp& task);
/// ERRORS: not_found.
Result<FollowUp> get_task(ReadTx& tx, const std::string& task_id);
/// `task.version` is one more than that which was read. ERRORS: conflict when the row has another one.
Result<Unit> update_task(Tx& tx, const FollowUp& task);

/// A task with whom it is about.
struct TaskRow : FollowUp {
  std::string contact_name;
  std::string contact_email;
};
BOOST_DESCRIBE_STRUCT(TaskRow, (FollowUp), (contact_name, contact_email))

struct TaskFilter {
  TaskStatus status = TaskStatus::OPEN;
  Instant due_before{INT64_MAX};
  std::string user_id;     ///< empty: everybody's
  std::string contact_id;  ///< empty: about anybody
};
struct TaskPlace {
  Instant due_at{INT64_MIN};
  std::string task_id;
};
/// In the order in which they fall due.
Result<std::vector<TaskRow>> list_tasks(ReadTx& tx, const TaskFilter& filter, const TaskPlace& after,
                                        std::int64_t limit);

}  // namespace sa
