#include "store/sync.h"

#include "queries.h"

namespace sa {

Result<std::optional<SyncCursor>> find_sync_cursor(ReadTx& tx, const std::string& stream) {
  return tx.find<SyncCursor>(sql::sync_cursor_get, Args().add("stream", stream));
}

Result<Unit> save_sync_cursor(Tx& tx, const SyncCursor& cursor) {
  return tx.put(sql::sync_cursor_save, Args().add_all(cursor));
}

Result<Unit> delete_sync_cursor(Tx& tx, const std::string& stream) {
  return tx.put(sql::sync_cursor_delete, Args().add("stream", stream));
}

}  // namespace sa
