#include "mail/mime/rtf.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "base/text/utf8.h"
#include "mail/mime/charset.h"

namespace sa {
namespace {

constexpr std::size_t kMaxUnpacked = 4u << 20;
constexpr std::size_t kMaxGroups = 10'000;
constexpr std::size_t kDictionary = 4096;
constexpr std::size_t kHeader = 16;
constexpr std::string_view kPreset =  // MS-OXRTFCP 2.1.2.1
    "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript "
    "\\fdecor MS Sans "
    "SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
    "\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

std::uint32_t number(std::string_view bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 4; i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

std::string unpack(std::string_view in) {
  std::array<char, kDictionary> dictionary{};
  std::ranges::copy(kPreset, dictionary.begin());
  std::size_t write = kPreset.size();
  std::string out;
  const auto put = [&](char c) {
    out += c;
    dictionary[write] = c;
    write = (write + 1) % kDictionary;
  };
  for (std::size_t at = 0; at < in.size() && out.size() < kMaxUnpacked;) {
    const auto control = static_cast<unsigned char>(in[at++]);
    for (int bit = 0; bit < 8 && at < in.size(); ++bit) {
      if ((control >> bit & 1) == 0) {
        put(in[at++]);
        continue;
      }
      if (at + 1 >= in.size()) return out;
      const std::size_t pair = static_cast<std::size_t>(static_cast<unsigned char>(in[at])) << 8 |
                               static_cast<unsigned char>(in[at + 1]);
      at += 2;
      const std::size_t offset = pair >> 4;
      if (offset == write) return out;  // the end
      for (std::size_t i = 0; i < (pair & 15) + 2; ++i) put(dictionary[(offset + i) % kDictionary]);
    }
  }
  return out;
}

/// One group's state; a group inherits that of the one around it.
struct Group {
  bool skipped = false;    // of what is no words: fonts, pictures, ...
  bool html_only = false;  // \htmlrtf: stands for HTML that was already written
  int unicode_skip = 1;    // \uc: how many stand-ins follow a \u
};

class Words {
 public:
  explicit Words(std::string_view rtf) : rtf_(rtf) { groups_.push_back({}); }

  std::string run() {
    while (at_ < rtf_.size() && text_.size() < kMaxUnpacked) {
      const char c = rtf_[at_++];
      if (c == '{') {
        if (groups_.size() < kMaxGroups) groups_.push_back(groups_.back());
      } else if (c == '}') {
        if (groups_.size() > 1) groups_.pop_back();
      } else if (c == '\\') {
        control();
      } else if (c != '\r' && c != '\n') {
        byte(c);
      }
    }
    flush();
    return std::move(text_);
  }

 private:
  Group& group() { return groups_.back(); }
  bool is_shown() { return !group().skipped && !group().html_only; }

  void byte(char c) {
    if (stand_ins_ > 0) {
      --stand_ins_;
    } else if (is_shown()) {
      bytes_ += c;
    }
  }
  void character(char32_t point) {
    if (!is_shown()) return;
    flush();
    append_code_point(text_, point);
  }
  void flush() {
    if (!bytes_.empty()) text_ += charset_to_utf8(bytes_, code_page_);
    bytes_.clear();
  }

  void control() {
    if (at_ >= rtf_.size()) return;
    const char c = rtf_[at_];
    if (!is_letter(c)) {
      ++at_;
      symbol(c);
      return;
    }
    const std::size_t start = at_;
    while (at_ < rtf_.size() && is_letter(rtf_[at_])) ++at_;
    const std::string_view word = rtf_.substr(start, at_ - start);
    const std::size_t digits = at_;
    if (at_ < rtf_.size() && rtf_[at_] == '-') ++at_;
    while (at_ < rtf_.size() && rtf_[at_] >= '0' && rtf_[at_] <= '9' && at_ - digits < 8) ++at_;
    const std::string parameter(rtf_.substr(digits, at_ - digits));
    if (at_ < rtf_.size() && rtf_[at_] == ' ') ++at_;
    apply(word, parameter);
  }

  void symbol(char c) {
    if (c == '\'') {
      if (at_ + 2 > rtf_.size()) return;
      const std::string hex(rtf_.substr(at_, 2));
      at_ += 2;
      byte(static_cast<char>(std::strtol(hex.c_str(), nullptr, 16)));
    } else if (c == '*') {
      group().skipped = true;
    } else if (c == '~') {
      byte(' ');
    } else if (c == '\\' || c == '{' || c == '}') {
      byte(c);
    }
  }

  void apply(std::string_view word, const std::string& parameter) {
    static constexpr std::array<std::string_view, 8> kNoWords = {
        "fonttbl", "colortbl", "stylesheet", "pict", "info", "header", "footer", "object"};
    const int value = std::atoi(parameter.c_str());
    if (std::ranges::find(kNoWords, word) != kNoWords.end()) group().skipped = true;
    if (word == "htmlrtf") group().html_only = parameter != "0";
    if (word == "ansicpg" && value > 0) code_page_ = value == 65001 ? "utf-8" : "cp" + std::to_string(value);
    if (word == "uc") group().unicode_skip = std::clamp(value, 0, 10);
    if (word == "par" || word == "line" || word == "row") character('\n');
    if (word == "tab" || word == "cell") character('\t');
    if (word == "u") unicode(value);
    if (word == "lquote" || word == "rquote") character(word == "lquote" ? 0x2018 : 0x2019);
    if (word == "ldblquote" || word == "rdblquote") character(word == "ldblquote" ? 0x201C : 0x201D);
    if (word == "endash" || word == "emdash") character(word == "endash" ? 0x2013 : 0x2014);
    if (word == "bullet") character(0x2022);
  }

  /// Sixteen bits, signed; two of them may make up one character.
  void unicode(int value) {
    const auto unit = static_cast<char32_t>(static_cast<std::uint16_t>(value));
    stand_ins_ = group().unicode_skip;
    if (unit >= 0xD800 && unit < 0xDC00) {
      high_ = unit;
    } else if (unit >= 0xDC00 && unit < 0xE000) {
      if (high_ != 0) character(0x10000 + ((high_ - 0xD800) << 10) + (unit - 0xDC00));
      high_ = 0;
    } else if (unit != 0) {
      character(unit);
    }
  }

  static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

  std::string_view rtf_;
  std::size_t at_ = 0;
  std::vector<Group> groups_;
  std::string text_;
  std::string bytes_;  // of the code page, not decoded yet
  std::string code_page_ = "windows-1252";
  int stand_ins_ = 0;
  char32_t high_ = 0;
};

}  // namespace

std::string unpacked_rtf(std::string_view packed) {
  if (packed.size() < kHeader) return {};
  const std::string_view kind = packed.substr(8, 4);
  const std::string_view content = packed.substr(kHeader);
  if (kind == "MELA")
    return std::string(content.substr(0, std::min<std::size_t>(number(packed, 4), kMaxUnpacked)));
  return kind == "LZFu" ? unpack(content) : std::string();
}

std::string rtf_to_text(std::string_view rtf) {
  if (!rtf.starts_with("{\\rtf")) return {};
  return to_valid_utf8(Words(rtf).run());
}

}  // namespace sa
