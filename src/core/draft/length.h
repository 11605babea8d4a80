// The length rule for the body of a mail, with the limits from policy/validation.json. Creating a draft refuses a first mail
// that breaks it; the check `length` reports it for every mail.
// THREADS: values and pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/draft/check.h"

namespace sa {

/// In characters (code points), without the blanks around the text.
struct LengthRule {
  std::int64_t min = 0;  ///< of a mail that begins a conversation; an answer needs one character
  std::int64_t max = 0;
};

/// The length issue (rules length.body_short, length.body_long); null if there is none.
std::optional<Issue> judge_length(std::string_view body, bool is_reply, const LengthRule& rule);

}  // namespace sa
