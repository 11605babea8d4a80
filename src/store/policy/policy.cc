#include "store/policy/policy.h"

#include "queries.h"

namespace sa {

Result<std::vector<PackSwitch>> list_pack_switches(ReadTx& tx) {
  return tx.list<PackSwitch>(sql::policy_pack_list, Args());
}

Result<Unit> keep_pack_switch(Tx& tx, const PackSwitch& change) {
  return tx.put(sql::policy_pack_keep, Args().add_all(change));
}

Result<PolicyContact> get_policy_contact(ReadTx& tx, const AddressKeys& keys, Instant now) {
  return tx.get<PolicyContact>(sql::policy_contact_find,
                               Args()
                                   .add("recipient_key", keys.email_key)
                                   .add("alias_key", keys.alias_key)
                                   .add("key_hash", keys.key_hash)
                                   .add("now", now),
                               "The facts for the policy packs could not be read.");
}

Result<std::vector<PolicyContact>> list_policy_contacts(ReadTx& tx, const ContactSpan& span, Instant now) {
  return tx.list<PolicyContact>(
      sql::policy_contact_list,
      Args().add("after_id", span.after_id).add("last_id", span.last_id).add("now", now));
}

}  // namespace sa
