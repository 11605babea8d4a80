// Rows that record how far a provider's stream (its mail, its records) has been read.
// THREADS, ERRORS: as store/engine/db.h.
#pragma once

#include <optional>
#include <string>

#include "store/engine/db.h"

namespace sa {

struct SyncCursor {
  std::string stream;  ///< "imap:ana@ours.example"
  std::string cursor;  ///< the provider's, opaque
  Instant synced_at;
  std::int64_t resets = 0;  ///< how often the provider no longer knew the cursor
};
BOOST_DESCRIBE_STRUCT(SyncCursor, (), (stream, cursor, synced_at, resets))

Result<std::optional<SyncCursor>> find_sync_cursor(ReadTx& tx, const std::string& stream);
/// Stores how far a page was read that began at `from` (null: at the beginning). False when the stream stands elsewhere by
/// now: another node has read the page, or another account was connected meanwhile. That stands.
Result<bool> move_sync_cursor(Tx& tx, const std::optional<SyncCursor>& from, const SyncCursor& to);
/// The stream is read from the beginning next time.
Result<Unit> delete_sync_cursor(Tx& tx, const std::string& stream);

}  // namespace sa
