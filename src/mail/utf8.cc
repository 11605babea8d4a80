#include "mail/utf8.h"

#include <cstring>

namespace sa {
namespace {

bool is_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

/// How many bytes the sequence that `lead` begins should have; 0 when it begins none.
std::size_t sequence_length(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return 2;
  if (lead >= 0xE0 && lead <= 0xEF) return 3;
  if (lead >= 0xF0 && lead <= 0xF4) return 4;
  return 0;
}

bool is_scalar(char32_t point, std::size_t length) {
  if (length == 3 && (point < 0x800 || (point >= 0xD800 && point <= 0xDFFF))) return false;
  if (length == 4 && (point < 0x10000 || point > 0x10FFFF)) return false;
  return true;
}

/// True when no byte of `text` needs a second look: ASCII without NUL.
bool is_plain_ascii(std::string_view text) {
  for (const char c : text)
    if (c <= 0) return false;
  return true;
}

}  // namespace

char32_t next_code_point(std::string_view text, std::size_t& at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  const std::size_t length = sequence_length(lead);
  if (length == 1) {
    ++at;
    return lead;
  }
  if (length == 0 || at + length > text.size()) {
    ++at;
    return kReplacementCharacter;
  }
  char32_t point = lead & (0x7F >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if (!is_continuation(text[at + i])) {
      ++at;
      return kReplacementCharacter;
    }
    point = point << 6 | (static_cast<unsigned char>(text[at + i]) & 0x3F);
  }
  if (!is_scalar(point, length)) {
    ++at;
    return kReplacementCharacter;
  }
  at += length;
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

bool is_valid_utf8(std::string_view text) {
  if (is_plain_ascii(text)) return true;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t before = at;
    if (next_code_point(text, at) == kReplacementCharacter && at == before + 1) return false;
  }
  return true;
}

std::string to_valid_utf8(std::string text) {
  if (is_plain_ascii(text)) return text;
  std::string valid;
  valid.reserve(text.size() + 16);
  for (std::size_t at = 0; at < text.size();)
    if (const char32_t point = next_code_point(text, at); point != 0) append_code_point(valid, point);
  return valid;
}

std::string_view utf8_prefix(std::string_view text, std::size_t max_bytes) {
  if (text.size() <= max_bytes) return text;
  std::size_t end = max_bytes;
  while (end > 0 && is_continuation(text[end])) --end;
  return text.substr(0, end);
}

}  // namespace sa
