// Identifies the person at the command line. No password is checked there, so every step is recorded as unverified; outside
// development the person must at least be one of the users, and acts with that user's role.
// THREADS: one. ERRORS: forbidden, not_found, unavailable.
#pragma once

#include <optional>
#include <string>

#include "actions/services.h"
#include "core/user/actor.h"

namespace sa {

/// The actor named by `by` (--by), or by the operating system when that is empty.
Result<Actor> person_at_terminal(Services& services, const std::optional<std::string>& by);

}  // namespace sa
