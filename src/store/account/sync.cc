#include "store/account/sync.h"

#include "queries.h"

namespace sa {

Result<std::optional<SyncCursor>> find_sync_cursor(ReadTx& tx, const std::string& stream) {
  return tx.find<SyncCursor>(sql::sync_cursor_get, Args().add("stream", stream));
}

Result<bool> move_sync_cursor(Tx& tx, const std::optional<SyncCursor>& from, const SyncCursor& to) {
  const Args args = Args().add_all(to);
  TRY(const std::int64_t moved, from ? tx.exec(sql::sync_cursor_move, Args(args).add("from", from->cursor))
                                     : tx.exec(sql::sync_cursor_begin, args));
  return moved > 0;
}

Result<Unit> delete_sync_cursor(Tx& tx, const std::string& stream) {
  return tx.put(sql::sync_cursor_delete, Args().add("stream", stream));
}

}  // namespace sa
