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

/// True for the status codes of a mail that was refused because its domain did not authenticate it; nobody is suppressed for it.
bool is_refused_unauthenticated(const std::string& code_or_words);
/// After such a refusal of a mail from `mailbox_id`: judges its domain.
Result<Unit> guard_domain_of(Tx& tx, const std::string& mailbox_id, const std::string& trace_id, Instant now);

}  // namespace sa
