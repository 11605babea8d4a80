// UTF-8 as it must be inside the program: valid, without NUL.
// THREADS: pure functions.
#pragma once

#include <string>
#include <string_view>

namespace sa {

inline constexpr char32_t kReplacementCharacter = 0xFFFD;

/// The code point that begins at `at` (REQUIRES: at < text.size()), and moves `at` behind it. What is no
/// UTF-8 gives kReplacementCharacter and moves one byte.
char32_t next_code_point(std::string_view text, std::size_t& at);
void append_code_point(std::string& text, char32_t point);

bool is_valid_utf8(std::string_view text);
/// `text` with every invalid byte replaced and every NUL removed.
std::string to_valid_utf8(std::string text);
/// The longest prefix of at most `max_bytes` that does not end inside a character.
std::string_view utf8_prefix(std::string_view text, std::size_t max_bytes);

}  // namespace sa
