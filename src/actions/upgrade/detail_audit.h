// After migration 0014: the rows of the trail from before it move to where their words can be erased, and the row `rechain` seals them.
// THREADS, ERRORS: as actions/upgrade/upgrade.h.
#pragma once

#include "base/clock.h"
#include "store/engine/db.h"

namespace sa {

Result<Unit> detail_audit(Db& db, const Clock& clock);

}  // namespace sa
