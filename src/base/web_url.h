// Server URLs in settings: whether a secret may be sent there, and how they are shown.
// THREADS: pure functions.
#pragma once

#include <string>
#include <string_view>

namespace sa {

/// http:// or https:// and something behind it.
bool is_web_url(std::string_view url);
/// https, or http to this machine: where a secret may be sent.
bool is_safe_url(std::string_view url);
/// As a rule says it.
inline constexpr const char* kSafeUrlWords =
    "must begin with https:// (or with http:// for a server on this machine)";
/// http on this machine: good enough to look at, and never for a recipient.
bool is_local_url(std::string_view url);
/// "scheme://Host:port/..." -> "host"; empty without a scheme.
std::string host_of(std::string_view url);
/// "https://example.com//" -> "https://example.com".
void strip_slashes(std::string& url);

}  // namespace sa
