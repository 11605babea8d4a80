// What a writer gave back, accepted or refused. A model's text is inbound data too: it is taken only when it
// is what was asked for, and names no link that was not given to it. THREADS: pure. ERRORS: invalid, with the
// words that the run keeps.
#pragma once

#include <boost/describe.hpp>
#include <string>

#include "agents/claim/claim.h"
#include "base/result.h"
#include "core/agent/llm.h"

namespace sa {

/// A text for a draft, with who wrote it.
struct AnswerText {
  std::string subject;
  std::string body;
  std::string model;
  std::string prompt_version;
  std::string fallback_reason = {};  ///< as LlmReply's
};
BOOST_DESCRIBE_STRUCT(AnswerText, (), (subject, body, model, prompt_version, fallback_reason))

/// The subject is that of the facts, where they have one, whatever the writer says.
Result<AnswerText> accept_answer(const LlmRequest& request, const LlmReply& reply, const ClaimPolicy& claims);

}  // namespace sa
