// The steps of an enrolment as they are stored: the row, and a row of the trail.
// THREADS: any; inside a transaction.
// ERRORS: conflict where the enrolment changed since it was read; those of store/engine/db.h.
#pragma once

#include "actions/services.h"
#include "core/sequence/sequence.h"
#include "core/user/actor.h"
#include "store/enrollment/enrollment.h"

namespace sa {

/// The name of the job that plans and drafts (actions/enrollment/schedule.h).
inline constexpr const char* kScheduleJob = "schedule_enrollments";

/// Stores what `row`, which was read in this transaction in state `from`, has become, and says so in the trail.
Result<EnrollmentRow> change_enrollment(Tx& tx, const Actor& actor, const char* action, EnrollmentStatus from,
                                        EnrollmentRow row, Instant now);
/// The scheduler runs now, and not only at its next turn.
Result<Unit> ask_to_schedule(const Services& services, Tx& tx);

/// The step happened at `at`: the next one is to be planned, or there is none and the enrolment is over. Held and paused ones stay so.
EnrollmentRow with_step_done(EnrollmentRow row, const Sequence& sequence, Instant at, Instant now);
/// WAITING, to be planned anew from now.
EnrollmentRow to_be_planned(EnrollmentRow row, Instant now);
/// In that state for that reason, looked at again when the reason ends by itself.
EnrollmentRow with_reason(EnrollmentRow row, EnrollmentStatus status, EnrollmentReason reason);

/// What the trail says of it.
boost::json::object details_of(const EnrollmentRow& row, EnrollmentStatus from);

}  // namespace sa
