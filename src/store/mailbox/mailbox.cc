#include "store/mailbox/mailbox.h"

#include "queries.h"

namespace sa {
namespace {

struct MailboxId {
  std::string mailbox_id;
};
BOOST_DESCRIBE_STRUCT(MailboxId, (), (mailbox_id))

}  // namespace

Result<std::optional<TeamMailbox>> find_mailbox(ReadTx& tx, const std::string& mailbox_id) {
  return tx.find<TeamMailbox>(sql::mailbox_get, Args().add("mailbox_id", mailbox_id));
}

Result<std::vector<TeamMailbox>> list_mailboxes(ReadTx& tx) {
  return tx.list<TeamMailbox>(sql::mailbox_list, Args());
}

Result<std::vector<std::string>> list_own_addresses(ReadTx& tx) {
  TRY(auto rows, tx.list<MailboxId>(sql::mailbox_address_list, Args()));
  std::vector<std::string> all;
  for (MailboxId& row : rows) all.push_back(std::move(row.mailbox_id));
  return all;
}

Result<Unit> insert_mailbox(Tx& tx, const TeamMailbox& mailbox) {
  return tx.put(sql::mailbox_insert, Args().add_all(mailbox));
}

Result<bool> update_mailbox(Tx& tx, const TeamMailbox& mailbox) {
  TRY(const std::int64_t changed, tx.exec(sql::mailbox_update, Args().add_all(mailbox)));
  return changed == 1;
}

Result<Unit> note_own_address(Tx& tx, const std::string& address_key, const std::string& address,
                              const std::string& name, Instant now) {
  TeamMailbox known;
  known.mailbox_id = address_key;
  known.address = address;
  known.name = name;
  known.provider = "outbox";
  known.visibility = MailboxVisibility::all;  // it has no mail to keep from anybody
  known.created_at = known.updated_at = known.ramp_from = now;
  known.retired_at = now;
  return tx.put(sql::mailbox_insert_retired, Args().add_all(known));
}

Result<std::vector<MailboxActivity>> list_mailbox_activity(ReadTx& tx, const std::string& mailbox_id) {
  return tx.list<MailboxActivity>(sql::mailbox_list_activity, Args().add("mailbox_id", mailbox_id));
}

Result<std::int64_t> count_sending(ReadTx& tx, const std::string& mailbox_id) {
  TRY(const Rows rows, tx.query(sql::mailbox_count_sending, Args().add("mailbox_id", mailbox_id)));
  return rows.first_integer();
}

Result<Unit> note_written(Tx& tx, const std::string& key_hash, const std::string& mailbox_id) {
  const Args args = Args().add("key_hash", key_hash).add("mailbox_id", mailbox_id);
  TRY_OK(tx.put(sql::written_to_insert, args));
  return tx.put(sql::mailbox_keep_contact, args);
}

Result<std::optional<std::string>> find_mailbox_of(ReadTx& tx, const AddressKeys& address) {
  TRY(auto found, tx.find<MailboxId>(sql::mailbox_of_person, Args()
                                                                 .add("email_key", address.email_key)
                                                                 .add("alias_key", address.alias_key)
                                                                 .add("key_hash", address.key_hash)));
  return found ? std::optional(std::move(found->mailbox_id)) : std::nullopt;
}

}  // namespace sa
