// Connects and disconnects an account at a provider.
//
// Connecting has two steps: `begin_connecting` returns the URL for the person's browser, `finish_connecting` takes the
// code that comes back. The state between them is stored hashed and works once, for ten minutes, for the same person only.
// THREADS: any.
// ERRORS: invalid (the state is unknown, used or too old; the provider refuses the code), unavailable.
#pragma once

#include <string>

#include "actions/account/account.h"
#include "actions/services.h"
#include "core/user/actor.h"
#include "ports/account_link.h"

namespace sa {

/// The address that the person's browser must visit. `mailbox_id`: it signs in that mailbox alone.
Task<Result<std::string>> begin_connecting(Services& services, const Actor& actor, AccountLink& link,
                                           std::string redirect_uri,
                                           std::optional<std::string> mailbox_id = {});
/// `state` and `code` are what the provider's redirect carries.
Task<Result<Account>> finish_connecting(Services& services, const Actor& actor, AccountLink& link,
                                        std::string state, std::string code);
/// Forgets the account here, and tells the provider. ERRORS: not_found when none is connected.
Task<Result<Unit>> disconnect_account(Services& services, const Actor& actor, AccountLink& link);

}  // namespace sa
