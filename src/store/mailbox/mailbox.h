// Rows of our mailboxes. A row outlives its mailbox: an address that was ours once is ours for good.
// THREADS, ERRORS: as store/engine/db.h.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/contact/contact.h"
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

/// When a mailbox sent and was read last; null: never.
struct MailboxActivity {
  std::string mailbox_id;
  std::optional<Instant> last_sent_at;
  std::optional<Instant> last_read_at;
};
BOOST_DESCRIBE_STRUCT(MailboxActivity, (), (mailbox_id, last_sent_at, last_read_at))
/// Of one mailbox in use; an empty id: of all of them.
Result<std::vector<MailboxActivity>> list_mailbox_activity(ReadTx& tx, const std::string& mailbox_id);
/// Drafts that are being sent from it, or of which nobody knows whether they were.
Result<std::int64_t> count_sending(ReadTx& tx, const std::string& mailbox_id);
/// Who has the address (by the hash of its alias key) was written to from the mailbox: they hear from it from now on, unless they hear from
/// another.
Result<Unit> note_written(Tx& tx, const std::string& key_hash, const std::string& mailbox_id);
/// The mailbox that who has the address hears from; null: nobody has written to them.
Result<std::optional<std::string>> find_mailbox_of(ReadTx& tx, const AddressKeys& address);

}  // namespace sa
