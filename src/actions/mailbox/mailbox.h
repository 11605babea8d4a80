// What is done with our mailboxes.
// THREADS: any.
// ERRORS: not_found, conflict for a stale version, invalid with the field.
#pragma once

#include "actions/services.h"
#include "base/async/task.h"
#include "core/mailbox/mailbox.h"
#include "core/user/actor.h"

namespace sa {

/// The settings make the first mailbox (SENDER_EMAIL, SENDER_NAME, MAIL_PROVIDER). Where they name another address than before, that one
/// takes over: what lies in the former one goes to it, and the former address stays one of ours. Every start does this; the trail says so.
Result<Unit> keep_first_mailbox(Services& services);

/// Mail that waits is tried now, as a mailbox sends again or business time has moved; whether the time has come is for the gate to say.
Result<Unit> retry_sends_now(const Services& services, Tx& tx);

/// Stores a change to what was read, and says in the trail who made it. ERRORS: conflict when it was changed meanwhile.
Result<Unit> store_change(Tx& tx, const Actor& actor, const char* action, TeamMailbox* mailbox,
                          boost::json::object details, Instant now);
/// Somebody has signed it in: it sends from now on, unless it is paused; or it does not, because of `problem`.
Result<Unit> note_connected(const Services& services, Tx& tx, const Actor& actor, TeamMailbox mailbox,
                            const std::string& problem);
/// It was read, or its provider refused our sign-in with the words of `problem`. Nothing for the first mailbox: its settings are a matter of
/// the start.
Task<Result<Unit>> note_reading(Services& services, std::string mailbox_id, std::string problem);

}  // namespace sa
