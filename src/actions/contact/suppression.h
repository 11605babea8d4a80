// Who must not be written to, as a person keeps it: adding to the list, and lifting what stands there. What mails and
// opt-out links add is in actions/message/import.h and actions/contact/unsubscribe.h.
// THREADS: any. ERRORS: in each function, and those of store/engine/db.h.
#pragma once

#include <string>

#include "actions/services.h"
#include "base/async/task.h"
#include "core/user/actor.h"
#include "store/contact/contact.h"

namespace sa {

/// The key of an address ("ada@example.com") or of a whole domain ("@example.com"). ERRORS: invalid.
Result<std::string> suppression_key(const std::string& text);

/// Adds an address or a domain; what stands there already stays as it is, and is the answer.
Task<Result<Suppression>> add_suppression(Services& services, Actor actor, std::string address);

/// Takes one off the list, and keeps what it was with who lifted it and why.
/// ERRORS: not_found; invalid when it came from the contact (anything but `manual`) and `reason` is blank.
Task<Result<SuppressionRemoval>> remove_suppression(Services& services, Actor actor, std::string address,
                                                    std::string reason);

}  // namespace sa
