// The embedded engine: SQLite in WAL mode, synchronous=FULL (store/engine/unsynced.h: NORMAL), STRICT tables; one writing connection, reading
// connections as they are needed.
// THREADS, ERRORS: as store/engine/db.h.
#pragma once

#include "store/engine/db.h"

namespace sa {

/// Opens the file of `options.url` ("sqlite:path") and creates it, with its folder, when it is not there.
Result<std::unique_ptr<Db>> open_sqlite(const DbOptions& options, bool is_synced);

}  // namespace sa
