// Internet addresses and networks.
// THREADS: values and pure functions.
// ERRORS: parse_networks: invalid, naming the text.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sa {

/// An address as 16 bytes; IPv4 as IPv4-mapped IPv6.
using AddressBytes = std::array<unsigned char, 16>;
std::optional<AddressBytes> parse_address(std::string_view text);

/// "10.0.0.0/8", "::1", ...
class Networks {
 public:
  bool contains(std::string_view address) const;
  bool empty() const { return networks_.empty(); }

 private:
  friend Result<Networks> parse_networks(const std::vector<std::string>& texts);
  struct Network {
    AddressBytes bytes;
    int bits;
  };
  std::vector<Network> networks_;
};
Result<Networks> parse_networks(const std::vector<std::string>& texts);

/// An address, or a network as address/bits.
bool is_network(std::string_view text);
/// The name or an address of this machine itself.
bool is_loopback(std::string_view host);

}  // namespace sa
