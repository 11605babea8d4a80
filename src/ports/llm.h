// A writer of text: a language model behind HTTP, or the `template` writer that needs none.
// THREADS: `write` may be called from any thread; the coroutine goes on where it was awaited.
// ERRORS: unavailable (worth another try; retry_after_s where known), limited (the provider's rate), invalid
// (it refused, stopped short, or answered something that is not the schema: there is no text).
#pragma once

#include <string>

#include "base/async/task.h"
#include "base/result.h"
#include "core/agent/llm.h"

namespace sa {

class Llm {
 public:
  virtual ~Llm() = default;
  /// REQUIRES: `request` lives until the task has ended.
  virtual Task<Result<LlmReply>> write(const LlmRequest& request) = 0;
  /// The model's name for a person: "template", "gpt-...".
  virtual std::string name() const = 0;
};

}  // namespace sa
