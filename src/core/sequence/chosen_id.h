// Ids that a caller may choose for what it makes: they stand in addresses as they are.
// THREADS: pure.
#pragma once

#include <algorithm>
#include <string_view>

namespace sa {

inline constexpr std::size_t kMaxChosenIdChars = 200;
inline constexpr const char* kChosenIdWords =
    "must be 1 to 200 letters, digits or characters of \"._:@+~-\", and neither \".\" nor \"..\"";

inline bool is_chosen_id(std::string_view id) {
  const auto is_known = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("._:@+~-").find(c) != std::string_view::npos;
  };
  return !id.empty() && id.size() <= kMaxChosenIdChars && id != "." && id != ".." &&
         std::ranges::all_of(id, is_known);
}

}  // namespace sa
