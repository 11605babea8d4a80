#include "base/crypto/password.h"

#include <sodium.h>

namespace sa {

Result<std::string> hash_password(std::string_view password) {
  char hash[crypto_pwhash_STRBYTES] = {};
  if (sodium_init() < 0 ||
      crypto_pwhash_str(hash, password.data(), password.size(), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                        crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0) {
    return unavailable("There is not enough memory to check the password. Try again.");
  }
  return std::string(hash);
}

bool verify_password(const std::string& hash, std::string_view password) {
  return sodium_init() >= 0 && crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

}  // namespace sa
