// Bytes in some charset -> valid UTF-8.
// THREADS: pure functions.
#pragma once

#include <string>
#include <string_view>

namespace sa {

/// Never fails: a charset that is not known, or that the bytes do not fit, falls back to UTF-8 when the bytes
/// are that, else to Windows-1252. Where none was named at all nothing is guessed: it is UTF-8, and what is not
/// becomes U+FFFD, as other mail parsers have it. The result is valid UTF-8 without NUL.
std::string charset_to_utf8(std::string_view bytes, std::string_view charset);

}  // namespace sa
