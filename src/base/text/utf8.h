// UTF-8: validation, length in characters, cutting, iteration.
// THREADS: pure functions. ERRORS: none; every byte string has an answer.
// SOURCE: RFC 3629 (no overlong forms, no surrogates, nothing above U+10FFFF).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace sa {

/// The length in bytes (1-4) of the valid sequence that begins at `at`; 0 when none does. REQUIRES: at <
/// text.size().
std::size_t utf8_sequence(std::string_view text, std::size_t at);
/// Moves `at` over whole words of printable ASCII (0x20-0x7e): a fast start for a loop over characters.
std::size_t skip_printable_ascii(std::string_view text, std::size_t at);
/// The size in bytes of the longest valid beginning of `text`; text.size() when all of it is valid.
std::size_t utf8_valid_prefix(std::string_view text);
inline bool is_utf8(std::string_view text) {
  return utf8_valid_prefix(text) == text.size();
}
/// Code points in `text`; an invalid byte counts as one or none, so check first where it matters.
std::size_t utf8_length(std::string_view text);
/// The longest beginning of `text` of at most `max_bytes` that does not cut a sequence.
std::string_view utf8_cut(std::string_view text, std::size_t max_bytes);
/// `text` with every invalid byte replaced by U+FFFD.
std::string utf8_repaired(std::string_view text);
/// The same without NUL, which no text of a mail holds and no database takes.
std::string to_valid_utf8(std::string text);

inline constexpr char32_t kReplacementCharacter = 0xFFFD;
/// The code point that begins at `at`, which moves behind it; what is no UTF-8 gives kReplacementCharacter and moves one
/// byte. REQUIRES: at < text.size().
char32_t next_code_point(std::string_view text, std::size_t& at);
void append_code_point(std::string& text, char32_t point);

}  // namespace sa
