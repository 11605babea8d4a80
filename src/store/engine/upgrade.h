// Records which program-side migration steps are done (actions/upgrade/).
// THREADS, ERRORS: as store/engine/db.h.
#pragma once

#include <string>
#include <vector>

#include "store/engine/db.h"

namespace sa {

Result<std::vector<std::string>> list_finished_upgrades(ReadTx& tx);
Result<Unit> note_finished_upgrade(Tx& tx, const std::string& name, Instant now);

}  // namespace sa
