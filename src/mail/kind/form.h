// Web forms: the mail comes from the web site's own address, or from a service that no one reads, and passes on what a visitor
// wrote. The visitor is its author: he stands in Reply-To, or in a field of the form.
// THREADS: pure functions over immutable policy.
// ERRORS: none; null where the mail is no form's, or names nobody.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "mail/kind/kind_policy.h"
#include "mail/mime/message.h"

namespace sa {

/// Who filled in the form that this mail passes on; null when it passes on none. `own`: our own addresses, in normal form.
std::optional<Address> find_form_visitor(const Message& message, const KindPolicy& policy,
                                         std::span<const std::string> own);

}  // namespace sa
