// Records every run of an agent: input, output, versions, duration.
// THREADS: any.
#pragma once

#include <string>
#include <string_view>

#include "actions/services.h"
#include "store/agent/agent.h"

namespace sa {

/// A run that begins now. `input` is hashed, never stored.
AgentRun begin_run(const Services& services, const char* agent, std::string_view input,
                   const std::string& trace_id);
/// Sets the duration, and model, tokens and cost where a writer answered.
void end_run(const Services& services, const std::optional<LlmReply>& reply, AgentRun* run);

}  // namespace sa
