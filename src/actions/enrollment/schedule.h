// The scheduler: plans the next step of each enrolment that is due, and when its time comes makes the draft or the task of it.
//
// An enrolment is worked at under a lease with a number (the fence): who lost the lease, or whose enrolment changed meanwhile, writes
// nothing. Draft, trail and the enrolment's next state are one transaction.
// THREADS: any.
// ERRORS: those of store/engine/db.h; what stands against a step holds the enrolment, with its reason.
#pragma once

#include "actions/job/kind.h"

namespace sa {

/// Each minute, and whenever somebody asks (actions/progress/change.h).
JobRow schedule_enrollments_job();

}  // namespace sa
