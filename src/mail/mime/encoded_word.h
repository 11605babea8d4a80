// Encoded words (=?charset?B?...?=), read as loosely as they are written and written as strictly as they must be.
// THREADS: pure functions. ERRORS: none; what is no encoded word stays as it is.
// SOURCE: RFC 2047 2 (at most 75 characters a word, 76 a line), 5 (3) and 6.2 (blanks between two words are no part of the
// text), RFC 2231 5 (language).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace sa {

/// The text of a header field in one line of valid UTF-8: adjacent words of one set are put together before they are decoded,
/// because encoders cut within a character or a shift state; bytes outside of words go through charset_to_utf8.
std::string decode_words(std::string_view field);

/// The same with each run of words written anew in UTF-8: for a parser of addresses, which needs the words kept apart from
/// what stands around them.
std::string words_as_utf8(std::string_view field);

/// `text` as encoded words in folded lines (CRLF and a blank): for a field whose first line already holds `column` characters.
/// Never cuts a character. REQUIRES: valid UTF-8.
std::string encode_words(std::string_view text, std::size_t column);

}  // namespace sa
