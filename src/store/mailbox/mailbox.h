// Rows of our mailboxes. A row outlives its mailbox: an address that was ours once is ours for good.
// THREADS, ERRORS: as store/engine/db.h.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/mailbox/mailbox.h"
#include "store/engine/db.h"

namespace sa {

/// In use or retired.
Result<std::optional<TeamMailbox>> find_mailbox(ReadTx& tx, const std::string& mailbox_id);
/// Those in use: the first, then the others by age.
Result<std::vector<TeamMailbox>> list_mailboxes(ReadTx& tx);
/// Every address that is or was ours, in normal form.
Result<std::vector<std::string>> list_own_addresses(ReadTx& tx);

Result<Unit> insert_mailbox(Tx& tx, const TeamMailbox& mailbox);
/// `mailbox.version` is one more than that which was read. False when the row has another one.
Result<bool> update_mailbox(Tx& tx, const TeamMailbox& mailbox);
/// Notes that the address is ours, though nobody sends from it; one that is known stays as it is.
Result<Unit> note_own_address(Tx& tx, const std::string& address_key, const std::string& address,
                              const std::string& name, Instant now);

/// What belongs to `from` without having been sent belongs to `to`: contacts and threads.
Result<Unit> move_mailbox(Tx& tx, const std::string& from, const std::string& to);

}  // namespace sa
