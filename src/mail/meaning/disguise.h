// Undoes disguises that a person overlooks and a model reads: base64, letters replaced by digits, letters
// separated by blanks. Each function returns the plain text, or nothing.
// THREADS: pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sa {

/// The decoded base64 runs of a text, if they are text: at most 5.
std::vector<std::string> base64_words(std::string_view text);

/// Words of `text` (in plain form) that become one of `known` when their digits are read as letters ("y0ur").
int count_leet(std::string_view text, const std::vector<std::string>& known);

/// Runs of single letters ("i g n o r e"), joined; at most 5, each of 6 letters at least.
std::vector<std::string> spaced_words(std::string_view text);

}  // namespace sa
