// Runs after migration 0014: moves the words of older trail rows to where they can be erased, and seals these rows with the row `rechain`.
// THREADS, ERRORS: as actions/upgrade/upgrade.h.
#pragma once

#include "base/clock.h"
#include "store/engine/db.h"

namespace sa {

Result<Unit> detail_audit(Db& db, const Clock& clock);

}  // namespace sa
