// The settings of the language model and of the embedding model for search, on any server with an OpenAI-compatible API.
// THREADS: values.
#pragma once

#include <string>
#include <vector>

#include "base/reflect/setting.h"
#include "base/web_url.h"

namespace sa {

struct OpenAiConfig {
  std::string openai_api_key;
  std::string openai_model = "gpt-4o-mini";
  std::string openai_embedding_model = "text-embedding-3-small";
  std::string openai_base_url = "https://api.openai.com/v1";  ///< without a slash at its end
  int openai_timeout_s = 30;

  /// The value of OPENAI_EMBEDDING_MODEL if mail must not be sent to a model for search.
  bool embeds_here() const { return openai_api_key.empty() || openai_embedding_model == "local"; }

  static constexpr const char* kTitle = "Language model";
  static std::vector<Setting> settings() {
    return {
        {rule(&OpenAiConfig::openai_api_key).describe("API key for the language model's server."),
         "none: drafts are written from templates", kSecret},
        {rule(&OpenAiConfig::openai_model)
             .one_line()
             .max_length(200)
             .describe("Language model that writes drafts.")},
        {rule(&OpenAiConfig::openai_embedding_model)
             .one_line()
             .max_length(200)
             .describe(
                 "Embedding model for search, used if OPENAI_API_KEY is set: the text of every mail is sent "
                 "to it, and it must return 1536 dimensions. \"local\" keeps the text on this machine.")},
        {rule(&OpenAiConfig::openai_base_url)
             .must(is_safe_url, kSafeUrlWords)
             .describe("Base URL of any server with an OpenAI-compatible API; https, unless the server runs "
                       "on this machine.")},
        {rule(&OpenAiConfig::openai_timeout_s)
             .min(1)
             .max(90)
             .describe("Seconds that writing one text may take, retries included.")},
    };
  }
  static std::vector<Rule> rules() { return rules_of(settings()); }
  void complete() { strip_slashes(openai_base_url); }
};
BOOST_DESCRIBE_STRUCT(OpenAiConfig, (),
                      (openai_api_key, openai_model, openai_embedding_model, openai_base_url,
                       openai_timeout_s))

}  // namespace sa
