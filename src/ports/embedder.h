// Computes embeddings of texts: a model behind HTTP, or the hashing embedder that needs none.
//
// The same text has the same vector, alone or among others; a text without words has the zero vector, and nobody is asked
// for it. Of a text, kEmbeddedBytes are read.
// THREADS: `embed` may be called from any thread; the coroutine goes on where it was awaited.
// ERRORS: unavailable (worth another try; retry_after_s where known), limited (the provider's rate), invalid (it refused a
// text, or answered what is no vector of ours); unauthenticated, forbidden, not_found: the settings are wrong.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/async/task.h"
#include "base/result.h"
#include "core/search/embedding.h"

namespace sa {

/// Bytes of a text that are used. A token has at least one byte, and the usual models accept 8,191 tokens.
inline constexpr std::size_t kEmbeddedBytes = 8000;

struct Embeddings {
  std::vector<Embedding>
      vectors;  ///< of the texts, in their order; kEmbeddingDimension numbers each, of length 1
  std::int64_t input_tokens = 0;  ///< what the provider counted; 0: nobody was asked
};

class Embedder {
 public:
  virtual ~Embedder() = default;
  virtual Task<Result<Embeddings>> embed(std::vector<std::string> texts) = 0;
  /// Goes with every stored vector: those of two embedders are never compared. "hashing-1", "text-embedding-3-small".
  virtual std::string name() const = 0;
};

}  // namespace sa
