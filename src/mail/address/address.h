// One email address: parsing, normal form, parts. The normal form is stored,
// compared, counted and suppressed: lower case, the domain as A-labels (xn--...).
// THREADS: pure functions.
// ERRORS: invalid, with a sentence for a person.
// SOURCE: RFC 5321 4.1.2 and 4.5.3.1 (lengths), RFC 5322 3.4.1, RFC 5890 (A-labels).
#pragma once

#include <boost/describe.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sa {

/// A person as a header names one. `name` is decoded UTF-8 and may be empty; `address` is as written,
/// trimmed.
struct Address {
  std::string name;
  std::string address;
  bool operator==(const Address&) const = default;
};
BOOST_DESCRIBE_STRUCT(Address, (), (name, address))

/// "Jane@Exämple.org" -> "jane@xn--exmple-cua.org". Refuses what is not exactly one plain address: spaces,
/// control characters, no or several @, a domain without a dot, over 254 bytes. Surrounding blanks are an
/// error too.
Result<std::string> normalize_address(std::string_view text);
/// The normal form of a domain alone: lower case, A-labels, no dot at the end.
Result<std::string> normalize_domain(std::string_view text);

/// The normal form when `text` has one, else the plain address behind its spelling (mail/address/spelling.h): for addresses
/// that arrived and are what they are.
std::string fold_address(std::string_view text);

/// What follows the last @; empty when there is none.
std::string_view domain_of(std::string_view address);
/// What precedes the last @.
std::string_view local_part_of(std::string_view address);

/// Domains whose addresses say nothing of a company (policy/freemail.json), and local parts that name a role,
/// not a person.
struct FreemailPolicy {
  std::vector<std::string> domains;  ///< sorted once loaded
};
BOOST_DESCRIBE_STRUCT(FreemailPolicy, (), (domains))

Result<FreemailPolicy> load_freemail_policy(std::string_view json);
/// REQUIRES: `domain` in normal form.
bool is_freemail(std::string_view domain, const FreemailPolicy& policy);

}  // namespace sa
