// The embedder that needs no model and no network: feature hashing. A text's words and their pieces of three characters each
// add to one of the 1,536 numbers, which one and with which sign a hash says; so texts are near when they share words, or
// words of one stem. It knows nothing of meaning: "price" is not near to "cost".
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
