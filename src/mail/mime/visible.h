// Decides whether a text shows anything, and whether two texts say the same, to choose between the alternatives of a mail.
// THREADS: pure functions.
#pragma once

#include <string_view>

namespace sa {

/// A letter, a digit, a picture (emoji): anything but punctuation, blanks and what has no width.
bool has_words(std::string_view text);

/// Whether at least half of the words at the beginning of `text` occur in `other`.
bool shares_words(std::string_view text, std::string_view other);

/// Whether a short plain text only points to its alternative: it has words of its own, and hardly one of them is in `other`.
bool says_other_than(std::string_view text, std::string_view other);

}  // namespace sa
