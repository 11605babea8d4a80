// A task: something that a person is to do, mostly about a contact, by a day.
// THREADS: values and pure functions.
// ERRORS: none.
#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <string>

#include "base/time.h"

namespace sa {

enum class TaskStatus { OPEN, DONE, CANCELLED };
BOOST_DESCRIBE_ENUM(TaskStatus, OPEN, DONE, CANCELLED)

struct FollowUp {
  std::string task_id;
  std::string contact_id_fk;  ///< of a contact, or of a record of the CRM; empty: about nobody
  std::string company_id;     ///< as who planned it gave it; empty: none
  std::string title;
  std::string body;
  Date due_date;  ///< in the zone of who is to do it
  Instant due_at;
  TaskStatus status = TaskStatus::OPEN;
  std::optional<std::string> user_id;  ///< whose it is; null: whoever is first
  std::string created_by;              ///< a person's name, or "nurturing"
  std::optional<std::string> done_by;  ///< who did or cancelled it
  std::optional<Instant> done_at;
  Instant created_at;
  Instant updated_at;
  std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(FollowUp, (),
                      (task_id, contact_id_fk, company_id, title, body, due_date, due_at, status, user_id,
                       created_by, done_by, done_at, created_at, updated_at, version))

/// The task with another status; what is over may be opened again.
FollowUp with_status(FollowUp task, TaskStatus status, const std::string& who, Instant now);

}  // namespace sa
