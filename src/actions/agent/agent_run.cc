#include "actions/agent/agent_run.h"

#include "base/crypto/hash.h"

namespace sa {

AgentRun begin_run(const Services& services, const char* agent, std::string_view input,
                   const std::string& trace_id) {
  AgentRun run;
  run.run_id = new_id(services.clock, services.random);
  run.agent = agent;
  run.agent_version = services.agent_policy.version(agent);
  run.prompt_version = services.agent_policy.prompt(agent).version;
  run.model = "none";
  run.input_sha256 = sha256_hex(input);
  run.started_at = services.clock.now();
  run.trace_id = trace_id;
  return run;
}

void end_run(const Services& services, const std::optional<LlmReply>& reply, AgentRun* run) {
  run->duration_ms = services.clock.now() - run->started_at;
  if (!reply) return;
  run->model = reply->model;
  run->input_tokens = reply->input_tokens;
  run->output_tokens = reply->output_tokens;
  const std::string& asked = reply->asked_model.empty() ? reply->model : reply->asked_model;
  run->cost_microusd =
      services.agent_policy.model_prices.cost_microusd(asked, reply->input_tokens, reply->output_tokens);
}

}  // namespace sa
