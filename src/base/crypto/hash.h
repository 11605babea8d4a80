// Hashes, message authentication and constant-time comparison, by libsodium.
// THREADS: pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sa {

/// SHA-256 of `bytes` as 64 lower-case hexadecimal characters.
std::string sha256_hex(std::string_view bytes);
/// SHA-256 of `bytes` as 32 bytes.
std::string sha256_bytes(std::string_view bytes);
/// HMAC-SHA-256 of `bytes` under `key`, as 64 lower-case hexadecimal characters.
std::string hmac_sha256_hex(std::string_view key, std::string_view bytes);
/// SipHash-2-4 of `bytes` under a fixed key: the same on every machine, so that it may be stored. For spreading, not for
/// secrecy.
std::uint64_t spread_hash(std::string_view bytes);
/// True when both are equal; takes time that depends on the lengths only.
bool constant_time_equal(std::string_view a, std::string_view b);
/// URL-safe base64 without padding (RFC 4648, 5).
std::string base64url(std::string_view bytes);
/// The bytes of such a text; null when it is none.
std::optional<std::string> from_base64url(std::string_view text);
/// Standard base64 with padding (RFC 4648, 4).
std::string base64(std::string_view bytes);

/// Joins fields so that no two different lists give the same text: each field is its length in bytes, a colon, the
/// bytes, a newline. What is hashed or signed is always such a list.
class Canonical {
 public:
  Canonical& add(std::string_view field) {
    text_ += std::to_string(field.size());
    text_ += ':';
    text_ += field;
    text_ += '\n';
    return *this;
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

}  // namespace sa
