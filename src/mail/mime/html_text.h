// HTML of a mail -> readable plain text: for bodies that come without a plain part. Not a sanitiser: its
// output is text, never markup. One pass, no recursion; cost linear in the input. THREADS: pure functions.
#pragma once

#include <string>
#include <string_view>

namespace sa {

/// Blocks become lines, quotes become "> " lines, links keep their words; script, style and hidden parts are
/// left out. At most `max_bytes` are returned.
std::string html_to_text(std::string_view html, std::size_t max_bytes = 4u << 20);

}  // namespace sa
