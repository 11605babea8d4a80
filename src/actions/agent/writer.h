// Gets the text of a draft from the configured model, or, if the model gives no usable text (it refused, was cut
// off, is unavailable, added a link of its own), from the template writer, with the reason.
// THREADS: any.
// ERRORS: the model's error if a retry may help (unavailable, limited) and the caller allows one; without a template
// writer beside the model, the model's error as it is.
#pragma once

#include <optional>

#include "actions/services.h"
#include "base/async/task.h"

namespace sa {

/// Whether to wait for a model that is unavailable right now: a job that is retried has the time.
enum class Patience { now, later };

/// Null when nothing is asked. REQUIRES: `request` lives until the task has ended.
Task<Result<std::optional<LlmReply>>> write_text(Services& services, const std::optional<LlmRequest>& request,
                                                 Patience patience);

/// The same by the template writer, whatever model is configured: nothing is called and nothing costs.
Task<Result<std::optional<LlmReply>>> write_template(Services& services,
                                                     const std::optional<LlmRequest>& request);

}  // namespace sa
