// Sha256: the hash of bytes that come in pieces, by libsodium.
// THREADS: one at a time.
// ERRORS: none.
#pragma once

#include <sodium.h>

#include <string>
#include <string_view>

namespace sa {

class Sha256 {
 public:
  Sha256();
  void add(std::string_view bytes);
  /// 64 lower-case hexadecimal characters. REQUIRES: called once, at the end.
  std::string hex();

 private:
  crypto_hash_sha256_state state_;
};

}  // namespace sa
