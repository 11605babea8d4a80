// What migration 0015 left to the program: the hashes of contacts' addresses, what contacts are found by, their companies and time
// zones, and whom the mails went to.
// THREADS: one, at start. Pages of small transactions; a page that was done before changes nothing.
// ERRORS: those of store/engine/db.h.
#pragma once

#include "actions/services.h"

namespace sa {

Result<Unit> index_contacts(Services& services);

}  // namespace sa
