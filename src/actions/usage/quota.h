// What a contact and our mailbox have left of their quotas, for a reader. The gate counts for itself, at the moment of
// sending.
// THREADS: any.
// ERRORS: invalid, naming contact_email, when it is no address.
#pragma once

#include <string>

#include "base/async/task.h"
#include "base/result.h"
#include "core/usage/quota.h"

namespace sa {

struct Services;

Task<Result<Quota>> get_quota(Services& services, std::string contact_email);

}  // namespace sa
