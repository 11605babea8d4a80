// An embedding model behind the OpenAI API, or any compatible server. Its answer is checked like all external
// input: one vector per text, in the order of the texts, with our dimension and finite numbers; it is normalised to length 1 here.
// It has its own breaker: a server without embeddings must not delay drafts.
// THREADS: any.
// ERRORS: as ports/embedder.h.
// SOURCE: https://platform.openai.com/docs/api-reference/embeddings/create (at most 2,048 texts, 8,192 tokens each and
// 300,000 tokens in one request; read 2026-11-22)
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "connectors/http/vendor_api.h"
#include "connectors/openai/openai_config.h"
#include "ports/embedder.h"

namespace sa {

class OpenAiEmbedder final : public Embedder {
 public:
  struct Options {
    std::string base_url;  ///< without a slash at its end: "https://api.openai.com/v1"
    std::string model;
    std::int64_t timeout_ms =
        OpenAiConfig{}.openai_timeout_s * kSecondMs;  ///< of one request, repetitions included
    VendorApi::Options call = {};                     ///< its retries and breaker count
    static Options of(const OpenAiConfig& config, VendorApi::Options call);
  };
  OpenAiEmbedder(Options options, VendorApi::Tools tools, std::shared_ptr<TokenSource> key);

  Task<Result<Embeddings>> embed(std::vector<std::string> texts) override;
  std::string name() const override { return options_.model; }
  Provider& provider() { return api_; }

 private:
  Task<Result<Embeddings>> embed_batch(std::span<const std::string> texts);

  const Options options_;
  Clock& clock_;
  VendorApi api_;
};

}  // namespace sa
