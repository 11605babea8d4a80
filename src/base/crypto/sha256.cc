#include "base/crypto/sha256.h"

namespace sa {

Sha256::Sha256() {
  crypto_hash_sha256_init(&state_);
}

void Sha256::add(std::string_view bytes) {
  crypto_hash_sha256_update(&state_, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
}

std::string Sha256::hex() {
  unsigned char digest[crypto_hash_sha256_BYTES];
  crypto_hash_sha256_final(&state_, digest);
  std::string text(sizeof digest * 2 + 1, '\0');
  sodium_bin2hex(text.data(), text.size(), digest, sizeof digest);
  text.pop_back();
  return text;
}

}  // namespace sa
