// Rows of contacts, of our own mailboxes, and of suppressions.
// THREADS, ERRORS: as store/engine/db.h.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/contact/contact.h"
#include "core/contact/suppression.h"
#include "store/engine/db.h"

namespace sa {

struct MailboxRow {
  std::string mailbox;  ///< normalised address
  std::string address;
  std::string name;
  std::string provider;
  Instant created_at;
};
BOOST_DESCRIBE_STRUCT(MailboxRow, (), (mailbox, address, name, provider, created_at))

Result<std::optional<Contact>> find_contact(ReadTx& tx, const std::string& contact_id);
/// The contact of that address, or of another spelling of its mailbox.
Result<std::optional<Contact>> find_contact_by_email(ReadTx& tx, const AddressKeys& address);
/// Stores a contact under `address`, the keys of `contact.email`; where one is known by them, adds the address to it and fills
/// in what it does not know yet.
Result<Unit> note_contact(Tx& tx, const Contact& contact, const AddressKeys& address);
/// Oldest first.
Result<std::vector<ContactAddress>> list_contact_addresses(ReadTx& tx, const std::string& contact_id);
/// Fills in what the contact of that address does not know yet; nothing where there is none.
Result<Unit> fill_contact(Tx& tx, const AddressKeys& address, const ContactDetails& details, Instant now);
Result<Unit> set_engagement_stage(Tx& tx, const std::string& contact_id, const std::string& stage,
                                  Instant now);

/// Keeps a suppression; the first of one key and reason stands.
Result<Unit> suppress(Tx& tx, const Suppression& suppression);
/// Those of any of these hashes, oldest first.
Result<std::vector<Suppression>> list_suppressions_of(ReadTx& tx, const std::vector<std::string>& key_hashes);
Result<std::optional<Suppression>> find_suppression(ReadTx& tx, const std::string& suppression_id);
/// Those that hold for an address: its own, and of the domains that cover it.
Result<std::vector<Suppression>> list_suppressions_of(ReadTx& tx, const AddressKeys& address);

/// A filter on the list. Empty members match everything.
struct SuppressionFilter {
  std::string q;         ///< a part of the address or domain
  std::string key_hash;  ///< or this one
  std::string reason;
  std::string scope;
};
/// In the order of ids, after `after`.
Result<std::vector<Suppression>> list_suppressions(ReadTx& tx, const SuppressionFilter& filter,
                                                   const std::string& after, std::int64_t limit);

/// Takes `removal.suppression_id` off the list, and keeps the removal.
Result<Unit> remove_suppression(Tx& tx, const SuppressionRemoval& removal);
/// Those of one key, oldest first.
Result<std::vector<SuppressionRemoval>> list_suppression_removals(ReadTx& tx, const std::string& key_hash);

/// Stores or renews one of our own mailboxes.
Result<Unit> save_mailbox(Tx& tx, const MailboxRow& mailbox);
Result<std::vector<MailboxRow>> list_mailboxes(ReadTx& tx);

}  // namespace sa
