// What goes from one mailbox to another, when it is handed over or its address gives way to another.
// THREADS, ERRORS: as store/engine/db.h.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/draft/draft.h"
#include "store/contact/find.h"
#include "store/engine/db.h"

namespace sa {

/// Those that may still leave from it and that nobody is sending, oldest first.
Result<std::vector<Draft>> list_open_drafts_of_mailbox(ReadTx& tx, const std::string& mailbox_id,
                                                       std::int64_t limit);
/// The owner of every contact that hears from the mailbox is `user_id`: `owner_terms` is the range of the terms by which an owner's contacts
/// are found, `owner_term` the new owner's, empty when there is none. Their rows count as changed when they move.
Result<Unit> give_contacts(Tx& tx, const std::string& mailbox_id, const std::optional<std::string>& user_id,
                           const TermRange& owner_terms, const std::string& owner_term);

struct MovedRows {
  std::int64_t contacts = 0;
  std::int64_t threads = 0;
};
/// What lies in `from` and is not about to be sent lies in `to`: contacts, who else it wrote to, notes and tasks, threads and their mails.
Result<MovedRows> move_mailbox(Tx& tx, const std::string& from, const std::string& to, Instant now);

}  // namespace sa
