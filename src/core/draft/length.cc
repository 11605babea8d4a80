#include "core/draft/length.h"

#include "base/text/ascii.h"
#include "base/text/utf8.h"

namespace sa {

std::optional<Issue> judge_length(std::string_view body, bool is_reply, const LengthRule& rule) {
  const std::int64_t min = is_reply ? 1 : rule.min;
  const auto length = static_cast<std::int64_t>(utf8_length(trimmed(body)));
  if (length >= min && length <= rule.max) return std::nullopt;
  const bool is_short = length < min;
  const std::string wanted =
      is_short ? "at least " + std::to_string(min) : "at most " + std::to_string(rule.max);
  const char* of_what =
      is_short && !is_reply ? " are required in the first mail of a conversation." : " are allowed.";
  return Issue{is_short ? "length.body_short" : "length.body_long",
               "The body has " + std::to_string(length) + " characters; " + wanted + of_what,
               "body",
               "",
               {0, static_cast<std::int64_t>(body.size())}};
}

}  // namespace sa
