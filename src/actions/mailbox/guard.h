// The guard of the mailboxes: one from which too many mails come back, or are complained of, pauses before the providers block it; and a
// domain whose mails are refused as not authenticated pauses as a whole. A person resumes.
// THREADS: any; inside the transaction that stores what came in.
// ERRORS: those of store/engine/db.h.
#pragma once

#include <string>

#include "actions/services.h"

namespace sa {

/// After a mail to the person of `key_hash` came back for good, or they complained: judges the mailboxes that wrote to them.
Result<Unit> guard_senders_to(Tx& tx, const std::string& key_hash, const std::string& trace_id, Instant now);

/// After a mail from `mailbox_id` was refused because its domain did not authenticate it (core/mailbox/health.h): judges that domain. Nobody is
/// suppressed for it.
Result<Unit> guard_domain_of(Tx& tx, const std::string& mailbox_id, const std::string& trace_id, Instant now);

}  // namespace sa
