// The keys by which actions look up a person: the address, the mailbox of which it is a spelling, and the hash of that.
// THREADS: pure.
#pragma once

#include <string>
#include <string_view>

#include "actions/services.h"
#include "store/contact/contact.h"

namespace sa {

/// The normal form of an address in whatever spelling a person or a header gives it. ERRORS: invalid when it is none.
Result<std::string> read_address(std::string_view written);

/// REQUIRES: `email_key` in normal form.
AddressKeys address_keys(const Services& services, const std::string& email_key);

/// The hash that all spellings of a mailbox share. REQUIRES: `email_key` in normal form.
std::string key_hash_of(const Services& services, std::string_view email_key);

/// The hash of the domain that the address's company registered, which a quota may count by; empty for a freemail address. REQUIRES: as above.
std::string company_hash_of(const Services& services, std::string_view email_key);

}  // namespace sa
