// Encrypts secrets that a stolen database file must not reveal (a provider's tokens). XChaCha20-Poly1305 by libsodium with
// a key derived from SECRET_KEY; the row that a secret belongs to is authenticated with it, so that a secret cannot be
// moved to another row.
// THREADS: any; immutable.
// ERRORS: open: unavailable when no key fits (SECRET_KEY was changed) or the text was tampered with.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace sa {

class SecretBox {
 public:
  /// `keys`: SECRET_KEY, then those it had before (SECRET_KEY_PREVIOUS). The first one seals, all of them open.
  explicit SecretBox(const std::vector<std::string>& keys);

  /// "v1.<key's mark>.<base64url>". `owner` says what it belongs to: "oauth_tokens/google/ana@example.com".
  std::string seal(std::string_view secret, std::string_view owner, Random& random) const;
  Result<std::string> open(std::string_view sealed, std::string_view owner) const;
  /// Whether it was sealed with the current key.
  bool is_current(std::string_view sealed) const;

 private:
  struct Key {
    std::string mark;   ///< names the key, tells nothing of it
    std::string bytes;  ///< 32
  };
  std::vector<Key> keys_;
};

}  // namespace sa
