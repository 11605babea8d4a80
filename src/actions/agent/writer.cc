#include "actions/agent/writer.h"

#include "agents/answer.h"
#include "base/log.h"
#include "base/reflect/reflect.h"

namespace sa {
namespace {

/// Who wrote to us should not wait for hours because a model's account is at its limit.
constexpr std::int64_t kLongestPatienceS = 120;

/// What a try has cost, whether or not its text can be used.
struct Spent {
  std::string model;
  std::int64_t input_tokens = 0;
  std::int64_t output_tokens = 0;
};

/// A writer that was paid for an answer without a text says so in its error's details (connectors/openai/openai.cc).
Spent spent_of(const Error& error) {
  const auto* usage = error.details.if_contains("usage");
  if (!usage) return {};
  const auto told = from_json<LlmReply>(*usage, Unknown::ignore);
  return told ? Spent{told->model, told->input_tokens, told->output_tokens} : Spent{};
}

Task<Result<std::optional<LlmReply>>> write_instead(Services& services, const LlmRequest& request,
                                                    const Spent& spent, std::string why) {
  log_event(LogLevel::warning, "no_model_text",
            {{"agent", request.agent}, {"model", spent.model}, {"cause", why}});
  CO_TRY(LlmReply reply, co_await services.fallback_llm->write(request));
  reply.fallback_reason = "No text from the model (" + services.llm.name() + "): " + std::move(why);
  reply.asked_model = spent.model;
  reply.input_tokens = spent.input_tokens;
  reply.output_tokens = spent.output_tokens;
  co_return std::optional<LlmReply>(std::move(reply));
}

}  // namespace

Task<Result<std::optional<LlmReply>>> write_text(Services& services, const std::optional<LlmRequest>& request,
                                                 Patience patience) {
  if (!request) co_return std::optional<LlmReply>();
  auto reply = co_await services.llm.write(*request);
  if (!services.fallback_llm) {
    if (!reply) co_return std::move(reply).error();
    co_return std::optional<LlmReply>(*std::move(reply));
  }
  if (!reply) {
    const Error& error = reply.error();
    const bool is_soon = error.retry_after_s <= kLongestPatienceS;
    if (patience == Patience::later && is_soon && is_worth_another_try(error.code)) co_return error;
    const Spent spent = spent_of(error);
    co_return co_await write_instead(services, *request, spent, error.message);
  }
  const auto accepted = accept_answer(*request, *reply, services.agent_policy.validation.claims());
  if (accepted) co_return std::optional<LlmReply>(*std::move(reply));
  const Spent spent{reply->model, reply->input_tokens, reply->output_tokens};
  co_return co_await write_instead(services, *request, spent, accepted.error().message);
}

Task<Result<std::optional<LlmReply>>> write_template(Services& services,
                                                     const std::optional<LlmRequest>& request) {
  if (!request) co_return std::optional<LlmReply>();
  // Without a model the configured writer is the template writer.
  Llm& writer = services.fallback_llm ? *services.fallback_llm : services.llm;
  CO_TRY(LlmReply reply, co_await writer.write(*request));
  co_return std::optional<LlmReply>(std::move(reply));
}

}  // namespace sa
