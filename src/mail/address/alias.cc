#include "mail/address/alias.h"

#include <libpsl.h>

#include <algorithm>

#include "base/reflect/reflect.h"

namespace sa {
namespace {

bool holds(const std::vector<std::string>& list, std::string_view text) {
  return std::ranges::find(list, text) != list.end();
}

/// Without its plus tag, where that is one.
std::string_view without_tag(std::string_view local, const AliasPolicy& policy) {
  const std::size_t plus = local.find('+');
  // "bounce+jane=acme.com": an address inside an address is a machine's way to know whom it wrote to.
  if (plus == local.npos || plus == 0 || local.find('=') != local.npos) return local;
  const std::string_view base = local.substr(0, plus);
  return holds(policy.plus_names_another, base) ? local : base;
}

/// What the provider does not look at; a local part of nothing else stays as it is.
void erase_ignored(std::string_view characters, std::string* local) {
  std::string rest = *local;
  std::erase_if(rest, [&](char c) { return characters.find(c) != characters.npos; });
  if (!rest.empty()) *local = std::move(rest);
}

}  // namespace

Result<AliasPolicy> load_alias_policy(std::string_view json) {
  return from_json_text<AliasPolicy>(json);
}

std::string alias_key(std::string_view address, const AliasPolicy& policy) {
  std::string_view domain = domain_of(address);
  if (domain.empty()) return std::string(address);
  for (const std::vector<std::string>& group : policy.same_mailbox)
    if (holds(group, domain)) domain = group.front();
  std::string local(without_tag(local_part_of(address), policy));
  for (const IgnoredCharacters& ignored : policy.ignored)
    if (holds(ignored.domains, domain)) erase_ignored(ignored.characters, &local);
  return local + "@" + std::string(domain);
}

std::string registrable_domain(std::string_view domain) {
  const std::string asked(domain);  // the answer points into it
  // The list that libpsl was built with: no file is read, whatever the machine has.
  const char* found = psl_registrable_domain(psl_builtin(), asked.c_str());
  return found ? found : "";
}

bool is_top_level_domain(std::string_view label) {
  // A domain's normal form needs a dot.
  const auto domain = normalize_domain("a." + std::string(label));
  return domain && psl_is_public_suffix2(psl_builtin(), domain->c_str() + 2, PSL_TYPE_NO_STAR_RULE) == 1;
}

std::string mailbox_key(std::string_view written, const AliasPolicy& policy) {
  return alias_key(fold_address(written), policy);
}

std::string company_domain(std::string_view address, const FreemailPolicy& freemail) {
  const std::string_view domain = domain_of(address);
  const std::string own = registrable_domain(domain);
  return is_freemail(domain, freemail) || is_freemail(own, freemail) ? std::string() : own;
}

}  // namespace sa
