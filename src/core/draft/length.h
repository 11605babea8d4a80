// How long the body of a mail may be: one rule, with the limits that policy/validation.json gives. Creating a draft refuses what
// begins a conversation and breaks it; the check `length` reports it of every mail.
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

/// What is wrong with the length (rules length.body_short, length.body_long); null: nothing.
std::optional<Issue> judge_length(std::string_view body, bool is_reply, const LengthRule& rule);

}  // namespace sa
