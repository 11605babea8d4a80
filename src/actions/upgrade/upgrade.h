// The part of a migration that SQL cannot do, at the first start after it: each step works in small transactions, does nothing to what
// was done, and is noted when it has ended, so that a start that was interrupted goes on where it was.
// THREADS: the main thread, before anything else uses the database. Two processes that start at once do the same work once.
// ERRORS: those of store/engine/db.h.
#pragma once

#include "actions/services.h"

namespace sa {

Result<Unit> finish_upgrade(Services& services);

}  // namespace sa
