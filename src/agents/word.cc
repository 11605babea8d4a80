#include "agents/word.h"

#include <glib.h>

#include "base/text/ascii.h"
#include "base/text/utf8.h"
#include "mail/text/pattern.h"

namespace sa {
namespace {

constexpr std::size_t kWrappedLine = 55;  // a shorter line was ended on purpose

bool is_word_character(char32_t c) {
  return c != kReplacementCharacter && g_unichar_isalnum(c);
}
bool is_joiner(char32_t c) {
  return c == '\'' || c == 0x2019 || c == '-';
}
bool ends_sentence(char32_t c) {
  return c == '.' || c == '!' || c == '?' || c == ':' || c == 0x2026 || c == 0xBF || c == 0xA1;
}
bool is_opening(char32_t c) {
  return c == '"' || c == '\'' || c == '(' || c == '[' || c == '*' || c == '-' || c == 0xAB || c == 0xBB ||
         c == 0x201C || c == 0x201D || c == 0x201E || c == 0x2018 || c == 0x2019 || c == 0x2022;
}

/// Goes through a text once and tells for each word what stands before it.
class Reader {
 public:
  Reader(std::string_view text, std::size_t max) : text_(text), max_(max) {}

  std::vector<Word> read() {
    while (at_ < text_.size() && words_.size() < max_) {
      const std::size_t from = at_;
      const char32_t c = next_code_point(text_, at_);
      if (is_word_character(c)) {
        at_ = from;
        take_word();
      } else {
        take_gap(c);
      }
    }
    finish_line();
    return std::move(words_);
  }

 private:
  void take_word() {
    Word word;
    word.start = at_;
    word.begins_sentence = fresh_;
    word.begins_line = words_in_line_ == 0;
    std::size_t capitals = 0;
    std::size_t letters = 0;
    while (at_ < text_.size()) {
      std::size_t next = at_;
      const char32_t c = next_code_point(text_, next);
      if (!is_word_character(c) && !(is_joiner(c) && joins(next))) break;
      if (g_unichar_isalpha(c)) ++letters;
      if (g_unichar_isupper(c)) {
        word.capital = word.capital || at_ == word.start;
        ++capitals;
      }
      at_ = next;
    }
    word.end = at_;
    word.all_capitals = letters >= 2 && capitals == letters;
    word.plain = plain_form(text_.substr(word.start, word.end - word.start));
    if (!words_.empty() && gap_ == " ") words_.back().joined_to_next = true;
    gap_.clear();
    fresh_ = false;
    words_.push_back(std::move(word));
    ++words_in_line_;
  }

  /// True when a letter or digit follows: an apostrophe or hyphen inside a word.
  bool joins(std::size_t next) const {
    return next < text_.size() && is_word_character(next_code_point(text_, next));
  }

  void take_gap(char32_t c) {
    if (gap_.size() < 2) gap_ += c == ' ' ? ' ' : 'x';
    if (c == '\n') {
      const bool short_line = at_ - line_start_ < kWrappedLine;
      finish_line();
      fresh_ = fresh_ || short_line || words_in_line_ == 0;
      line_start_ = at_;
      words_in_line_ = 0;
    } else if (ends_sentence(c)) {
      fresh_ = true;
    } else if (c != ' ' && c != '\t' && c != '\r' && c != 0xA0 && !is_opening(c)) {
      fresh_ = false;
    }
  }

  void finish_line() {
    if (words_in_line_ > 0) words_.back().ends_line = true;
  }

  std::string_view text_;
  std::size_t max_;
  std::size_t at_ = 0;
  std::size_t line_start_ = 0;
  std::size_t words_in_line_ = 0;
  bool fresh_ = true;  // a sentence begins here
  std::string gap_;    // what stood since the last word, as far as it matters
  std::vector<Word> words_;
};

}  // namespace

std::vector<Word> words_of(std::string_view text, std::size_t max) {
  return Reader(text, max).read();
}

}  // namespace sa
