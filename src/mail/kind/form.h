// Web forms: the mail comes from the website's own address, or from a service that nobody reads, and forwards a visitor's
// text. The visitor is its author and is named in Reply-To or in a field of the form.
// THREADS: pure functions over immutable policy.
// ERRORS: none; null if the mail is not from a form, or names nobody.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "mail/kind/kind_policy.h"
#include "mail/mime/message.h"

namespace sa {

/// The visitor who filled in the form that this mail forwards; null if it forwards none. `own`: our own addresses, in normal form.
std::optional<Address> find_form_visitor(const Message& message, const KindPolicy& policy,
                                         std::span<const std::string> own);

}  // namespace sa
