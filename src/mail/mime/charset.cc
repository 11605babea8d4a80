#include "mail/mime/charset.h"

#include <cstdint>

#include "base/text/ascii.h"
#include "base/text/utf8.h"
#include "mail/mime/gmime.h"

namespace sa {
namespace {

// 0x80-0x9F of Windows-1252; browsers and mail programs read ISO-8859-1 as this too (WHATWG Encoding).
constexpr char16_t kWindows1252[32] = {0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                       0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,   0x017D, 0x8F,
                                       0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                       0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};

std::string windows1252_to_utf8(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size() + bytes.size() / 8);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte != 0) append_code_point(text, byte >= 0x80 && byte < 0xA0 ? kWindows1252[byte - 0x80] : byte);
  }
  return text;
}

std::string guess(std::string_view bytes) {
  return is_utf8(bytes) ? to_valid_utf8(std::string(bytes)) : windows1252_to_utf8(bytes);
}

bool is_stateful(std::string_view name) {
  return name.starts_with("utf-7") || name.starts_with("utf-16") || name.starts_with("utf-32") ||
         name.starts_with("ucs") || name.find("utf-7") != name.npos || name.starts_with("iso-2022") ||
         name.starts_with("hz") || name.starts_with("ebcdic") || name.starts_with("ibm") ||
         name.starts_with("cp037") || name.starts_with("csiso2022") || name.find("2022") != name.npos;
}

bool is_valid_ascii(std::string_view bytes) {
  for (const char c : bytes)
    if (static_cast<unsigned char>(c) >= 0x80) return false;
  return true;
}

/// A converter of the C library that skips, with a replacement character, what it cannot read.
class Converter {
 public:
  explicit Converter(const char* from) : handle_(g_iconv_open("UTF-8", from)) {}
  ~Converter() {
    if (known()) g_iconv_close(handle_);
  }
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;
  bool known() const { return handle_ != reinterpret_cast<GIConv>(-1); }

  std::string convert(std::string_view bytes) {
    std::string text;
    char* in = const_cast<char*>(bytes.data());  // iconv's signature; it does not write there
    gsize left = bytes.size();
    while (left > 0) {
      const bool clean = step(&in, &left, text);
      if (clean) break;
      if (left == 0) break;
      ++in;
      --left;
      append_code_point(text, kReplacementCharacter);
      ++bad_;
    }
    return text;
  }
  std::size_t bad() const { return bad_; }

 private:
  /// Converts as far as it goes; false at a byte that cannot be read.
  bool step(char** in, gsize* left, std::string& text) {
    char buffer[4096];
    while (true) {
      char* out = buffer;
      gsize room = sizeof buffer;
      const gsize result = g_iconv(handle_, in, left, &out, &room);
      text.append(buffer, static_cast<std::size_t>(out - buffer));
      if (result != static_cast<gsize>(-1)) return true;
      if (errno != E2BIG) return false;
    }
  }

  GIConv handle_;
  std::size_t bad_ = 0;
};

}  // namespace

std::string charset_to_utf8(std::string_view bytes, std::string_view charset) {
  const std::string name = ascii_lower(charset);
  if (name.empty()) return to_valid_utf8(std::string(bytes));
  if (name == "utf-8" || name == "utf8" || name == "us-ascii" || name == "ascii" ||
      name.starts_with("unknown") || name.starts_with("x-unknown") || name.size() > 64)
    return guess(bytes);
  if (name == "iso-8859-1" || name == "windows-1252" || name == "latin1") return windows1252_to_utf8(bytes);
  // Bytes below 0x80 are ASCII in every charset but those that shift or use wide units.
  if (!is_stateful(name) && is_valid_ascii(bytes)) return to_valid_utf8(std::string(bytes));
  start_gmime();
  Converter converter(g_mime_charset_iconv_name(name.c_str()));
  if (!converter.known()) return guess(bytes);
  std::string text = converter.convert(bytes);
  // Where every tenth byte does not fit, the label is wrong rather than the bytes.
  if (converter.bad() > 4 && converter.bad() * 10 > bytes.size()) return guess(bytes);
  return to_valid_utf8(std::move(text));
}

}  // namespace sa
