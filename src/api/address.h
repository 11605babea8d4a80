// Addresses of clients: which are in a network, and who a proxy says the client is.
// THREADS: values and pure functions.
// ERRORS: parse_networks: invalid, naming the text.
#pragma once

#include <array>
#include <cstdint>
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

/// The client's address: the peer's, or, when the peer is a trusted proxy, the last address of
/// `forwarded_for` that is not a trusted proxy itself. What is left of that was written by who knows whom.
std::string client_address(const std::string& peer, std::string_view forwarded_for, const Networks& trusted);

/// What a rate is counted by: an IPv4 address, or the /64 network of an IPv6 one, which is one customer's.
std::string rate_key(std::string_view address);

}  // namespace sa
