// A draft that leaves from another mailbox than it was made for.
// THREADS: any; inside a transaction.
// ERRORS: those of judging and storing.
#pragma once

#include "actions/services.h"
#include "core/mailbox/mailbox.h"
#include "core/user/actor.h"

namespace sa {

/// Signs the draft for `to`, as a new version that waits for approval; the trail says so. REQUIRES: PENDING_APPROVAL or APPROVED.
Result<Draft> move_draft(Services& services, Tx& tx, const Actor& actor, const Draft& before,
                         const TeamMailbox& to, Instant now);

}  // namespace sa
