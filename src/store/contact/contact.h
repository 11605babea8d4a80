// Rows of contacts and of suppressions.
// THREADS, ERRORS: as store/engine/db.h.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/contact/contact.h"
#include "core/contact/suppression.h"
#include "store/engine/db.h"

namespace sa {

Result<std::optional<Contact>> find_contact(ReadTx& tx, const std::string& contact_id);
/// ERRORS: not_found.
Result<Contact> get_contact(ReadTx& tx, const std::string& contact_id);
/// The contact of that address, or of another spelling of its mailbox.
Result<std::optional<Contact>> find_contact_by_email(ReadTx& tx, const AddressKeys& address);
/// In the order of ids, after `after_id`.
Result<std::vector<Contact>> list_contacts_after(ReadTx& tx, const std::string& after_id, std::int64_t limit);
Result<std::vector<Contact>> list_company_contacts(ReadTx& tx, const std::string& company_id,
                                                   const std::string& after_id, std::int64_t limit);
/// `contact.version` is one more than that which was read. False when the row has another one.
Result<bool> update_contact(Tx& tx, const Contact& contact);

Result<std::optional<ContactAddress>> find_contact_address(ReadTx& tx, const std::string& email_key);
/// An address that somebody has stays theirs.
Result<Unit> insert_contact_address(Tx& tx, const ContactAddress& address);
Result<Unit> delete_contact_address(Tx& tx, const std::string& contact_id, const std::string& email_key);
/// Oldest first.
Result<std::vector<ContactAddress>> list_contact_addresses(ReadTx& tx, const std::string& contact_id);
/// Of several contacts, by contact, oldest first. REQUIRES: ids of at most 999 bytes.
Result<std::vector<ContactAddress>> list_contact_addresses(ReadTx& tx,
                                                           const std::vector<std::string>& contact_ids);

/// What a list of contacts says beside each.
struct ContactBrief {
  std::string contact_id;
  std::string owner;                     ///< the name of its user; empty: it has none
  std::optional<Instant> last_touch_at;  ///< of the last mail, to them or from them
  std::optional<std::string> task_id;    ///< the open task that is due first; null: there is none
  std::optional<std::string> task_title;
  std::optional<Date> task_due_date;
};
BOOST_DESCRIBE_STRUCT(ContactBrief, (),
                      (contact_id, owner, last_touch_at, task_id, task_title, task_due_date))
/// REQUIRES: ids of at most 999 bytes.
Result<std::vector<ContactBrief>> list_contact_briefs(ReadTx& tx,
                                                      const std::vector<std::string>& contact_ids);
/// Those whose hash is not known, in the order of addresses.
Result<std::vector<ContactAddress>> list_unhashed_addresses(ReadTx& tx, const std::string& after_id,
                                                            std::int64_t limit);
Result<Unit> hash_contact_address(Tx& tx, const AddressKeys& keys);

Result<Unit> insert_contact_note(Tx& tx, const ContactNote& note);
Result<Unit> insert_stage_move(Tx& tx, const StageMove& move);

/// Keeps a suppression; the first of one key and reason stands.
Result<Unit> suppress(Tx& tx, const Suppression& suppression);
/// Those of any of these hashes, oldest first.
Result<std::vector<Suppression>> list_suppressions_of(ReadTx& tx, const std::vector<std::string>& key_hashes);
Result<std::optional<Suppression>> find_suppression(ReadTx& tx, const std::string& suppression_id);
/// Those that hold for an address: its own, and of the domains that cover it.
Result<std::vector<Suppression>> list_suppressions_of(ReadTx& tx, const AddressKeys& address);
/// Those, and the opt-outs of the same contact at another address.
Result<std::vector<Suppression>> list_suppressions_of_person(ReadTx& tx, const AddressKeys& address);

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

}  // namespace sa
