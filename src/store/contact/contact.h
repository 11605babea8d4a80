// Rows of contacts, of our own mailboxes, and of who must not be written to.
// THREADS, ERRORS: as store/engine/db.h.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/draft/gate.h"
#include "store/engine/db.h"

namespace sa {

struct Contact {
  std::string contact_id;
  std::string email;      ///< as first seen
  std::string email_key;  ///< normalised
  std::string name;       ///< empty: not known
  std::string company;    ///< empty: not known
  std::string timezone;   ///< IANA name; empty: not known
  std::string engagement_stage = "initial";
  Instant created_at;
  Instant updated_at;
};
BOOST_DESCRIBE_STRUCT(Contact, (),
                      (contact_id, email, email_key, name, company, timezone, engagement_stage, created_at,
                       updated_at))

/// How an address is looked up.
struct AddressKeys {
  std::string email_key;  ///< normalised
  std::string alias_key;  ///< the same for all spellings of one mailbox (mail/address/alias.h)
};

struct ContactAddress {
  std::string email_key;
  std::string contact_id;
  std::string email;  ///< as first seen
  std::string alias_key;
  std::string
      linked_by;  ///< start: the contact began with it; alias: it is another spelling of one that was known
  Instant created_at;
};
BOOST_DESCRIBE_STRUCT(ContactAddress, (), (email_key, contact_id, email, alias_key, linked_by, created_at))

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
Result<Unit> fill_contact(Tx& tx, const AddressKeys& address, const std::string& name,
                          const std::string& company, Instant now);
Result<Unit> set_engagement_stage(Tx& tx, const std::string& contact_id, const std::string& stage,
                                  Instant now);

/// Suppresses `key` (address or "@domain"); the first reason stands.
Result<Unit> suppress(Tx& tx, const Suppression& suppression);
Result<std::optional<Suppression>> find_suppression(ReadTx& tx, const std::string& key);
/// In the order of keys, after `after`.
Result<std::vector<Suppression>> list_suppressions(ReadTx& tx, const std::string& after, std::int64_t limit);

/// A suppression that somebody lifted.
struct SuppressionRemoval {
  std::string removal_id;
  std::string key;
  std::string reason;  ///< of the suppression, as its source and created_at
  std::string source;
  Instant created_at;
  Instant removed_at;
  std::string removed_by;
  std::string removal_reason;  ///< empty: none was given
};
BOOST_DESCRIBE_STRUCT(SuppressionRemoval, (),
                      (removal_id, key, reason, source, created_at, removed_at, removed_by, removal_reason))
/// Takes `removal.key` off the list, and keeps the removal.
Result<Unit> remove_suppression(Tx& tx, const SuppressionRemoval& removal);
/// Those of one key, oldest first.
Result<std::vector<SuppressionRemoval>> list_suppression_removals(ReadTx& tx, const std::string& key);

/// Stores or renews one of our own mailboxes.
Result<Unit> save_mailbox(Tx& tx, const MailboxRow& mailbox);
Result<std::vector<MailboxRow>> list_mailboxes(ReadTx& tx);

}  // namespace sa
