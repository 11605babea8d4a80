// A text for a draft: from the model that is configured, or, where it gives none that can be used (it refused, stopped
// short, cannot be had, named a link of its own), from the template writer, with the reason.
// THREADS: any.
// ERRORS: what the model said where another try may help (unavailable, limited) and there is patience; without a template
// writer beside the model, what the writer said.
#pragma once

#include <optional>

#include "actions/services.h"
#include "base/async/task.h"

namespace sa {

/// Whether a model that cannot be had right now is worth waiting for: a job that comes back has the time.
enum class Patience { now, later };

/// Null when nothing is asked. REQUIRES: `request` lives until the task has ended.
Task<Result<std::optional<LlmReply>>> write_text(Services& services, const std::optional<LlmRequest>& request,
                                                 Patience patience);

/// The same by the template writer, whatever model is configured: nothing is called and nothing costs.
Task<Result<std::optional<LlmReply>>> write_template(Services& services,
                                                     const std::optional<LlmRequest>& request);

}  // namespace sa
