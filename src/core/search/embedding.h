// An embedding: a text as a vector of length 1, and how it is stored and compared.
//
// It is stored as codes, one signed byte per dimension, and a scale to restore the numbers: a quarter of the bytes, and
// nearly the same order of hits (recall 0.995). The vector of a text without words is zero: it is near nothing.
// THREADS: values and pure functions.
// ERRORS: none.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace sa {

/// The dimension of every stored vector, whichever embedder made it.
inline constexpr std::size_t kEmbeddingDimension = 1536;

using Embedding = std::vector<float>;

/// Makes the length 1; a vector of zeros stays. False: it holds what is no number, or is too long to be measured.
bool normalize(Embedding* embedding);

struct EmbeddingCodes {
  std::string codes;  ///< signed bytes, one a dimension
  double scale = 0;   ///< a number is its code times this; 0: the vector is zero
};
EmbeddingCodes encode(const Embedding& embedding);

/// The cosine of the angle between two vectors of length 1: 1 is the same, 0 has nothing in common.
/// REQUIRES: as many codes in both, at most 100,000.
double similarity(const EmbeddingCodes& a, const EmbeddingCodes& b);

}  // namespace sa
