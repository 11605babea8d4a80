#include "mail/mime/encoded_word.h"

#include <algorithm>
#include <functional>
#include <optional>

#include "base/text/ascii.h"
#include "base/text/utf8.h"
#include "mail/mime/charset.h"
#include "mail/mime/gmime.h"

namespace sa {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";
constexpr std::string_view kOpen = "=?utf-8?";
constexpr std::size_t kMaxCharset = 80;
constexpr std::size_t kMaxRead =
    8192;  // of one word: what never ends must not cost the whole field again and again
constexpr std::size_t kMaxWord = 75;
constexpr std::size_t kMaxLine = 76;
constexpr std::size_t kOverhead = kOpen.size() + 4;  // "B?" and "?="

struct EncodedWord {
  std::string_view charset;  ///< without a language
  std::string bytes;
  std::size_t size = 0;  ///< of the whole word
};

void append_base64(std::string& bytes, std::string_view text) {
  std::string
      padded;  // some encoders leave padding or blanks where none belong, and GLib then leaves out the end
  std::ranges::copy_if(text, std::back_inserter(padded),
                       [](char c) { return kBlanks.find(c) == kBlanks.npos; });
  padded.append((4 - padded.size() % 4) % 4, '=');
  gsize size = 0;
  const GText decoded(reinterpret_cast<char*>(g_base64_decode(padded.c_str(), &size)));
  if (decoded) bytes.append(decoded.get(), size);
}

void append_q(std::string& bytes, std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escaped = text[i] == '=' && i + 2 < text.size() && g_ascii_isxdigit(text[i + 1]) &&
                         g_ascii_isxdigit(text[i + 2]);
    if (escaped) {
      bytes += static_cast<char>(g_ascii_xdigit_value(text[i + 1]) * 16 + g_ascii_xdigit_value(text[i + 2]));
      i += 2;
    } else {
      bytes += text[i] == '_' ? ' ' : text[i];
    }
  }
}

/// The encoded word that `text` begins with.
std::optional<EncodedWord> word_at(std::string_view text) {
  if (!text.starts_with("=?")) return std::nullopt;
  const std::size_t charset_end = text.substr(0, kMaxCharset).find('?', 2);
  if (charset_end == text.npos || charset_end < 3 || charset_end + 2 >= text.size()) return std::nullopt;
  const std::string_view charset = text.substr(2, charset_end - 2);
  const char encoding = ascii_lower(text[charset_end + 1]);
  if (charset.find_first_of(kBlanks) != charset.npos || text[charset_end + 2] != '?' ||
      (encoding != 'b' && encoding != 'q'))
    return std::nullopt;
  const std::size_t start = charset_end + 3;
  const std::size_t end = text.substr(0, kMaxRead).find("?=", start);
  if (end == text.npos) return std::nullopt;
  EncodedWord word{charset.substr(0, charset.find('*')), {}, end + 2};
  const std::string_view content = text.substr(start, end - start);
  encoding == 'b' ? append_base64(word.bytes, content) : append_q(word.bytes, content);
  return word;
}

/// One line: whoever encodes a line break wants to write a header field of his own.
std::string one_line(std::string text) {
  std::ranges::replace_if(text, [](char c) { return c == '\r' || c == '\n'; }, ' ');
  return text;
}

/// Takes the run of adjacent words off `field`: -> their text, or nothing when it begins with none.
std::optional<std::string> take_run(std::string_view& field) {
  auto word = word_at(field);
  if (!word) return std::nullopt;
  std::string text;
  std::string bytes;  // of the words of one set so far
  while (true) {
    bytes += word->bytes;
    field.remove_prefix(word->size);
    const std::size_t next_at = std::min(field.find_first_not_of(kBlanks), field.size());
    auto next = word_at(field.substr(next_at));
    if (next) field.remove_prefix(next_at);
    if (!next || !equal_ignoring_case(next->charset, word->charset)) {
      text += charset_to_utf8(bytes, word->charset);
      bytes.clear();
    }
    if (!next) return one_line(std::move(text));
    word = std::move(next);
  }
}

std::string mapped(std::string_view field, const std::function<std::string(std::string)>& write) {
  std::string out;
  while (!field.empty()) {
    const std::size_t begin = std::min(field.find("=?"), field.size());
    out += charset_to_utf8(field.substr(0, begin), {});
    field.remove_prefix(begin);
    if (field.empty()) break;
    if (auto run = take_run(field)) {
      out += write(*std::move(run));
    } else {
      out += field.substr(0, 2);
      field.remove_prefix(2);
    }
  }
  return out;
}

std::string base64(std::string_view bytes) {
  return take_text(g_base64_encode(reinterpret_cast<const guchar*>(bytes.data()), bytes.size()));
}

bool is_plain_in_q(char c) {
  return g_ascii_isalnum(c) || c == '-' || c == '!' || c == '*' || c == '+' || c == '/';
}

std::size_t q_size(std::string_view text) {
  std::size_t size = 0;
  for (const char c : text) size += is_plain_in_q(c) || c == ' ' ? 1 : 3;
  return size;
}

std::string q(std::string_view text) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (is_plain_in_q(c) || c == ' ')
      out += c == ' ' ? '_' : c;
    else
      out += {'=', kHex[byte >> 4], kHex[byte & 15]};
  }
  return out;
}

}  // namespace

std::string decode_words(std::string_view field) {
  if (field.find("=?") == field.npos) return charset_to_utf8(field, {});
  return mapped(field, [](std::string text) { return text; });
}

std::string words_as_utf8(std::string_view field) {
  return mapped(field, [](std::string text) { return "=?utf-8?B?" + base64(text) + "?="; });
}

std::string encode_words(std::string_view text, std::size_t column) {
  const bool as_q = q_size(text) <= (text.size() + 2) / 3 * 4;
  std::string lines;
  while (!text.empty()) {
    std::size_t room = std::min(kMaxWord, kMaxLine - std::min(column, kMaxLine)) - kOverhead;
    if (column + kOverhead + 12 > kMaxLine)
      room = 0;  // too little is left for one character in any of the two encodings
    std::size_t size = 0;
    while (size < text.size()) {
      const std::size_t next = size + std::max<std::size_t>(utf8_sequence(text, size), 1);
      if ((as_q ? q_size(text.substr(0, next)) : (next + 2) / 3 * 4) > room) break;
      size = next;
    }
    if (size > 0)
      lines += std::string(kOpen) +
               (as_q ? "Q?" + q(text.substr(0, size)) : "B?" + base64(text.substr(0, size))) + "?=";
    text.remove_prefix(size);
    if (!text.empty()) lines += "\r\n ";
    column = 1;
  }
  return lines;
}

}  // namespace sa
