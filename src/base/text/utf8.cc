#include "base/text/utf8.h"

#include <cstdint>
#include <cstring>

namespace sa {
namespace {

unsigned char byte_at(std::string_view text, std::size_t at) {
  return static_cast<unsigned char>(text[at]);
}

bool continues(std::string_view text, std::size_t at, unsigned char low = 0x80, unsigned char high = 0xbf) {
  return at < text.size() && byte_at(text, at) >= low && byte_at(text, at) <= high;
}

/// Moves `at` over whole words of ASCII.
std::size_t skip_ascii(std::string_view text, std::size_t at) {
  std::uint64_t word;
  for (; at + sizeof word <= text.size(); at += sizeof word) {
    std::memcpy(&word, text.data() + at, sizeof word);
    if (word & 0x8080808080808080u) break;
  }
  return at;
}

}  // namespace

std::size_t utf8_sequence(std::string_view text, std::size_t at) {
  const unsigned char first = byte_at(text, at);
  if (first < 0x80) return 1;
  if (first < 0xc2) return 0;
  if (first < 0xe0) return continues(text, at + 1) ? 2 : 0;
  if (first < 0xf0) {
    const unsigned char low = first == 0xe0 ? 0xa0 : 0x80;
    const unsigned char high = first == 0xed ? 0x9f : 0xbf;
    return continues(text, at + 1, low, high) && continues(text, at + 2) ? 3 : 0;
  }
  if (first > 0xf4) return 0;
  const unsigned char low = first == 0xf0 ? 0x90 : 0x80;
  const unsigned char high = first == 0xf4 ? 0x8f : 0xbf;
  return continues(text, at + 1, low, high) && continues(text, at + 2) && continues(text, at + 3) ? 4 : 0;
}

std::size_t skip_printable_ascii(std::string_view text, std::size_t at) {
  constexpr std::uint64_t kOnes = 0x0101010101010101u;
  constexpr std::uint64_t kHighs = 0x8080808080808080u;
  std::uint64_t word;
  for (; at + sizeof word <= text.size(); at += sizeof word) {
    std::memcpy(&word, text.data() + at, sizeof word);
    // A high bit is left in each byte that is 0x80 or more, under 0x20, or 0x7f.
    if ((word | (word - kOnes * 0x20) | (word + kOnes)) & kHighs) break;
  }
  return at;
}

std::size_t utf8_valid_prefix(std::string_view text) {
  std::size_t at = skip_ascii(text, 0);
  while (at < text.size()) {
    const std::size_t size = utf8_sequence(text, at);
    if (size == 0) return at;
    at += size;
    if (size == 1) at = skip_ascii(text, at);
  }
  return text.size();
}

std::size_t utf8_length(std::string_view text) {
  std::size_t count = 0;
  for (const char byte : text) count += (static_cast<unsigned char>(byte) & 0xc0) != 0x80;
  return count;
}

std::string_view utf8_cut(std::string_view text, std::size_t max_bytes) {
  if (text.size() <= max_bytes) return text;
  std::size_t end = max_bytes;
  // At most three continuation bytes belong to one character; more are invalid anyway.
  for (int back = 0; back < 3 && end > 0 && (byte_at(text, end) & 0xc0) == 0x80; ++back) --end;
  return text.substr(0, end);
}

std::string utf8_repaired(std::string_view text) {
  std::string repaired;
  repaired.reserve(text.size());
  while (true) {
    const std::size_t valid = utf8_valid_prefix(text);
    repaired += text.substr(0, valid);
    if (valid == text.size()) return repaired;
    repaired += "\xEF\xBF\xBD";
    text.remove_prefix(valid + 1);
  }
}

std::string to_valid_utf8(std::string text) {
  if (!is_utf8(text)) text = utf8_repaired(text);
  std::erase(text, '\0');
  return text;
}

char32_t next_code_point(std::string_view text, std::size_t& at) {
  const std::size_t size = utf8_sequence(text, at);
  if (size == 0) {
    ++at;
    return kReplacementCharacter;
  }
  const unsigned char first = byte_at(text, at);
  char32_t point = size == 1 ? first : first & (0x7f >> size);
  for (std::size_t i = 1; i < size; ++i) point = point << 6 | (byte_at(text, at + i) & 0x3f);
  at += size;
  return point;
}

void append_code_point(std::string& text, char32_t point) {
  const auto put = [&text](char32_t byte) { text.push_back(static_cast<char>(byte)); };
  if (point < 0x80) {
    put(point);
  } else if (point < 0x800) {
    put(0xC0 | point >> 6);
    put(0x80 | (point & 0x3F));
  } else if (point < 0x10000) {
    put(0xE0 | point >> 12);
    put(0x80 | (point >> 6 & 0x3F));
    put(0x80 | (point & 0x3F));
  } else {
    put(0xF0 | point >> 18);
    put(0x80 | (point >> 12 & 0x3F));
    put(0x80 | (point >> 6 & 0x3F));
    put(0x80 | (point & 0x3F));
  }
}

}  // namespace sa
