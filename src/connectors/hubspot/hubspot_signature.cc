#include "connectors/hubspot/hubspot_signature.h"

#include <array>
#include <charconv>
#include <optional>
#include <string>

#include "base/crypto/hash.h"
#include "base/text/ascii.h"

namespace sa {
namespace {

/// Older is refused by HubSpot's rule; a time that lies further ahead than any clock is wrong is by ours.
constexpr std::int64_t kOldestMs = 5 * kMinuteMs;
constexpr std::int64_t kFurthestAheadMs = 5 * kMinuteMs;

/// What HubSpot decodes in the URL before it signs, and nothing else.
struct Escape {
  std::string_view code;
  char character;
};
constexpr std::array<Escape, 12> kEscapes = {{{"3A", ':'},
                                              {"2F", '/'},
                                              {"3F", '?'},
                                              {"40", '@'},
                                              {"21", '!'},
                                              {"24", '$'},
                                              {"27", '\''},
                                              {"28", '('},
                                              {"29", ')'},
                                              {"2A", '*'},
                                              {"2C", ','},
                                              {"3B", ';'}}};

std::optional<char> unescaped(std::string_view code) {
  for (const Escape& escape : kEscapes) {
    if (equal_ignoring_case(escape.code, code)) return escape.character;
  }
  return std::nullopt;
}

std::string decoded_url(std::string_view url) {
  std::string made;
  for (std::size_t at = 0; at < url.size(); ++at) {
    const auto character = url[at] == '%' ? unescaped(url.substr(at + 1, 2)) : std::nullopt;
    made += character.value_or(url[at]);
    if (character) at += 2;
  }
  return made;
}

std::string bytes_of_hex(std::string_view hex) {
  std::string bytes;
  for (std::size_t at = 0; at + 1 < hex.size(); at += 2) {
    int value = 0;
    std::from_chars(hex.data() + at, hex.data() + at + 2, value, 16);
    bytes += static_cast<char>(value);
  }
  return bytes;
}

std::optional<Instant> instant_of(std::string_view milliseconds) {
  std::int64_t value = 0;
  const char* end = milliseconds.data() + milliseconds.size();
  const auto [stop, failure] = std::from_chars(milliseconds.data(), end, value);
  if (failure != std::errc() || stop != end || value <= 0) return std::nullopt;
  return Instant{value};
}

Error not_theirs(std::string words) {
  return unauthenticated("This request could not be verified as coming from HubSpot: " + std::move(words));
}

Result<Unit> check_v3(const HubspotSigned& request, std::string_view secret, Instant now) {
  const auto signed_at = instant_of(request.timestamp);
  if (!signed_at) return not_theirs("X-HubSpot-Request-Timestamp is missing or not a timestamp.");
  if (*signed_at < now - kOldestMs) return not_theirs("it was signed more than five minutes ago.");
  if (*signed_at > now + kFurthestAheadMs)
    return not_theirs("it was signed in the future. Check this machine's clock.");
  const auto fits = [&](std::string_view url) {
    std::string text(request.method);
    text.append(url).append(request.body).append(request.timestamp);
    const std::string expected = base64(bytes_of_hex(hmac_sha256_hex(secret, text)));
    return constant_time_equal(expected, request.signature_v3);
  };
  // HubSpot's page says to decode the URL; its own library signs it as it is.
  if (!fits(decoded_url(request.url)) && !fits(request.url))
    return not_theirs("its signature does not match HUBSPOT_CLIENT_SECRET and PUBLIC_URL.");
  return ok();
}

/// v1: secret and body; v2: secret, method, URL and body.
Result<Unit> check_old(const HubspotSigned& request, std::string_view secret) {
  std::string text(secret);
  if (request.version == "v2") text.append(request.method).append(request.url);
  text += request.body;
  if (!constant_time_equal(sha256_hex(text), request.signature))
    return not_theirs("its signature does not match HUBSPOT_CLIENT_SECRET and PUBLIC_URL.");
  return ok();
}

}  // namespace

Result<Unit> check_hubspot_signature(const HubspotSigned& request, std::string_view secret, Instant now) {
  if (!request.signature_v3.empty()) return check_v3(request, secret, now);
  if (!request.timestamp.empty()) return not_theirs("X-HubSpot-Signature-v3 is missing.");
  const bool is_known = request.version == "v1" || request.version == "v2";
  if (request.signature.empty() || !is_known) return not_theirs("it has no signature.");
  return check_old(request, secret);
}

}  // namespace sa
