// How the actions look contacts up.
// THREADS: pure.
#pragma once

#include <string>

#include "actions/services.h"
#include "mail/address/alias.h"
#include "store/contact/contact.h"

namespace sa {

/// REQUIRES: `email_key` in normal form.
inline AddressKeys address_keys(const Services& services, const std::string& email_key) {
  return {email_key, alias_key(email_key, services.mail_policy.alias)};
}

}  // namespace sa
