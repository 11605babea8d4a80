// Rows of idempotency keys: a request that was started, and its answer once there is one.
// THREADS, ERRORS: as store/engine/db.h.
#pragma once

#include <optional>
#include <string>

#include "store/engine/db.h"

namespace sa {

/// Who sends which key, and the start of the attempt that works on it.
struct IdempotencyKey {
  std::string principal;
  std::string key;
  std::string request_hash;
  Instant created_at;
};

struct IdempotencyRow {
  std::string request_hash;
  std::optional<std::int64_t> status;  ///< null while the first request is on its way
  std::optional<std::string> body;
  std::optional<std::string> headers;
  Instant created_at;
  Instant expires_at;
};
BOOST_DESCRIBE_STRUCT(IdempotencyRow, (), (request_hash, status, body, headers, created_at, expires_at))

Result<std::optional<IdempotencyRow>> find_idempotency_row(ReadTx& tx, const std::string& principal,
                                                           const std::string& key);
/// A new row, or the present one begun anew.
Result<Unit> begin_idempotency_row(Tx& tx, const IdempotencyKey& key, Instant expires_at, bool exists);
/// Both leave a row alone that another attempt has taken over.
Result<Unit> finish_idempotency_row(Tx& tx, const IdempotencyKey& key, int status, const std::string& body,
                                    const std::string& headers);
Result<Unit> forget_idempotency_row(Tx& tx, const IdempotencyKey& key);
Result<std::int64_t> delete_expired_idempotency_rows(Tx& tx, Instant now);

}  // namespace sa
