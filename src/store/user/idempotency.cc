#include "store/user/idempotency.h"

#include "queries.h"

namespace sa {
namespace {

Args named(const IdempotencyKey& key) {
  return Args().add("principal", key.principal).add("key", key.key).add("created_at", key.created_at);
}

}  // namespace

Result<std::optional<IdempotencyRow>> find_idempotency_row(ReadTx& tx, const std::string& principal,
                                                           const std::string& key) {
  return tx.find<IdempotencyRow>(sql::idempotency_find, Args().add("principal", principal).add("key", key));
}

Result<Unit> begin_idempotency_row(Tx& tx, const IdempotencyKey& key, Instant expires_at, bool exists) {
  const Args args = named(key)
                        .add("request_hash", key.request_hash)
                        .add("now", key.created_at)
                        .add("expires_at", expires_at);
  return tx.put(exists ? sql::idempotency_restart : sql::idempotency_insert, args);
}

Result<Unit> finish_idempotency_row(Tx& tx, const IdempotencyKey& key, int status, const std::string& body,
                                    const std::string& headers) {
  return tx.put(sql::idempotency_finish,
                named(key).add("status", status).add("body", body).add("headers", headers));
}

Result<Unit> forget_idempotency_row(Tx& tx, const IdempotencyKey& key) {
  return tx.put(sql::idempotency_forget, named(key));
}

Result<std::int64_t> delete_expired_idempotency_rows(Tx& tx, Instant now) {
  return tx.exec(sql::idempotency_delete_expired, Args().add("now", now));
}

}  // namespace sa
