#include "core/task/task.h"

namespace sa {

FollowUp with_status(FollowUp task, TaskStatus status, const std::string& who, Instant now) {
  if (task.status == status) return task;
  task.status = status;
  const bool is_over = status != TaskStatus::OPEN;
  task.done_by = is_over ? std::optional(who) : std::nullopt;
  task.done_at = is_over ? std::optional(now) : std::nullopt;
  return task;
}

}  // namespace sa
