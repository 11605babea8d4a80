// DNS look-ups about the sender's domain, for `doctor`.
// THREADS: any; each call blocks for at most some seconds. ERRORS: unavailable when no name server answers. A name that has
// no such record gives an empty list.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace sa {

/// The TXT records of `name`, the parts of each joined.
Result<std::vector<std::string>> list_txt(const std::string& name);
/// The hosts that take mail for `domain`, the most wanted first.
Result<std::vector<std::string>> list_mx(const std::string& domain);

}  // namespace sa
