// Decides which addresses are spellings of one mailbox, and which domain is a company's own.
//
// These fold: a plus tag ("jane+shop@acme.com" is jane@acme.com), what a provider does not look at (dots at Google; dots, hyphens
// and underscores at Proton), the other domains of providers that give all of them to one person. These never do: dots and
// hyphens anywhere else ("jean-paul"), a plus whose left side is a machine's ("reply+8a61@tracker.example" names a ticket, not a
// person), another domain of the same company.
//
// THREADS: pure functions over immutable policy.
// ERRORS: load_alias_policy: invalid.
// SOURCE: RFC 5233 (plus addresses); Google, "Dots don't matter in Gmail addresses"; Apple, "iCloud Mail aliases"; Proton,
// "Proton Mail domains" and "Addresses and aliases" (dots, hyphens and underscores are ignored); publicsuffix.org through libpsl.
#pragma once

#include <boost/describe.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "mail/address/address.h"

namespace sa {

/// Characters before the @ that a provider does not look at.
struct IgnoredCharacters {
  std::vector<std::string> domains;
  std::string characters;
};
BOOST_DESCRIBE_STRUCT(IgnoredCharacters, (), (domains, characters))

/// policy/alias.json
struct AliasPolicy {
  std::vector<std::vector<std::string>>
      same_mailbox;  ///< domains of one provider, the one that stands for all first
  std::vector<IgnoredCharacters> ignored;
  std::vector<std::string> plus_names_another;  ///< local parts before a plus that belong to a machine
};
BOOST_DESCRIBE_STRUCT(AliasPolicy, (), (same_mailbox, ignored, plus_names_another))

Result<AliasPolicy> load_alias_policy(std::string_view json);

/// The form in which all spellings of one mailbox are the same. REQUIRES: `address` in normal form.
std::string alias_key(std::string_view address, const AliasPolicy& policy);

/// The same for an address in whatever spelling a person, a header or a file gives it.
std::string mailbox_key(std::string_view written, const AliasPolicy& policy);

/// The part of `domain` that its owner registered ("mail.acme.co.uk": "acme.co.uk"); empty for a public suffix itself
/// ("co.uk", "github.io"). REQUIRES: `domain` in normal form.
std::string registrable_domain(std::string_view domain);

/// Whether domains can end with this label ("com", "de", "рф"): what mail programs make links of.
bool is_top_level_domain(std::string_view label);

/// The domain by which an address belongs to a company: two addresses of one belong to the same. Empty where the domain says
/// nothing of a company: a freemail provider's, a public suffix, none. REQUIRES: `address` in normal form.
std::string company_domain(std::string_view address, const FreemailPolicy& freemail);

}  // namespace sa
