#include "base/network.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

namespace sa {
namespace {

constexpr int kMappedBits = 96;  // an IPv4 address follows 96 bits of prefix

}  // namespace

std::optional<AddressBytes> parse_address(std::string_view text) {
  const std::string terminated(text);
  AddressBytes bytes{};
  if (inet_pton(AF_INET6, terminated.c_str(), bytes.data()) == 1) return bytes;
  bytes = {};
  bytes[10] = bytes[11] = 0xff;
  if (inet_pton(AF_INET, terminated.c_str(), bytes.data() + 12) == 1) return bytes;
  return std::nullopt;
}

Result<Networks> parse_networks(const std::vector<std::string>& texts) {
  Networks networks;
  for (const std::string& text : texts) {
    const std::size_t slash = text.find('/');
    const auto bytes = parse_address(std::string_view(text).substr(0, slash));
    int bits = 128;
    if (bytes && slash != std::string::npos) {
      const bool v4 = text.find(':') == std::string::npos;
      const char* end = text.data() + text.size();
      const auto read = std::from_chars(text.data() + slash + 1, end, bits);
      if (v4) bits += kMappedBits;
      if (read.ec != std::errc() || read.ptr != end || bits < (v4 ? kMappedBits : 0)) bits = -1;
    }
    if (!bytes || bits < 0 || bits > 128) {
      return invalid("\"" + text + "\" is neither an IP address nor a network such as 10.0.0.0/8.");
    }
    networks.networks_.push_back({*bytes, bits});
  }
  return networks;
}

bool Networks::contains(std::string_view address) const {
  const auto bytes = parse_address(address);
  if (!bytes) return false;
  return std::any_of(networks_.begin(), networks_.end(), [&](const Network& network) {
    for (int bit = 0; bit < network.bits; ++bit) {
      const auto at = static_cast<std::size_t>(bit / 8);
      const int mask = 0x80 >> (bit % 8);
      if (((*bytes)[at] & mask) != (network.bytes[at] & mask)) return false;
    }
    return true;
  });
}

bool is_network(std::string_view text) {
  return parse_networks({std::string(text)}).has_value();
}

bool is_loopback(std::string_view host) {
  static const Networks kOwn = *parse_networks({"127.0.0.0/8", "::1"});
  return host == "localhost" || kOwn.contains(host);
}

}  // namespace sa
