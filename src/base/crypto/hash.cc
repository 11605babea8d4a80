#include "base/crypto/hash.h"

#include <sodium.h>

#include <stdexcept>

namespace sa {
namespace {

std::string hex(const unsigned char* bytes, std::size_t size) {
  std::string text(size * 2 + 1, '\0');
  sodium_bin2hex(text.data(), text.size(), bytes, size);
  text.pop_back();
  return text;
}

const unsigned char* data(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

std::string to_base64(std::string_view bytes, int variant) {
  std::string text(sodium_base64_ENCODED_LEN(bytes.size(), variant), '\0');
  sodium_bin2base64(text.data(), text.size(), data(bytes), bytes.size(), variant);
  text.pop_back();
  return text;
}

}  // namespace

std::string sha256_bytes(std::string_view bytes) {
  std::string digest(crypto_hash_sha256_BYTES, '\0');
  crypto_hash_sha256(reinterpret_cast<unsigned char*>(digest.data()), data(bytes), bytes.size());
  return digest;
}

std::string sha256_hex(std::string_view bytes) {
  unsigned char digest[crypto_hash_sha256_BYTES];
  crypto_hash_sha256(digest, data(bytes), bytes.size());
  return hex(digest, sizeof digest);
}

std::string hmac_sha256_hex(std::string_view key, std::string_view bytes) {
  unsigned char digest[crypto_auth_hmacsha256_BYTES];
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, data(key), key.size());
  crypto_auth_hmacsha256_update(&state, data(bytes), bytes.size());
  crypto_auth_hmacsha256_final(&state, digest);
  return hex(digest, sizeof digest);
}

std::uint64_t spread_hash(std::string_view bytes) {
  constexpr unsigned char kKey[crypto_shorthash_KEYBYTES] = {};
  unsigned char digest[crypto_shorthash_BYTES];
  crypto_shorthash(digest, data(bytes), bytes.size(), kKey);
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < sizeof digest; ++i) value |= std::uint64_t{digest[i]} << (8 * i);
  return value;
}

bool constant_time_equal(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string base64url(std::string_view bytes) {
  return to_base64(bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}
std::optional<std::string> from_base64url(std::string_view text) {
  std::string bytes(text.size(), '\0');
  std::size_t size = 0;
  const int failed =
      sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(),
                        text.size(), nullptr, &size, nullptr, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  if (failed) return std::nullopt;
  bytes.resize(size);
  return bytes;
}

std::string base64(std::string_view bytes) {
  return to_base64(bytes, sodium_base64_VARIANT_ORIGINAL);
}

}  // namespace sa
