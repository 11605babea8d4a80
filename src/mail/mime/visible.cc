#include "mail/mime/visible.h"

#include <set>
#include <string>

#include "base/text/ascii.h"
#include "base/text/utf8.h"

namespace sa {
namespace {

constexpr std::size_t kMaxCompared = 500;
constexpr std::size_t kMaxOther = 65536;
constexpr std::size_t kShortWord = 3;  // "the", "an": in every text

bool is_blank(char32_t c) {
  return c == 0x85 || c == 0xA0 || c == 0xAD || c == 0x34F || c == 0x115F || c == 0x1160 || c == 0x1680 ||
         c == 0x180E || (c >= 0x2000 && c <= 0x200F) || (c >= 0x2028 && c <= 0x202F) ||
         (c >= 0x205F && c <= 0x206F) || c == 0x2800 || c == 0x3000 || c == 0x3164 || c == 0xFEFF ||
         (c >= 0xFE00 && c <= 0xFE0F) || c == kReplacementCharacter;
}

bool is_word_byte(char c) {
  return (c >= '0' && c <= '9') || (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z') ||
         static_cast<unsigned char>(c) >= 0x80;
}

std::set<std::string> words(std::string_view text) {
  std::set<std::string> found;
  std::string word;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i < text.size() && is_word_byte(text[i])) {
      word += ascii_lower(text[i]);
    } else if (!word.empty()) {
      found.insert(std::move(word));
      word.clear();
    }
  }
  return found;
}

struct Overlap {
  std::size_t words = 0;
  std::size_t common = 0;
  bool only_short = false;
};

Overlap overlap(std::string_view text, std::string_view other) {
  const std::string_view compared = utf8_cut(other, kMaxOther);
  const std::set<std::string> there = words(compared);
  std::set<std::string> here = words(utf8_cut(text, kMaxCompared));
  const std::set<std::string> all = here;
  std::erase_if(here, [](const std::string& word) { return word.size() <= kShortWord; });
  Overlap found;
  found.only_short = here.empty();
  if (here.empty()) here = all;
  found.words = here.size();
  for (const std::string& word : here)
    // Scripts without blanks between words have runs for words, which the two texts may break differently.
    found.common += there.contains(word) ||
                    (static_cast<unsigned char>(word[0]) >= 0xE0 && compared.find(word) != compared.npos);
  return found;
}

}  // namespace

bool has_words(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = next_code_point(text, at);
    if (c < 0x80 ? is_word_byte(static_cast<char>(c)) : c > 0xA0 && !is_blank(c)) return true;
  }
  return false;
}

bool shares_words(std::string_view text, std::string_view other) {
  const Overlap found = overlap(text, other);
  return found.common * 2 >= found.words;
}

bool says_other_than(std::string_view text, std::string_view other) {
  const Overlap found = overlap(text, other);
  return !found.only_short && found.words >= 2 && found.common * 5 < found.words;
}

}  // namespace sa
