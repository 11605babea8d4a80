// Splits a text into words: position, spelling, and whether a sentence or a line begins there.
// THREADS: pure functions.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace sa {

struct Word {
  std::size_t start = 0;  ///< bytes, [start, end)
  std::size_t end = 0;
  std::string plain;          ///< plain_form() of it
  bool capital = false;       ///< begins with a capital letter
  bool all_capitals = false;  ///< two letters or more, all of them capitals
  bool begins_sentence = false;
  bool begins_line = false;     ///< the first word of its line
  bool ends_line = false;       ///< the last word of its line
  bool joined_to_next = false;  ///< one blank, and nothing else, separates it from the next word
};

/// At most `max` words. A word is letters and digits, with apostrophes and hyphens inside it.
std::vector<Word> words_of(std::string_view text, std::size_t max = 50000);

}  // namespace sa
