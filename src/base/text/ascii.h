// ASCII helpers for protocols and forms, independent of the locale: case-insensitive letters, trimming of blanks.
// Bytes beyond ASCII are left alone, so UTF-8 stays UTF-8.
// THREADS: pure functions.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace sa {

inline constexpr std::string_view kAsciiBlank = " \t\r\n\f\v";

constexpr char ascii_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

inline std::string ascii_lower(std::string_view text) {
  std::string made(text);
  for (char& c : made) c = ascii_lower(c);
  return made;
}

inline bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return ascii_lower(x) == ascii_lower(y); });
}

/// Without the blanks and line ends at both edges.
inline std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kAsciiBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kAsciiBlank) - first + 1);
}

inline bool is_blank(std::string_view text) {
  return trimmed(text).empty();
}

}  // namespace sa
