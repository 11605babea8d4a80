// Converts the HTML of a mail to the text that its reader sees, for bodies without a plain part. Not a sanitiser: its output is
// text, never markup. Bounded in memory and time for any input (html_tree.h). THREADS: pure functions.
#pragma once

#include <string>
#include <string_view>

namespace sa {

/// Blocks become lines, links keep their words; what a mail program marked as the old mail, and its attribution, become "> "
/// lines, and a marked signature stands below "--". Script, style, hidden and invisible parts are left out, and characters
/// without width. A blockquote without any mark or attribution is the writer's own. At most `max_bytes` are returned.
std::string html_to_text(std::string_view html, std::size_t max_bytes = 4u << 20);

/// Whether a text that calls itself plain is HTML.
bool looks_like_html(std::string_view text);

}  // namespace sa
