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

Result<Unit> note_contact(Tx& tx, const Contact& contact, const AddressKeys& address) {
  TRY(const auto known, find_contact_by_email(tx, address));
  const ContactAddress row{address.email_key,
                           known ? known->contact_id : contact.contact_id,
                           contact.email,
                           address.alias_key,
                           known ? "alias" : "start",
                           contact.created_at};
  if (!known) TRY_OK(tx.put(sql::contact_insert, Args().add_all(contact)));
  TRY_OK(tx.put(sql::contact_address_insert, Args().add_all(row)));
  if (!known) return ok();
  return tx.put(sql::contact_fill, Args()
                                       .add("contact_id", known->contact_id)
                                       .add("name", contact.name)
                                       .add("company", contact.company)
                                       .add("timezone", contact.timezone)
                                       .add("updated_at", contact.updated_at));
}

Result<std::vector<ContactAddress>> list_contact_addresses(ReadTx& tx, const std::string& contact_id) {
  return tx.list<ContactAddress>(sql::contact_address_list, Args().add("contact_id", contact_id));
}

Result<Unit> fill_contact(Tx& tx, const AddressKeys& address, const ContactDetails& details, Instant now) {
  TRY(const auto known, find_contact_by_email(tx, address));
  if (!known) return ok();
  return tx.put(sql::contact_fill,
                Args().add("contact_id", known->contact_id).add_all(details).add("updated_at", now));
}

Result<Unit> set_engagement_stage(Tx& tx, const std::string& contact_id, const std::string& stage,
                                  Instant now) {
  return tx.put(sql::contact_set_stage,
                Args().add("contact_id", contact_id).add("engagement_stage", stage).add("updated_at", now));
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
