#include "api/address.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

namespace sa {
namespace {

constexpr int kMappedBits = 96;  // an IPv4 address follows 96 bits of prefix

bool is_mapped(const AddressBytes& bytes) {
  return std::all_of(bytes.begin(), bytes.begin() + 10, [](unsigned char b) { return b == 0; }) &&
         bytes[10] == 0xff && bytes[11] == 0xff;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

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
      return invalid("\"" + text + "\" is neither an address nor a network such as 10.0.0.0/8.");
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

std::string client_address(const std::string& peer, std::string_view forwarded_for, const Networks& trusted) {
  std::string client = peer;
  while (trusted.contains(client) && !forwarded_for.empty()) {
    const std::size_t comma = forwarded_for.rfind(',');
    const std::string_view last =
        trimmed(comma == std::string_view::npos ? forwarded_for : forwarded_for.substr(comma + 1));
    if (!parse_address(last)) break;
    client = last;
    forwarded_for = comma == std::string_view::npos ? std::string_view() : forwarded_for.substr(0, comma);
  }
  return client;
}

std::string rate_key(std::string_view address) {
  const auto bytes = parse_address(address);
  if (!bytes || is_mapped(*bytes)) return std::string(address);
  constexpr std::size_t kNetworkBytes = 8;
  constexpr const char* kDigits = "0123456789abcdef";
  std::string key;
  for (std::size_t i = 0; i < kNetworkBytes; ++i) {
    key += kDigits[(*bytes)[i] >> 4];
    key += kDigits[(*bytes)[i] & 15];
  }
  return key + "/64";
}

}  // namespace sa
