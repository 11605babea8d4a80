// The settings of the language model, and of the model that makes vectors for the search: any server that speaks OpenAI's API.
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

  /// What OPENAI_EMBEDDING_MODEL says where mail must not be sent to a model for the search.
  bool embeds_here() const { return openai_api_key.empty() || openai_embedding_model == "local"; }

  static constexpr const char* kTitle = "Language model";
  static std::vector<Setting> settings() {
    return {
        {rule(&OpenAiConfig::openai_api_key).describe("The API key of the language model's server."),
         "none, so answers come from templates", kSecret},
        {rule(&OpenAiConfig::openai_model)
             .one_line()
             .max_length(200)
             .describe("The name of the language model that writes drafts.")},
        {rule(&OpenAiConfig::openai_embedding_model)
             .one_line()
             .max_length(200)
             .describe(
                 "The name of the model that every mail's words are sent to for the search, where "
                 "OPENAI_API_KEY is set; one that gives 1536 dimensions. \"local\" keeps the words on this "
                 "machine.")},
        {rule(&OpenAiConfig::openai_base_url)
             .must(is_safe_url, kSafeUrlWords)
             .describe("The address of the language model's server: any that speaks the same API, by https "
                       "unless it "
                       "is this machine.")},
        {rule(&OpenAiConfig::openai_timeout_s)
             .min(1)
             .max(90)
             .describe("The number of seconds that writing one text may take, repetitions included.")},
    };
  }
  static std::vector<Rule> rules() { return rules_of(settings()); }
  void complete() { strip_slashes(openai_base_url); }
};
BOOST_DESCRIBE_STRUCT(OpenAiConfig, (),
                      (openai_api_key, openai_model, openai_embedding_model, openai_base_url,
                       openai_timeout_s))

}  // namespace sa
