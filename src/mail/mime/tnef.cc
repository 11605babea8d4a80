#include "mail/mime/tnef.h"

#include <cstdint>

#include "base/text/utf8.h"
#include "mail/mime/charset.h"
#include "mail/mime/rtf.h"

namespace sa {
namespace {

constexpr std::uint32_t kSignature = 0x223E9F78;
constexpr std::uint32_t kAttributeBody = 0x0002800C;
constexpr std::uint32_t kAttributeProperties = 0x00069003;
constexpr std::uint32_t kAttributeCodePage = 0x00069007;
constexpr std::uint8_t kLevelMessage = 1;

enum Tag : std::uint16_t { kBody = 0x1000, kRtf = 0x1009, kHtml = 0x1013, kInternetCodePage = 0x3FDE };
enum Type : std::uint16_t {
  kShort = 2,
  kBoolean = 0x0B,
  kClassId = 0x48,
  kObject = 0x0D,
  kString8 = 0x1E,
  kUnicode = 0x1F,
  kBinary = 0x102
};

/// Takes little-endian numbers and runs of bytes off the front; once something is missing, all that follows is empty.
class Bytes {
 public:
  explicit Bytes(std::string_view bytes) : rest_(bytes) {}
  bool is_empty() const { return rest_.empty(); }
  std::string_view take(std::size_t count) {
    if (count > rest_.size()) {
      rest_ = {};
      return {};
    }
    const std::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return taken;
  }
  std::uint32_t number(std::size_t size) {
    std::uint32_t value = 0;
    const std::string_view bytes = take(size);
    for (std::size_t i = bytes.size(); i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[i]);
    return value;
  }
  /// A run that is followed by as many bytes as make it a multiple of four.
  std::string_view padded(std::size_t count) {
    const std::string_view taken = take(count);
    take((4 - count % 4) % 4);
    return taken;
  }

 private:
  std::string_view rest_;
};

std::size_t fixed_size(std::uint16_t type) {
  switch (type & 0x0FFF) {
    case kClassId:
      return 16;
    case 5:     // double
    case 6:     // currency
    case 7:     // time of an application
    case 0x14:  // 64-bit integer
    case 0x40:  // time
      return 8;
    default:
      return 4;
  }
}

bool is_variable(std::uint16_t type) {
  const std::uint16_t base = type & 0x0FFF;
  return base == kObject || base == kString8 || base == kUnicode || base == kBinary;
}

std::string code_page_name(std::uint32_t page) {
  if (page == 0 || page == 65001) return "utf-8";
  if (page == 932 || page == 936 || page == 949 || page == 950)
    return page == 936 ? "gb18030" : "cp" + std::to_string(page);
  if (page >= 1250 && page <= 1258) return "windows-" + std::to_string(page);
  if (page >= 28591 && page <= 28605) return "iso-8859-" + std::to_string(page - 28590);
  if (page == 20866) return "koi8-r";
  return "cp" + std::to_string(page);
}

std::string utf16_to_utf8(std::string_view bytes) {
  return charset_to_utf8(bytes, "utf-16le");
}

class Reader {
 public:
  std::optional<TnefBody> run(std::string_view bytes) {
    Bytes in(bytes);
    if (in.number(4) != kSignature) return std::nullopt;
    in.take(2);  // a key that means nothing here
    while (!in.is_empty()) {
      const std::uint32_t level = in.number(1);
      const std::uint32_t id = in.number(4);
      const std::string_view value = in.take(in.number(4));
      in.take(2);                         // checksum
      if (level != kLevelMessage) break;  // what follows belongs to attachments
      if (id == kAttributeCodePage) code_page_ = Bytes(value).number(4);
      if (id == kAttributeBody) plain_ = value;
      if (id == kAttributeProperties) read_properties(Bytes(value));
    }
    return body();
  }

 private:
  void read_properties(Bytes in) {
    for (std::uint32_t left = in.number(4); left > 0 && !in.is_empty(); --left) {
      const auto type = static_cast<std::uint16_t>(in.number(2));
      const auto tag = static_cast<std::uint16_t>(in.number(2));
      if (tag >= 0x8000) skip_name(in);
      const bool several = (type & 0x1000) != 0;
      std::uint32_t values = several || is_variable(type) ? in.number(4) : 1;
      for (; values > 0 && !in.is_empty(); --values)
        keep(tag, type, is_variable(type) ? in.padded(in.number(4)) : in.take(fixed_size(type)));
    }
  }

  static void skip_name(Bytes& in) {
    in.take(16);
    if (in.number(4) == 0)
      in.take(4);
    else
      in.padded(in.number(4));
  }

  void keep(std::uint16_t tag, std::uint16_t type, std::string_view value) {
    if (tag == kInternetCodePage) internet_code_page_ = Bytes(value).number(4);
    if (tag == kBody && type == kUnicode) unicode_ = value;
    if (tag == kBody && type == kString8) plain_ = value;
    if (tag == kHtml) html_ = value, html_is_unicode_ = type == kUnicode;
    if (tag == kRtf) rtf_ = value;
  }

  std::optional<TnefBody> body() const {
    TnefBody body;
    body.text =
        unicode_.empty() ? charset_to_utf8(plain_, code_page_name(code_page_)) : utf16_to_utf8(unicode_);
    body.html =
        html_is_unicode_ ? utf16_to_utf8(html_) : charset_to_utf8(html_, code_page_name(internet_code_page_));
    if (body.text.empty() && body.html.empty()) body.text = rtf_to_text(unpacked_rtf(rtf_));
    if (body.text.empty() && body.html.empty()) return std::nullopt;
    return body;
  }

  std::uint32_t code_page_ = 1252;
  std::uint32_t internet_code_page_ = 0;
  std::string_view plain_;
  std::string_view unicode_;
  std::string_view html_;
  std::string_view rtf_;
  bool html_is_unicode_ = false;
};

}  // namespace

std::optional<TnefBody> read_tnef(std::string_view bytes) {
  return Reader().run(bytes);
}

}  // namespace sa
