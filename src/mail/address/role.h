// Addresses that a role reads, such as info@ or ventas@: several people may see the mail, and nobody in particular is addressed.
// THREADS: values and pure functions.
// SOURCE: RFC 2142 for the names of services; policy/role_addresses.json for those in use.
#pragma once

#include <boost/describe.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sa {

/// policy/role_addresses.json, in small letters; sorted once loaded.
struct RoleAddressPolicy {
  std::vector<std::string> words;    ///< that name a role
  std::vector<std::string> regions;  ///< that may follow one: "sales-emea"
};
BOOST_DESCRIBE_STRUCT(RoleAddressPolicy, (), (words, regions))

/// ERRORS: invalid for a list without words, or a word with capitals.
Result<RoleAddressPolicy> load_role_address_policy(std::string_view json);

/// Whether the local part is a role's word, or several, with regions and numbers behind the first. REQUIRES: `address` in normal form.
bool is_role_address(std::string_view address, const RoleAddressPolicy& policy);

}  // namespace sa
