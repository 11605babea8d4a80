// What is done with our mailboxes.
// THREADS: any.
// ERRORS: not_found, conflict for a stale version, invalid with the field.
#pragma once

#include "actions/services.h"
#include "core/mailbox/mailbox.h"

namespace sa {

/// The settings make the first mailbox (SENDER_EMAIL, SENDER_NAME, MAIL_PROVIDER). Where they name another address than before, that one
/// takes over: contacts and conversations go to it, and the former address stays one of ours. Every start does this.
Result<Unit> keep_first_mailbox(Services& services);

}  // namespace sa
