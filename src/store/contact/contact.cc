#include "store/contact/contact.h"

#include "queries.h"

namespace sa {

Result<std::optional<Contact>> find_contact(ReadTx& tx, const std::string& contact_id) {
  return tx.find<Contact>(sql::contact_get, Args().add("contact_id", contact_id));
}

Result<std::optional<Contact>> find_contact_by_email(ReadTx& tx, const AddressKeys& address) {
  return tx.find<Contact>(sql::contact_find_by_email,
                          Args().add("email_key", address.email_key).add("alias_key", address.alias_key));
}

Result<Contact> get_contact(ReadTx& tx, const std::string& contact_id) {
  return tx.get<Contact>(sql::contact_get, Args().add("contact_id", contact_id),
                         "There is no contact " + contact_id + ".");
}

Result<std::vector<Contact>> list_contacts_after(ReadTx& tx, const std::string& after_id,
                                                 std::int64_t limit) {
  return tx.list<Contact>(sql::contact_list_after, Args().add("after_id", after_id).add("limit", limit));
}

Result<std::vector<Contact>> list_company_contacts(ReadTx& tx, const std::string& company_id,
                                                   const std::string& after_id, std::int64_t limit) {
  return tx.list<Contact>(sql::contact_list_by_company,
                          Args().add("company_id", company_id).add("after_id", after_id).add("limit", limit));
}

Result<Unit> insert_contact(Tx& tx, const Contact& contact) {
  return tx.put(sql::contact_insert, Args().add_all(contact));
}

Result<bool> update_contact(Tx& tx, const Contact& contact) {
  TRY(const std::int64_t changed, tx.exec(sql::contact_update, Args().add_all(contact)));
  return changed == 1;
}

Result<std::optional<ContactAddress>> find_contact_address(ReadTx& tx, const std::string& email_key) {
  return tx.find<ContactAddress>(sql::contact_address_find, Args().add("email_key", email_key));
}

Result<Unit> insert_contact_address(Tx& tx, const ContactAddress& address) {
  return tx.put(sql::contact_address_insert, Args().add_all(address));
}

Result<Unit> delete_contact_address(Tx& tx, const std::string& contact_id, const std::string& email_key) {
  return tx.put(sql::contact_address_delete,
                Args().add("contact_id", contact_id).add("email_key", email_key));
}

Result<std::vector<ContactAddress>> list_contact_addresses(ReadTx& tx, const std::string& contact_id) {
  return tx.list<ContactAddress>(sql::contact_address_list, Args().add("contact_id", contact_id));
}

Result<std::vector<ContactAddress>> list_contact_addresses(ReadTx& tx,
                                                           const std::vector<std::string>& contact_ids) {
  if (contact_ids.empty()) return std::vector<ContactAddress>();
  std::string joined;
  for (const std::string& each : contact_ids) {
    const std::string length = std::to_string(each.size());
    joined += std::string(3 - length.size(), '0') + length + each;
  }
  return tx.list<ContactAddress>(sql::contact_address_list_of, Args().add("contact_ids", joined));
}

Result<std::vector<ContactAddress>> list_unhashed_addresses(ReadTx& tx, const std::string& after_id,
                                                            std::int64_t limit) {
  return tx.list<ContactAddress>(sql::contact_address_list_after,
                                 Args().add("after_id", after_id).add("limit", limit));
}

Result<Unit> hash_contact_address(Tx& tx, const AddressKeys& keys) {
  return tx.put(sql::contact_address_hash, Args()
                                               .add("email_key", keys.email_key)
                                               .add("alias_key", keys.alias_key)
                                               .add("key_hash", keys.key_hash));
}

Result<Unit> insert_contact_note(Tx& tx, const ContactNote& note) {
  return tx.put(sql::contact_note_insert, Args().add_all(note));
}

Result<Unit> insert_stage_move(Tx& tx, const StageMove& move) {
  return tx.put(sql::stage_move_insert, Args().add_all(move));
}

Result<Unit> suppress(Tx& tx, const Suppression& suppression) {
  return tx.put(sql::suppression_insert, Args().add_all(suppression));
}

Result<std::vector<Suppression>> list_suppressions_of(ReadTx& tx,
                                                      const std::vector<std::string>& key_hashes) {
  std::string joined;
  for (const std::string& each : key_hashes) joined += each;
  if (joined.empty()) return std::vector<Suppression>();
  return tx.list<Suppression>(sql::suppression_list_of, Args().add("key_hashes", joined));
}

Result<std::vector<Suppression>> list_suppressions_of(ReadTx& tx, const AddressKeys& address) {
  std::vector<std::string> hashes = address.domain_hashes;
  hashes.push_back(address.key_hash);
  return list_suppressions_of(tx, hashes);
}

Result<std::vector<Suppression>> list_suppressions_of_person(ReadTx& tx, const AddressKeys& address) {
  std::string joined = address.key_hash;
  for (const std::string& each : address.domain_hashes) joined += each;
  return tx.list<Suppression>(sql::suppression_list_of_person, Args()
                                                                   .add("key_hashes", joined)
                                                                   .add("email_key", address.email_key)
                                                                   .add("alias_key", address.alias_key));
}

Result<std::optional<Suppression>> find_suppression(ReadTx& tx, const std::string& suppression_id) {
  return tx.find<Suppression>(sql::suppression_find, Args().add("suppression_id", suppression_id));
}

Result<Unit> remove_suppression(Tx& tx, const SuppressionRemoval& removal) {
  TRY_OK(tx.put(sql::suppression_removal_insert, Args().add_all(removal)));
  return tx.put(sql::suppression_delete, Args().add("suppression_id", removal.suppression_id));
}

Result<std::vector<SuppressionRemoval>> list_suppression_removals(ReadTx& tx, const std::string& key_hash) {
  return tx.list<SuppressionRemoval>(sql::suppression_removal_list, Args().add("key_hash", key_hash));
}

Result<std::vector<Suppression>> list_suppressions(ReadTx& tx, const SuppressionFilter& filter,
                                                   const std::string& after, std::int64_t limit) {
  return tx.list<Suppression>(sql::suppression_list, Args()
                                                         .add("q", filter.q)
                                                         .add("key_hash", filter.key_hash)
                                                         .add("reason", filter.reason)
                                                         .add("scope", filter.scope)
                                                         .add("after", after)
                                                         .add("limit", limit));
}

Result<Unit> save_mailbox(Tx& tx, const MailboxRow& mailbox) {
  return tx.put(sql::mailbox_insert, Args().add_all(mailbox));
}

Result<std::vector<MailboxRow>> list_mailboxes(ReadTx& tx) {
  return tx.list<MailboxRow>(sql::mailbox_list, Args());
}

}  // namespace sa
