// An embedder that fails as a test wrote down, and else is the hashing embedder under a name of its own.
// THREADS: one.
#pragma once

#include <deque>
#include <functional>
#include <vector>

#include "connectors/local/hashing_embedder.h"

namespace sa::test {

class FakeEmbedder final : public Embedder {
 public:
  Task<Result<Embeddings>> embed(std::vector<std::string> texts) override {
    asked.push_back(texts);
    if (!plan.empty()) {
      Error error = plan.front();
      plan.pop_front();
      co_return error;
    }
    for (const std::string& text : texts) {
      if (refuses && refuses(text)) co_return invalid("It refused a text.");
    }
    CO_TRY(Embeddings made, co_await HashingEmbedder().embed(std::move(texts)));
    made.input_tokens = static_cast<std::int64_t>(made.vectors.size());
    co_return made;
  }
  std::string name() const override { return "fake-1"; }

  std::deque<Error> plan;                                ///< for the next calls
  std::function<bool(const std::string& text)> refuses;  ///< a text that no call may hold
  std::vector<std::vector<std::string>> asked;
};

}  // namespace sa::test
