// An embedder without a model or network: feature hashing. Each word of a text and each three-character piece of it
// adds to one of the 1,536 numbers; a hash decides which one and with which sign. So texts are near if they share words or
// word stems. It knows nothing of meaning: "price" is not near "cost".
// THREADS: immutable; `embed` never waits. ERRORS: none.
// SOURCE: Weinberger et al., "Feature Hashing for Large Scale Multitask Learning", ICML 2009 (the sign of a feature);
// Bojanowski et al., "Enriching Word Vectors with Subword Information", TACL 2017 (pieces of "<word>"); read 2026-11-22.
#pragma once

#include <string>
#include <vector>

#include "ports/embedder.h"

namespace sa {

class HashingEmbedder final : public Embedder {
 public:
  Task<Result<Embeddings>> embed(std::vector<std::string> texts) override;
  /// A change of what the vectors are needs another number.
  std::string name() const override { return "hashing-1"; }
};

}  // namespace sa
