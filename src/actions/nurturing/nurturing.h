// Plans the next step for a contact, and creates the task, the note and the draft for it.
// THREADS: any.
// ERRORS: invalid, naming the field, for an unknown stage.
#pragma once

#include <string>

#include "actions/services.h"
#include "agents/nurturing/nurturing.h"
#include "base/async/task.h"
#include "core/user/actor.h"

namespace sa {

/// Creates the task and the note (local ones while no CRM is connected) and, for a contact that we know by an address, a draft that waits
/// in the queue and is sent when the task is due, at the earliest. Answers what was planned.
Task<Result<NurturingSchedule>> schedule_follow_up(Services& services, const Actor& actor,
                                                   std::string contact_id, std::string company_id,
                                                   std::string engagement_stage);

}  // namespace sa
