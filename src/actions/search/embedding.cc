#include "actions/search/embedding.h"

#include <algorithm>

#include "actions/job/again.h"
#include "base/log.h"
#include "store/search/embedding.h"

namespace sa {
namespace {

/// Enough for two full requests to a model; few enough that other jobs are not kept waiting.
constexpr std::size_t kBatch = 128;
/// After so many refusals in a row it is not the text that the server objects to.
constexpr std::size_t kMostRefusals = 8;

std::vector<std::string> texts_of(const std::vector<UnembeddedMessage>& messages) {
  std::vector<std::string> texts;
  for (const UnembeddedMessage& message : messages) texts.push_back(message.subject + '\n' + message.words);
  return texts;
}

/// One after the other, because a server refused them together: a text that it refuses alone, too (longer than its model
/// takes), gets the zero vector, which no search finds, so that it does not stand in the way of all others.
Task<Result<Embeddings>> embed_each(Embedder& embedder, const std::vector<std::string>& texts,
                                    Error refusal) {
  Embeddings made;
  std::size_t refused = 0;
  for (const std::string& text : texts) {
    auto one = co_await embedder.embed({text});
    if (!one && one.error().code != ErrorCode::invalid) co_return std::move(one).error();
    refused += one ? 0 : 1;
    made.vectors.push_back(one ? std::move(one->vectors.front()) : Embedding(kEmbeddingDimension));
    if (one) made.input_tokens += one->input_tokens;
    const bool is_none_taken = refused == made.vectors.size();
    if (is_none_taken && refused == std::min(kMostRefusals, texts.size())) co_return refusal;
  }
  log_event(LogLevel::warning, "texts_not_embedded",
            {{"embedder", embedder.name()},
             {"texts", static_cast<std::int64_t>(refused)},
             {"cause", refusal.message}});
  co_return made;
}

Task<Result<Embeddings>> embed_texts(Embedder& embedder, std::vector<std::string> texts) {
  auto made = co_await embedder.embed(texts);
  if (made || made.error().code != ErrorCode::invalid) co_return made;
  co_return co_await embed_each(embedder, texts, std::move(made).error());
}

/// What an embedder costs is told in the log: a vector is no run of an agent (agent_runs).
void log_embedded(const Services& services, const Embeddings& made, std::int64_t ms) {
  // The local one asks nobody, and counts no tokens.
  const bool is_free = made.input_tokens == 0;
  const auto cost = is_free ? std::optional<std::int64_t>(0)
                            : services.agent_policy.model_prices.cost_microusd(services.embedder.name(),
                                                                               made.input_tokens, 0);
  log_event(LogLevel::info, "messages_embedded",
            {{"embedder", services.embedder.name()},
             {"messages", static_cast<std::int64_t>(made.vectors.size())},
             {"input_tokens", made.input_tokens},
             {"cost_microusd", cost ? std::to_string(*cost) : "unknown"},
             {"duration_ms", ms}});
}

Task<Result<Unit>> run_embedding(Services& services, NoInput, JobTry at);

/// The period is a net: who stores mail asks at once.
constexpr JobKind<NoInput> kEmbed{
    "embed_messages", kForEver, run_embedding, Lane::ordinary, {10 * kMinuteMs}};

Task<Result<Unit>> run_embedding(Services& services, NoInput, JobTry at) {
  const std::string embedder = services.embedder.name();
  CO_TRY(const auto messages,
         co_await services.db.read([&](ReadTx& tx) -> Result<std::vector<UnembeddedMessage>> {
           TRY(const bool is_under_way, has_other_job(tx, kEmbed.name, at.key));
           if (is_under_way && at.key == kEveryKey) return std::vector<UnembeddedMessage>();
           return list_unembedded(tx, embedder, kEmbeddedBytes, kBatch);
         }));
  if (messages.empty()) co_return ok();
  const Instant asked_at = services.machine_clock.now();
  const auto made = co_await embed_texts(services.embedder, texts_of(messages));
  if (!made) co_return come_back_later(made.error());
  const Instant now = services.clock.now();
  CO_TRY_OK(co_await services.db.write([&](Tx& tx) -> Result<Unit> {
    for (std::size_t i = 0; i < messages.size(); ++i)
      TRY_OK(save_embedding(tx, messages[i].message_id, embedder, encode(made->vectors[i]), now));
    if (messages.size() < kBatch) return ok();
    return ask_for(services, tx, kEmbed, {new_id(services.clock, services.random), at.trace_id}, {});
  }));
  log_embedded(services, *made, services.machine_clock.now() - asked_at);
  co_return ok();
}

}  // namespace

JobRow embed_messages_job() {
  return row_of(kEmbed);
}

Result<Unit> ask_to_embed_messages(const Services& services, Tx& tx, const std::string& trace_id) {
  return ask_for(services, tx, kEmbed, {kEveryKey, trace_id}, {});
}

}  // namespace sa
