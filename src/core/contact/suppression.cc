#include "core/contact/suppression.h"

#include "base/crypto/hash.h"

namespace sa {

bool is_opt_out(SuppressionReason reason) {
  return reason == SuppressionReason::unsubscribe || reason == SuppressionReason::objection ||
         reason == SuppressionReason::complaint;
}

std::string key_hash(std::string_view pepper, std::string_view alias_key) {
  return hmac_sha256_hex(pepper, alias_key);
}

std::string domain_hash(std::string_view pepper, std::string_view domain) {
  return hmac_sha256_hex(pepper, '@' + std::string(domain));
}

std::vector<std::string_view> covering_domains(std::string_view domain) {
  std::vector<std::string_view> all;
  while (domain.find('.') != domain.npos) {
    all.push_back(domain);
    domain.remove_prefix(domain.find('.') + 1);
  }
  return all;
}

}  // namespace sa
