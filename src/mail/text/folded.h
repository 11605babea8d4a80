// Folds a text so that typing differences disappear: plain form, doubled letters once, known words with one typing error corrected.
// THREADS: values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "mail/text/pattern.h"

namespace sa {

/// "letter" -> "leter", for ASCII letters; the same for a pattern that is looked for in such text.
std::string undoubled(std::string_view text);

/// Whether `word` is `known` with one typing error: two neighbours swapped, or (from eight letters on) one letter missing, added or
/// wrong. The first letter is right, and a longer or shorter ending is another form of the word, no error.
bool is_mistyped(std::string_view word, std::string_view known);

class FoldedText {
 public:
  /// `known`: undoubled words in plain form whose typing errors are corrected. REQUIRES: sorted.
  FoldedText(std::string_view original, const std::vector<std::string>& known);
  const PlainText& plain() const { return folded_; }
  const std::string& text() const { return folded_.text(); }
  Span to_original(std::size_t start, std::size_t end) const;

 private:
  std::string fold(const std::vector<std::string>& known);

  PlainText original_;
  std::vector<std::uint32_t> origin_;  // for each byte of the folded text its place in original_
  PlainText folded_;
};

}  // namespace sa
