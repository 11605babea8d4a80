// After migration 0013: suppressions and quotas by the hash of the alias key, and the links that mails before it carry.
// THREADS, ERRORS: as actions/upgrade/upgrade.h.
#pragma once

#include "actions/services.h"

namespace sa {

Result<Unit> hash_addresses(Services& services);

}  // namespace sa
