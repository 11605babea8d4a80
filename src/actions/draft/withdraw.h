// Takes back a draft of a sequence whose step is over, has changed, or is drafted anew.
// THREADS: any; inside the transaction that changes the enrolment.
// ERRORS: those of store/engine/db.h.
#pragma once

#include <string>

#include "actions/services.h"
#include "core/draft/draft.h"
#include "core/user/actor.h"

namespace sa {

/// REJECTED, with that reason; it says nothing about the enrolment. REQUIRES: PENDING_APPROVAL or APPROVED.
Result<Unit> withdraw_draft_of_step(const Services& services, Tx& tx, const Actor& actor, const Draft& before,
                                    const std::string& reason);

}  // namespace sa
