// What goes from one mailbox to another when it is handed over.
// THREADS, ERRORS: as store/engine/db.h.
#pragma once

#include <string>
#include <vector>

#include "core/draft/draft.h"
#include "core/mailbox/mailbox.h"
#include "store/contact/find.h"
#include "store/engine/db.h"

namespace sa {

/// Those that may still leave from it and that nobody is sending, oldest first.
Result<std::vector<Draft>> list_open_drafts_of_mailbox(ReadTx& tx, const std::string& mailbox_id,
                                                       std::int64_t limit);
/// Every contact that hears from the mailbox, and what lies in it about them. Their owner becomes the user of `to`: `owner_terms` is the
/// range of the terms by which an owner's contacts are found, `owner_term` the new owner's, empty when there is none. How many.
Result<std::int64_t> hand_over_contacts(Tx& tx, const std::string& from, const TeamMailbox& to,
                                        const TermRange& owner_terms, const std::string& owner_term,
                                        Instant now);
/// The conversations of the mailbox, and its mails. How many conversations.
Result<std::int64_t> hand_over_threads(Tx& tx, const std::string& from, const std::string& to);

}  // namespace sa
