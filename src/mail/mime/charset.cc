#include "mail/mime/charset.h"

#include <uchardet/uchardet.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>

#include "base/text/ascii.h"
#include "base/text/utf8.h"
#include "mail/mime/gmime.h"

namespace sa {
namespace {

constexpr std::size_t kMaxName = 64;
constexpr std::size_t kMaxSample = 65536;  // bytes that the detector looks at
constexpr std::size_t kFewHighBytes = 6;   // so few say nothing to a detector of Latin alphabets

// 0x80-0x9F of Windows-1252; browsers and mail programs read ISO-8859-1 as this too (WHATWG Encoding).
constexpr char16_t kWindows1252[32] = {0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                       0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,   0x017D, 0x8F,
                                       0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                       0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};

/// What writers of a label really write: the wider set of the same family (WHATWG Encoding 4.2).
struct Label {
  std::string_view label;
  std::string_view name;
};
constexpr std::array kLabels = std::to_array<Label>({
    {"ansi_x3.4-1968", ""},
    {"ascii", ""},
    {"big5", "big5-hkscs"},
    {"cn-gb", "gb18030"},
    {"euc-kr", "cp949"},
    {"gb2312", "gb18030"},
    {"gb_2312-80", "gb18030"},
    {"gbk", "gb18030"},
    {"iso-8859-1", "windows-1252"},
    {"iso-8859-11", "cp874"},
    {"iso-8859-8-i", "iso-8859-8"},
    {"iso-8859-9", "windows-1254"},
    {"iso8859-1", "windows-1252"},
    {"iso_8859-1", "windows-1252"},
    {"ks_c_5601-1987", "cp949"},
    {"ks_c_5601-1989", "cp949"},
    {"ksc5601", "cp949"},
    {"latin1", "windows-1252"},
    {"shift-jis", "cp932"},
    {"shift_jis", "cp932"},
    {"sjis", "cp932"},
    {"tis-620", "cp874"},
    {"us-ascii", ""},
    {"utf-8", ""},
    {"utf8", ""},
    {"x-gbk", "gb18030"},
    {"x-sjis", "cp932"},
});

/// The set that a label means; empty when it says nothing (none, ASCII, UTF-8, unknown).
std::string meant_by(std::string_view charset) {
  const std::string label = ascii_lower(trimmed(charset));
  if (label.size() > kMaxName || label.find("unknown") != label.npos || label.find("8bit") != label.npos)
    return {};
  const auto found = std::ranges::lower_bound(kLabels, std::string_view(label), {}, &Label::label);
  return found != kLabels.end() && found->label == label ? std::string(found->name) : label;
}

bool is_stateful(std::string_view name) {
  static constexpr auto kStarts = std::to_array<std::string_view>(
      {"utf-16", "utf-32", "ucs", "iso-2022", "hz", "ebcdic", "ibm", "cp037"});
  return std::ranges::any_of(kStarts, [&](std::string_view start) { return name.starts_with(start); }) ||
         name.find("utf-7") != name.npos || name.find("2022") != name.npos;
}

std::size_t high_bytes(std::string_view bytes) {
  return static_cast<std::size_t>(
      std::ranges::count_if(bytes, [](char c) { return static_cast<unsigned char>(c) >= 0x80; }));
}

struct Decoded {
  std::string text;
  std::size_t bad = 0;  ///< bytes that the set has no character for
};

Decoded from_windows1252(std::string_view bytes) {
  Decoded decoded;
  decoded.text.reserve(bytes.size() + bytes.size() / 8);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    append_code_point(decoded.text, byte >= 0x80 && byte < 0xA0 ? kWindows1252[byte - 0x80] : byte);
  }
  return decoded;
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

