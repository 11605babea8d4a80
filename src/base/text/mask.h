// Masks texts that must not be shown in full. THREADS: pure functions.
#pragma once

#include <string>
#include <string_view>

namespace sa {

/// `text` with the person of every mail address in it ("person@domain", "person%40domain") replaced by ***: who is erased must not be
/// left in a log.
std::string mask_addresses(std::string_view text);

}  // namespace sa
