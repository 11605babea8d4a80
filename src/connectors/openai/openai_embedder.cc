#include "connectors/openai/openai_embedder.h"

#include <boost/json/array.hpp>
#include <cmath>

#include "base/reflect/reflect.h"
#include "base/text/ascii.h"
#include "base/text/utf8.h"
#include "connectors/openai/openai.h"

namespace sa {
namespace {

namespace json = boost::json;

constexpr std::size_t kMostTexts = 64;
/// A token has a byte at least: below the 300,000 tokens of a request.
constexpr std::size_t kMostBytes = 256'000;

/// What of an answer matters here.
struct EmbeddingItem {
  std::int64_t index = -1;
  std::vector<double> embedding;
};
BOOST_DESCRIBE_STRUCT(EmbeddingItem, (), (index, embedding))

struct EmbeddingUsage {
  std::optional<std::int64_t> prompt_tokens;
};
BOOST_DESCRIBE_STRUCT(EmbeddingUsage, (), (prompt_tokens))

struct EmbeddingAnswer {
  std::vector<EmbeddingItem> data;
  std::optional<EmbeddingUsage> usage;
};
BOOST_DESCRIBE_STRUCT(EmbeddingAnswer, (), (data, usage))

std::string body_of(std::span<const std::string> texts, const std::string& model) {
  json::array input;
  for (const std::string& text : texts) input.emplace_back(text);
  const json::object body{{"model", model},
                          {"input", std::move(input)},
                          {"dimensions", kEmbeddingDimension},
                          {"encoding_format", "float"}};
  return to_json_text(json::value(body));
}

/// Nothing of it can be used: its next answer may be right, so another try is worth it.
Error unusable(const std::string& what) {
  return unavailable("The embedding model's server returned " + what + ". We will retry automatically.");
}

Result<Embedding> read_vector(const EmbeddingItem& item) {
  constexpr double kLargest = 1e6;  // of a vector whose length ought to be 1
  if (item.embedding.size() != kEmbeddingDimension) {
    return unavailable("The embedding model returns vectors of " + std::to_string(item.embedding.size()) +
                       " dimensions, but " + std::to_string(kEmbeddingDimension) +
                       " are needed. Set OPENAI_EMBEDDING_MODEL to another model, or to local.");
  }
  Embedding vector;
  vector.reserve(kEmbeddingDimension);
  bool is_zero = true;
  for (const double number : item.embedding) {
    if (!(std::abs(number) <= kLargest)) return unusable("invalid numbers");
    vector.push_back(static_cast<float>(number));
    is_zero = is_zero && vector.back() == 0;
  }
  if (is_zero || !normalize(&vector)) return unusable("a zero vector");
  return vector;
}

/// The vectors of `count` texts in the order of the texts, which need not be that of the answer.
Result<Embeddings> read_embeddings(const VendorAnswer& answer, std::size_t count) {
  const auto told = from_json<EmbeddingAnswer>(answer.json, Unknown::ignore);
  if (!told) return unusable("an answer without a list of embeddings");
  if (told->data.size() != count) {
    return unusable(std::to_string(told->data.size()) + " embeddings for " + std::to_string(count) +
                    " texts");
  }
  Embeddings made{std::vector<Embedding>(count), 0};
  for (const EmbeddingItem& item : told->data) {
    const auto place = static_cast<std::size_t>(item.index);
    if (item.index < 0 || place >= count || !made.vectors[place].empty())
      return unusable("embeddings that belong to no text");
    TRY(made.vectors[place], read_vector(item));
  }
  if (told->usage) made.input_tokens = told->usage->prompt_tokens.value_or(0);
  return made;
}

/// How many of the first texts go into one request; at least one.
std::size_t batch_size(std::span<const std::string> texts) {
  std::size_t size = 0, bytes = 0;
  while (size < texts.size() && size < kMostTexts && (size == 0 || bytes + texts[size].size() <= kMostBytes))
    bytes += texts[size++].size();
  return size;
}

VendorApi::Options call_options(const OpenAiEmbedder::Options& options) {
  VendorApi::Options call = openai_call_options(options.call, options.base_url, options.timeout_ms);
  call.provider = "openai_embeddings";
  call.title = "The embedding model's server";
  return call;
}

}  // namespace

OpenAiEmbedder::Options OpenAiEmbedder::Options::of(const OpenAiConfig& config, VendorApi::Options call) {
  Options options;
  options.base_url = config.openai_base_url;
  options.model = config.openai_embedding_model;
  options.timeout_ms = config.openai_timeout_s * kSecondMs;
  options.call = std::move(call);
  return options;
}

OpenAiEmbedder::OpenAiEmbedder(Options options, VendorApi::Tools tools, std::shared_ptr<TokenSource> key)
    : options_(std::move(options)),
      clock_(tools.clock),
      api_(call_options(options_), tools, std::move(key)) {}

Task<Result<Embeddings>> OpenAiEmbedder::embed(std::vector<std::string> texts) {
  Embeddings made{std::vector<Embedding>(texts.size(), Embedding(kEmbeddingDimension)), 0};
  std::vector<std::size_t> places;  // of the texts that have words: an empty one is refused there
  std::vector<std::string> asked;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const std::string_view words = utf8_cut(texts[i], kEmbeddedBytes);
    if (is_blank(words)) continue;
    places.push_back(i);
    asked.emplace_back(words);
  }
  std::span<const std::string> left(asked);
  for (auto place = places.begin(); !left.empty();) {
    const std::size_t size = batch_size(left);
    CO_TRY(Embeddings batch, co_await embed_batch(left.first(size)));
    for (Embedding& vector : batch.vectors) made.vectors[*place++] = std::move(vector);
    made.input_tokens += batch.input_tokens;
    left = left.subspan(size);
  }
  co_return made;
}

Task<Result<Embeddings>> OpenAiEmbedder::embed_batch(std::span<const std::string> texts) {
  OpenAiCall call{"/embeddings", body_of(texts, options_.model), clock_.now() + options_.timeout_ms,
                  options_.model, "OPENAI_EMBEDDING_MODEL"};
  CO_TRY(const VendorAnswer answer, co_await openai_post(api_, std::move(call)));
  co_return read_embeddings(answer, texts.size());
}

}  // namespace sa
