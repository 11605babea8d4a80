// Passwords: argon2id by libsodium. A hash costs about 0.1 s and 64 MB on purpose; never call this on a
// thread that serves connections (base/async/worker.h). THREADS: pure functions. SOURCE: RFC 9106; libsodium's
// "interactive" limits.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace sa {

/// The text to store: algorithm, cost, salt and hash. ERRORS: unavailable when there is not enough memory.
Result<std::string> hash_password(std::string_view password);
/// True when `password` is the one of `hash`. Against a `hash` that is none it takes no time.
bool verify_password(const std::string& hash, std::string_view password);

}  // namespace sa
