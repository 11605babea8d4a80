// The opt-out link of a mail: made when the draft is made, acted on when its reader says so.
// THREADS: any.
// SOURCE: RFC 8058 (POST acts, GET never does), RFC 2369.
#pragma once

#include <string>

#include "actions/services.h"
#include "base/async/task.h"

namespace sa {

/// "<public_url>/u/<token>". The token names the draft and is signed; it says nothing of who received it.
std::string unsubscribe_url(const Services& services, const std::string& draft_id);

/// The address that a token stands for, for the page that asks. ERRORS: not_found for a token that we did not make.
Task<Result<std::string>> find_unsubscribe_address(Services& services, std::string token);
/// Suppresses the address that received the mail, at once and for good. Doing it twice is no error.
Task<Result<std::string>> unsubscribe(Services& services, std::string token);

}  // namespace sa
