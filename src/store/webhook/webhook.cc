#include "store/webhook/webhook.h"

#include "queries.h"

namespace sa {

Result<bool> note_delivery(Tx& tx, const std::string& delivery_key, Instant now) {
  TRY(const std::int64_t noted,
      tx.exec(sql::webhook_note, Args().add("delivery_key", delivery_key).add("received_at", now)));
  return noted > 0;
}

Result<std::int64_t> delete_old_deliveries(Tx& tx, Instant before) {
  return tx.exec(sql::webhook_delete_old, Args().add("before", before));
}

}  // namespace sa
