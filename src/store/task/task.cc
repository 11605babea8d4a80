#include "store/task/task.h"

#include "queries.h"

namespace sa {

Result<Unit> insert_task(Tx& tx, const FollowUp& task) {
  return tx.put(sql::task_insert, Args().add_all(task));
}

Result<FollowUp> get_task(ReadTx& tx, const std::string& task_id) {
  return tx.get<FollowUp>(sql::task_get, Args().add("task_id", task_id), "There is no task " + task_id + ".");
}

Result<Unit> update_task(Tx& tx, const FollowUp& task) {
  TRY(const std::int64_t changed, tx.exec(sql::task_update, Args().add_all(task)));
  if (changed == 1) return ok();
  return conflict("The task was changed meanwhile: read it again.");
}

Result<std::vector<TaskRow>> list_tasks(ReadTx& tx, const TaskFilter& filter, const TaskPlace& after,
                                        std::int64_t limit) {
  return tx.list<TaskRow>(sql::task_list, Args()
                                              .add("status", filter.status)
                                              .add("due_before", filter.due_before)
                                              .add("user_id", filter.user_id)
                                              .add("contact_id", filter.contact_id)
                                              .add("after_at", after.due_at)
                                              .add("after_id", after.task_id)
                                              .add("limit", limit));
}

}  // namespace sa
