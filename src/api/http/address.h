// Client addresses, including those that a trusted proxy reports.
// THREADS: pure functions.
#pragma once

#include <string>
#include <string_view>

#include "base/network.h"

namespace sa {

/// The client's address: the peer's, or, when the peer is a trusted proxy, the last address of
/// `forwarded_for` that is not a trusted proxy itself. What is left of that was written by who knows whom.
std::string client_address(const std::string& peer, std::string_view forwarded_for, const Networks& trusted);

/// The key for counting requests: an IPv4 address, or the /64 network of an IPv6 one, which belongs to one customer.
std::string rate_key(std::string_view address);

}  // namespace sa
