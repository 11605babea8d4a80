#include "actions/contact/contact.h"

#include "core/contact/suppression.h"
#include "mail/address/alias.h"

namespace sa {

Result<std::string> read_address(std::string_view written) {
  if (auto address = normalize_address(written)) return address;
  if (auto folded = normalize_address(fold_address(written))) return folded;
  return normalize_address(written);
}

AddressKeys address_keys(const Services& services, const std::string& email_key) {
  AddressKeys keys{email_key, alias_key(email_key, services.mail_policy.alias), {}, {}};
  keys.key_hash = key_hash(services.pepper, keys.alias_key);
  // What is sent to one of a provider's domains arrives in the mailbox of the other: both cover it.
  std::vector<std::string_view> domains = covering_domains(domain_of(email_key));
  if (domain_of(keys.alias_key) != domain_of(email_key)) {
    for (const std::string_view each : covering_domains(domain_of(keys.alias_key))) domains.push_back(each);
  }
  for (const std::string_view each : domains)
    keys.domain_hashes.push_back(domain_hash(services.pepper, each));
  return keys;
}

std::string company_hash_of(const Services& services, std::string_view email_key) {
  const std::string domain = company_domain(email_key, services.mail_policy.freemail);
  return domain.empty() ? "" : domain_hash(services.pepper, domain);
}

std::string key_hash_of(const Services& services, std::string_view email_key) {
  return key_hash(services.pepper, alias_key(email_key, services.mail_policy.alias));
}

}  // namespace sa
