// Reports how much of their quotas a contact and our mailbox have left. The gate counts for itself at the moment of
// sending.
// THREADS: any.
// ERRORS: invalid, naming contact_email, if it is not an address.
#pragma once

#include <string>

#include "base/async/task.h"
#include "base/result.h"
#include "core/usage/quota.h"

namespace sa {

struct Services;

/// Of the mailbox that `user_id`'s next mail to the address would leave from (empty: an agent's).
Task<Result<Quota>> get_quota(Services& services, std::string user_id, std::string contact_email);

}  // namespace sa
