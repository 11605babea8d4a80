// The team engine: PostgreSQL 15 or newer through libpq, in pipeline mode: statements of which only success matters
// are sent without waiting, so a transaction costs as many round trips as it has questions.
// THREADS, ERRORS: as store/engine/db.h. One writing connection, up to `pool_size` reading ones, each with its thread, made
// when they are first needed. A connection that broke is made anew for the next work.
#pragma once

#include "store/engine/db.h"

namespace sa {

/// Opens the database of `options.url` ("postgresql://...").
Result<std::unique_ptr<Db>> open_postgres(const DbOptions& options, bool is_synced);

}  // namespace sa
