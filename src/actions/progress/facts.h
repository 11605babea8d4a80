// What decisions about an enrolment go by: its sequence, contact and calendar; and what the gate must know of it.
// THREADS: any; inside a transaction.
// ERRORS: not_found where the sequence, or the contact, is gone; those of store/engine/db.h.
#pragma once

#include <optional>
#include <string>

#include "actions/services.h"
#include "core/draft/gate.h"
#include "core/sequence/plan.h"
#include "store/enrollment/enrollment.h"

namespace sa {

struct EnrollmentContext {
  Sequence sequence;  ///< in the version of the enrolment
  PlanFacts facts;
  PlanCalendar calendar;
};
Result<EnrollmentContext> get_enrollment_context(const Services& services, ReadTx& tx,
                                                 const Enrollment& enrollment);

/// Of the enrolment that the draft is a step of; null: it is none's.
Result<std::optional<EnrollmentFacts>> find_enrollment_facts(const Services& services, ReadTx& tx,
                                                             const Draft& draft, Instant now);

}  // namespace sa
