// Who sits at the command line. Nobody checks a password there, so every step is recorded as unverified; outside of
// development the person must at least be one of the users, with that user's role.
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
