#include "mail/mime/encoded_word.h"

#include <optional>

#include "base/text/ascii.h"
#include "mail/mime/gmime.h"

namespace sa {
namespace {

struct EncodedWord {
  std::string_view charset;
  std::string_view text;
  std::size_t size = 0;  ///< of the whole word
};

/// The base64 word that `text` begins with.
std::optional<EncodedWord> base64_word(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const std::size_t charset_end = text.find('?', 2);
  if (!text.starts_with("=?") || charset_end == text.npos || charset_end + 2 >= text.size())
    return std::nullopt;
  if (ascii_lower(text[charset_end + 1]) != 'b' || text[charset_end + 2] != '?') return std::nullopt;
  const std::size_t start = charset_end + 3;
  const std::size_t end = text.find("?=", start);
  if (end == text.npos || text.substr(0, end).find_first_of(kBlanks) != text.npos) return std::nullopt;
  return EncodedWord{text.substr(2, charset_end - 2), text.substr(start, end - start), end + 2};
}

void append_decoded(std::string& bytes, std::string_view text) {
  std::string padded(text);
  padded.append((4 - padded.size() % 4) % 4,
                '=');  // some encoders leave it out, and GLib then leaves out the end
  gsize size = 0;
  const GText decoded(reinterpret_cast<char*>(g_base64_decode(padded.c_str(), &size)));
  if (decoded) bytes.append(decoded.get(), size);
}

std::string encoded(std::string_view charset, const std::string& bytes) {
  const std::string text =
      take_text(g_base64_encode(reinterpret_cast<const guchar*>(bytes.data()), bytes.size()));
  return "=?" + std::string(charset) + "?B?" + text + "?=";
}

}  // namespace

std::string join_encoded_words(std::string_view field) {
  std::string joined;
  while (!field.empty()) {
    const std::size_t begin = field.find("=?");
    joined += field.substr(0, begin);
    if (begin == field.npos) break;
    field.remove_prefix(begin);
    const auto first = base64_word(field);
    if (!first) {
      joined += field.substr(0, 2);
      field.remove_prefix(2);
      continue;
    }
    std::string bytes;
    append_decoded(bytes, first->text);
    field.remove_prefix(first->size);
    for (std::size_t blanks; (blanks = field.find_first_not_of(" \t\r\n")) != field.npos;) {
      const auto next = base64_word(field.substr(blanks));
      if (!next || !equal_ignoring_case(next->charset, first->charset)) break;
      append_decoded(bytes, next->text);
      field.remove_prefix(blanks + next->size);
    }
    joined += encoded(first->charset, bytes);
  }
  return joined;
}

}  // namespace sa
