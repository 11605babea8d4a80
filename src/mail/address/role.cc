#include "mail/address/role.h"

#include <algorithm>

#include "base/reflect/reflect.h"
#include "base/text/ascii.h"
#include "mail/address/address.h"

namespace sa {
namespace {

bool has(const std::vector<std::string>& sorted, std::string_view word) {
  return std::ranges::binary_search(sorted, word);
}

/// Without the digits at its end: "info2".
std::string_view without_number(std::string_view word) {
  const std::size_t last = word.find_last_not_of("0123456789");
  return last == std::string_view::npos ? std::string_view() : word.substr(0, last + 1);
}

Result<Unit> sort_words(std::vector<std::string>* words) {
  for (const std::string& word : *words)
    if (ascii_lower(word) != word)
      return invalid("policy/role_addresses.json: write \"" + word + "\" in small letters.");
  std::ranges::sort(*words);
  return ok();
}

}  // namespace

Result<RoleAddressPolicy> load_role_address_policy(std::string_view json) {
  TRY(RoleAddressPolicy policy, from_json_text<RoleAddressPolicy>(json));
  if (policy.words.empty()) return invalid("policy/role_addresses.json: there are no words.");
  TRY_OK(sort_words(&policy.words));
  TRY_OK(sort_words(&policy.regions));
  return policy;
}

bool is_role_address(std::string_view address, const RoleAddressPolicy& policy) {
  constexpr std::string_view kBreaks = "._-+";
  if (address.find('@') == std::string_view::npos) return false;
  std::string_view rest = local_part_of(address);
  if (rest.empty()) return false;
  // "no-reply" and "customer_care" are written in one or in two words.
  std::string joined(rest);
  std::erase_if(joined, [&](char c) { return kBreaks.find(c) != std::string_view::npos; });
  if (has(policy.words, joined)) return true;
  for (bool is_first = true; !rest.empty(); is_first = false) {
    const std::size_t end = std::min(rest.find_first_of(kBreaks), rest.size());
    const std::string_view word = without_number(rest.substr(0, end));
    const bool fits = has(policy.words, word) || (!is_first && (word.empty() || has(policy.regions, word)));
    if (!fits) return false;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return true;
}

}  // namespace sa