  Decoded convert(std::string_view bytes) {
    Decoded decoded;
    char* in = const_cast<char*>(bytes.data());  // iconv's signature; it does not write there
    gsize left = bytes.size();
    while (left > 0 && !step(&in, &left, decoded.text) && left > 0) {
      ++in;
      --left;
      append_code_point(decoded.text, kReplacementCharacter);
      ++decoded.bad;
    }
    return decoded;
  }

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
};

std::optional<Decoded> decode_as(const std::string& name, std::string_view bytes) {
  if (name == "windows-1252") return from_windows1252(bytes);
  start_gmime();
  Converter converter(g_mime_charset_iconv_name(name.c_str()));
  if (!converter.known()) return std::nullopt;
  return converter.convert(bytes);
}

/// Words that are mostly of high bytes are no Latin script, whatever the label says.
bool is_dense(std::string_view bytes) {
  const auto letters = std::ranges::count_if(
      bytes, [](char c) { return static_cast<unsigned char>(c) >= 0xC0 || g_ascii_isalpha(c); });
  const auto high =
      std::ranges::count_if(bytes, [](char c) { return static_cast<unsigned char>(c) >= 0xC0; });
  return high >= 4 && high * 2 > letters;
}

bool is_latin(std::string_view name) {
  static constexpr auto kOthers =
      std::to_array<std::string_view>({"iso-8859-5", "iso-8859-6", "iso-8859-7", "iso-8859-8", "iso-8859-11",
                                       "windows-1251", "windows-1253", "windows-1255", "windows-1256"});
  return (name.starts_with("iso-8859-") || name.starts_with("windows-125")) &&
         std::ranges::find(kOthers, name) == kOthers.end();
}

/// A label is wrong rather than the bytes where many do not fit, or where a Latin set would give words of accents alone.
bool is_plausible(const std::string& name, std::string_view bytes, const Decoded& decoded) {
  if (decoded.bad > 0 && decoded.bad * 10 > high_bytes(bytes) && (decoded.bad > 1 || high_bytes(bytes) < 4))
    return is_stateful(name) && decoded.bad * 10 < bytes.size();
  return !(is_latin(name) && is_dense(bytes));
}

std::string detected(std::string_view bytes) {
  const std::unique_ptr<std::remove_pointer_t<uchardet_t>, decltype(&uchardet_delete)> detector(
      uchardet_new(), &uchardet_delete);
  const std::string_view sample = bytes.substr(0, kMaxSample);
  if (!detector || uchardet_handle_data(detector.get(), sample.data(), sample.size()) != 0) return {};
  uchardet_data_end(detector.get());
  return meant_by(uchardet_get_charset(detector.get()));
}

/// Of bytes that are no UTF-8. A detector needs matter: a few accents among plain letters are western European, which is what
/// programs that name no set write.
Decoded guess(std::string_view bytes) {
  const bool dense = is_dense(bytes);
  if (dense || high_bytes(bytes) > kFewHighBytes) {
    const std::string name = detected(bytes);
    if (!name.empty() && (dense || is_latin(name)))
      if (auto decoded = decode_as(name, bytes); decoded && decoded->bad == 0) return *std::move(decoded);
  }
  return from_windows1252(bytes);
}

/// Whether `bytes` were meant as UTF-8: no more than a few do not fit, and at least as many characters above ASCII do.
bool is_nearly_utf8(std::string_view bytes) {
  std::size_t good = 0;
  std::size_t bad = 0;
  for (std::size_t at = 0; at < bytes.size();) {
    at = skip_printable_ascii(bytes, at);
    if (at >= bytes.size()) break;
    const std::size_t length = utf8_sequence(bytes, at);
    good += length > 1;
    bad += length == 0;
    at += std::max<std::size_t>(length, 1);
  }
  return good >= bad;
}

/// The byte of Windows-1252 for a character, or nothing.
std::optional<char> windows1252_byte(char32_t point) {
  if (point < 0x80 || (point >= 0xA0 && point < 0x100)) return static_cast<char>(point);
  for (std::size_t i = 0; i < std::size(kWindows1252); ++i)
    if (kWindows1252[i] == point) return static_cast<char>(0x80 + i);
  return std::nullopt;
}

/// Undoes UTF-8 that was taken for Windows-1252 and encoded again ("fÃ¼r"): chance does not write whole texts whose accents
/// make up UTF-8.
std::string undoubled(std::string text) {
  if (text.find('\xC3') == text.npos && text.find('\xC2') == text.npos) return text;
  std::string bytes;
  for (std::size_t at = 0; at < text.size();) {
    const auto byte = windows1252_byte(next_code_point(text, at));
    if (!byte) return text;
    bytes += *byte;
  }
  return is_utf8(bytes) && high_bytes(bytes) > 0 ? bytes : text;
}

/// A shift sequence of ISO-2022 (RFC 1468): Japanese in seven bits, that programs send without a word about it.
bool has_shifts(std::string_view bytes) {
  return bytes.find("\x1b$B") != bytes.npos || bytes.find("\x1b$@") != bytes.npos;
}

std::string decode(std::string_view bytes, std::string name) {
  if (name.empty() && has_shifts(bytes)) name = "iso-2022-jp";
  if (is_stateful(name))
    if (auto decoded = decode_as(name, bytes); decoded && is_plausible(name, bytes, *decoded))
      return std::move(decoded->text);
  if (is_utf8(bytes)) return undoubled(std::string(bytes));
  if (is_nearly_utf8(bytes)) return std::string(bytes);
  if (!name.empty())
    if (auto decoded = decode_as(name, bytes); decoded && is_plausible(name, bytes, *decoded))
      return std::move(decoded->text);
  return guess(bytes).text;
}

}  // namespace

std::string charset_to_utf8(std::string_view bytes, std::string_view charset) {
  return to_valid_utf8(decode(bytes, meant_by(charset)));
}

}  // namespace sa
