// Runs at every start: makes the opt-outs and erasures in the database and in the ledger outside it (ports/opt_out_ledger.h) agree.
// THREADS: the main thread, before anything is sent. ERRORS: those of the ledger and of store/engine/db.h: without them the program
// must not start.
#pragma once

#include "actions/services.h"

namespace sa {

struct Restored {
  std::int64_t missing = 0;  ///< that the database did not know: it was restored from an older one
  std::int64_t noted = 0;    ///< that the ledger did not know
};
Result<Restored> restore_opt_outs(Services& services);

}  // namespace sa
