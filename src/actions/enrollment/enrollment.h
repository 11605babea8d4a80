// Enrolments as people and keys see them: enrol, look, pause, resume, stop, retry.
// THREADS: any.
// ERRORS: not_found; conflict where the state does not allow the step, saying which it is; forbidden for a key that would let a held
// one go on; invalid, naming the field; those of store/engine/db.h.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "actions/enrollment/enroll.h"
#include "actions/services.h"
#include "base/async/task.h"
#include "base/reflect/reflect.h"
#include "core/enrollment/enrollment.h"
#include "core/user/actor.h"
#include "store/enrollment/enrollment.h"

namespace sa {

/// Whom to enrol: contacts by their ids, or all that are in a segment now.
struct EnrollWish {
  std::string sequence_id;
  std::optional<std::vector<std::string>> contact_ids;
  std::optional<std::string> segment_id;
  std::optional<std::string> mailbox_id;
  static std::vector<Rule> rules();
};
BOOST_DESCRIBE_STRUCT(EnrollWish, (), (sequence_id, contact_ids, segment_id, mailbox_id))

/// In transactions of up to kEnrollMax contacts; all of them have the first one's batch_id.
Task<Result<EnrollBatch>> enroll(Services& services, const Actor& actor, EnrollWish wish);

Task<Result<std::vector<Enrollment>>> list_enrollments(Services& services, EnrollmentFilter filter,
                                                       std::string after_id, std::int64_t limit);
Task<Result<Enrollment>> get_enrollment(Services& services, std::string enrollment_id);

/// Until then; null: until somebody resumes it. Its drafts are held.
Task<Result<Enrollment>> pause_enrollment(Services& services, const Actor& actor, std::string enrollment_id,
                                          std::optional<Instant> until);
/// Planned anew from now; a draft that lies there is made anew. A person's step.
Task<Result<Enrollment>> resume_enrollment(Services& services, const Actor& actor, std::string enrollment_id);
/// Its drafts are blocked.
Task<Result<Enrollment>> stop_enrollment(Services& services, const Actor& actor, std::string enrollment_id);
/// HELD because its step made no mail, or its draft expired or failed: the step is tried anew. A person's step.
Task<Result<Enrollment>> retry_enrollment(Services& services, const Actor& actor, std::string enrollment_id);

}  // namespace sa
