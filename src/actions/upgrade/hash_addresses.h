// Runs after migration 0013: keys suppressions and quotas by the hash of the alias key, and keeps the opt-out links of earlier mails.
// THREADS, ERRORS: as actions/upgrade/upgrade.h.
#pragma once

#include "actions/services.h"

namespace sa {

Result<Unit> hash_addresses(Services& services);

}  // namespace sa
