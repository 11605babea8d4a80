// Finds text in an HTML mail that a reader does not see: comments, alternative texts of images, and elements hidden by style (not shown,
// without size, without contrast, off the screen). A machine that reads the mail does see it.
// THREADS: pure function; time is linear in the input, memory bounded.
// ERRORS: none; broken HTML gives what can be told of it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sa {

/// Each hidden text without its tags, at most 2,000 bytes, at most 50 of them; from the first 256 KiB.
std::vector<std::string> hidden_texts(std::string_view html);

}  // namespace sa
