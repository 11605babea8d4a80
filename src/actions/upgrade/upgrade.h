// The part of a migration that SQL cannot do, run at the first start after it. Each step works in small transactions, skips finished
// work, and is recorded when it ends, so an interrupted start continues where it stopped.
// THREADS: the main thread, before anything else uses the database. Two processes that start at once do the same work once.
// ERRORS: those of store/engine/db.h.
#pragma once

#include "actions/services.h"

namespace sa {

Result<Unit> finish_upgrade(Services& services);

}  // namespace sa
