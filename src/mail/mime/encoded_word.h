// Encoded words (=?charset?B?...?=) as GMime can read them.
// THREADS: pure functions. ERRORS: none; what is no encoded word stays as it is.
// SOURCE: RFC 2047 2 and 6.2: a word is complete in itself, blanks between two are no part of the text.
#pragma once

#include <string>
#include <string_view>

namespace sa {

/// `field` with adjacent base64 words of one charset made one word. Each may end in padding of its own, as encoders write
/// long subjects; GMime 3.2 reads them as one stream, and everything after the first padding would be lost.
std::string join_encoded_words(std::string_view field);

}  // namespace sa
