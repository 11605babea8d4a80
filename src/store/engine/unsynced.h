// A database whose commits do not wait for the disk: for what can be made anew, such as the sample data. After a power cut its last
// commits may be missing, but never a part of one.
// THREADS, ERRORS: as store/engine/db.h.
// SOURCE: https://www.sqlite.org/pragma.html#pragma_synchronous (NORMAL, in WAL mode);
// https://www.postgresql.org/docs/17/wal-async-commit.html.
#pragma once

#include "store/engine/db.h"

namespace sa {

/// As open_db. The same database, opened by open_db afterwards, is synced as ever.
Result<std::unique_ptr<Db>> open_unsynced_db(const DbOptions& options);

}  // namespace sa
