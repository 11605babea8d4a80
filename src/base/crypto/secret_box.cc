#include "base/crypto/secret_box.h"

#include <sodium.h>

#include "base/crypto/hash.h"

namespace sa {
namespace {

constexpr std::string_view kVersion = "v1.";
constexpr std::size_t kMarkChars = 8;
constexpr std::size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

/// A key for one purpose, from a text of any length.
std::string derive(std::string_view key, std::string_view purpose, std::size_t size) {
  std::string made(size, '\0');
  std::string secret(crypto_generichash_KEYBYTES, '\0');
  crypto_generichash(reinterpret_cast<unsigned char*>(secret.data()), secret.size(), bytes_of(key),
                     key.size(), nullptr, 0);
  crypto_generichash(reinterpret_cast<unsigned char*>(made.data()), made.size(), bytes_of(purpose),
                     purpose.size(), bytes_of(secret), secret.size());
  return made;
}

std::string mark_of(std::string_view sealed) {
  const std::size_t end = kVersion.size() + kMarkChars;
  if (!sealed.starts_with(kVersion) || sealed.size() <= end || sealed[end] != '.') return {};
  return std::string(sealed.substr(kVersion.size(), kMarkChars));
}

}  // namespace

SecretBox::SecretBox(const std::vector<std::string>& keys) {
  for (const std::string& key : keys) {
    if (key.empty()) continue;
    keys_.push_back({sha256_hex(derive(key, "mark", 32)).substr(0, kMarkChars),
                     derive(key, "secrets at rest", crypto_aead_xchacha20poly1305_ietf_KEYBYTES)});
  }
}

std::string SecretBox::seal(std::string_view secret, std::string_view owner, Random& random) const {
  const Key& key = keys_.front();
  std::string sealed(kNonceBytes + secret.size() + kTagBytes, '\0');
  auto* out = reinterpret_cast<unsigned char*>(sealed.data());
  random.fill(std::span(out, kNonceBytes));
  crypto_aead_xchacha20poly1305_ietf_encrypt(out + kNonceBytes, nullptr, bytes_of(secret), secret.size(),
                                             bytes_of(owner), owner.size(), nullptr, out,
                                             bytes_of(key.bytes));
  return std::string(kVersion) + key.mark + "." + base64url(sealed);
}

Result<std::string> SecretBox::open(std::string_view sealed, std::string_view owner) const {
  const std::string mark = mark_of(sealed);
  const std::size_t start = kVersion.size() + kMarkChars + 1;
  const auto bytes = from_base64url(sealed.size() > start ? sealed.substr(start) : std::string_view());
  for (const Key& key : keys_) {
    if (key.mark != mark || !bytes || bytes->size() < kNonceBytes + kTagBytes) continue;
    std::string secret(bytes->size() - kNonceBytes - kTagBytes, '\0');
    const bool opened = crypto_aead_xchacha20poly1305_ietf_decrypt(
                            reinterpret_cast<unsigned char*>(secret.data()), nullptr, nullptr,
                            bytes_of(*bytes) + kNonceBytes, bytes->size() - kNonceBytes, bytes_of(owner),
                            owner.size(), bytes_of(*bytes), bytes_of(key.bytes)) == 0;
    if (opened) return secret;
    return unavailable("A stored secret was changed outside the program. Connect the account again.");
  }
  return unavailable(
      "A stored secret cannot be decrypted with this SECRET_KEY. If the key was changed, set the old one as "
      "SECRET_KEY_PREVIOUS, or connect the account again.");
}

bool SecretBox::is_current(std::string_view sealed) const {
  return mark_of(sealed) == keys_.front().mark;
}

}  // namespace sa
