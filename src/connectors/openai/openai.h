// A language model behind the OpenAI chat API, or any compatible server: writes one text, as JSON that matches a strict
// schema. The result is a subject and a body, and nothing else; anything that is not exactly that counts as no text.
// THREADS: any.
// ERRORS: as ports/llm.h; the account's refusals (unauthenticated, forbidden, not_found: the model) as they are. An answer
// that was paid for and holds no text says so in the error's details: `usage`{model, input_tokens, output_tokens}.
// SOURCE: https://platform.openai.com/docs/api-reference/chat/create and /docs/guides/structured-outputs (2026-11)
#pragma once

#include <memory>
#include <string>

#include "connectors/http/vendor_api.h"
#include "connectors/openai/openai_config.h"
#include "ports/llm.h"

namespace sa {

/// What is asked of a model.
struct OpenAiCall {
  std::string path;
  std::string body;
  Instant deadline;
  std::string model;
  const char* setting = "OPENAI_MODEL";  ///< the one that names the model
};
/// The answer of the API. ERRORS: what its refusal means.
Task<Result<VendorAnswer>> openai_post(VendorApi& api, OpenAiCall call);

/// The options of calls to `base_url`, which answer within `timeout_ms`, repetitions included.
VendorApi::Options openai_call_options(VendorApi::Options call, const std::string& base_url,
                                       std::int64_t timeout_ms);

class OpenAiWriter final : public Llm {
 public:
  struct Options {
    std::string base_url;  ///< without a slash at its end: "https://api.openai.com/v1"
    std::string model;
    std::int64_t timeout_ms =
        OpenAiConfig{}.openai_timeout_s * kSecondMs;  ///< of one text, repetitions included
    /// Reasoning included; a mail of 2,000 characters has some 700.
    std::int64_t max_tokens = 4096;
    VendorApi::Options call = {};  ///< its retries and breaker count
    static Options of(const OpenAiConfig& config, VendorApi::Options call);
  };
  OpenAiWriter(Options options, VendorApi::Tools tools, std::shared_ptr<TokenSource> key);

  Task<Result<LlmReply>> write(const LlmRequest& request) override;
  std::string name() const override { return options_.model; }
  Provider& provider() { return api_; }

 private:
  Result<LlmReply> read(const LlmRequest& request, const VendorAnswer& answer) const;

  const Options options_;
  Clock& clock_;
  VendorApi api_;
};

}  // namespace sa
