// Extracts the question that a mail asks, ready to be quoted in the answer.
// THREADS: pure.
#pragma once

#include <string>
#include <string_view>

#include "agents/claim/claim.h"
#include "mail/analysis.h"

namespace sa {

/// The sentence of `analysis.reply_text` that asks about `topic` (an intent), else its first question; on
/// one line, with its own quotation marks made single. Empty when there is none, when it is longer than
/// `max_chars`, or when it must not be repeated: it holds a link or an address, or lies in a place that
/// speaks to machines (analysis.injection).
std::string quotable_question(const Analysis& analysis, std::string_view topic, std::size_t max_chars,
                              const ClaimPolicy& claims);

}  // namespace sa
