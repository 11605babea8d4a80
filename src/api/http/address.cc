#include "api/http/address.h"

#include <algorithm>

#include "base/text/ascii.h"

namespace sa {
namespace {

bool is_mapped(const AddressBytes& bytes) {
  return std::all_of(bytes.begin(), bytes.begin() + 10, [](unsigned char b) { return b == 0; }) &&
         bytes[10] == 0xff && bytes[11] == 0xff;
}

}  // namespace

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
