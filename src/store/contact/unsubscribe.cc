#include "store/contact/unsubscribe.h"

#include "queries.h"

namespace sa {

Result<std::optional<UnsubscribeLink>> find_unsubscribe_link(ReadTx& tx, const std::string& unsubscribe_id) {
  return tx.find<UnsubscribeLink>(sql::unsubscribe_link_find, Args().add("unsubscribe_id", unsubscribe_id));
}

Result<std::optional<UnsubscribeLink>> find_unsubscribe_link_of(ReadTx& tx, const std::string& key_hash) {
  return tx.find<UnsubscribeLink>(sql::unsubscribe_link_find_by_key, Args().add("key_hash", key_hash));
}

Result<Unit> insert_unsubscribe_link(Tx& tx, const UnsubscribeLink& link) {
  return tx.put(sql::unsubscribe_link_insert, Args().add_all(link));
}

Result<Unit> keep_unknown_unsubscribe(Tx& tx, const std::string& unsubscribe_id, bool is_ours, Instant now) {
  return tx.put(sql::unsubscribe_unknown_insert,
                Args().add("unsubscribe_id", unsubscribe_id).add("is_ours", is_ours).add("received_at", now));
}

Result<bool> take_unknown_unsubscribe(Tx& tx, const std::string& unsubscribe_id) {
  TRY(const std::int64_t taken,
      tx.exec(sql::unsubscribe_unknown_take, Args().add("unsubscribe_id", unsubscribe_id)));
  return taken > 0;
}

}  // namespace sa
