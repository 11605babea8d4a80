#include "connectors/local/hashing_embedder.h"

#include <cmath>
#include <cstdint>
#include <map>

#include "base/crypto/hash.h"
#include "base/text/utf8.h"
#include "mail/text/pattern.h"

namespace sa {
namespace {

/// A word says more than one of its pieces; of those a long word has more, and long words are the rarer ones.
constexpr double kWordWeight = 1.0;
constexpr double kPieceWeight = 0.4;
constexpr std::size_t kPieceCharacters = 3;
/// A longer one is no word (a link, an encoded file), but its beginning may be.
constexpr std::size_t kLongestWord = 40;

/// How often each feature is there, by its hash: in an order of its own, so that the sums are the same each time.
struct Features {
  std::map<std::uint64_t, int> words;
  std::map<std::uint64_t, int> pieces;
};

/// Everything but ASCII's marks and the blocks of general and CJK punctuation: no table that changes with Unicode's versions,
/// because the vectors are kept.
bool is_word_character(char32_t c) {
  if (c < 0x80) return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  const bool is_mark = (c >= 0x80 && c <= 0xBF) || (c >= 0x2000 && c <= 0x206F) ||
                       (c >= 0x3000 && c <= 0x303F) || c == kReplacementCharacter;
  return !is_mark;
}

void add_word(const std::vector<char32_t>& word, Features* features) {
  std::string whole = "w";
  for (const char32_t c : word) append_code_point(whole, c);
  ++features->words[spread_hash(whole)];
  std::vector<char32_t> edged = {'<'};
  edged.insert(edged.end(), word.begin(), word.end());
  edged.push_back('>');
  for (std::size_t i = 0; i + kPieceCharacters <= edged.size(); ++i) {
    std::string piece = "p";
    for (std::size_t j = 0; j < kPieceCharacters; ++j) append_code_point(piece, edged[i + j]);
    ++features->pieces[spread_hash(piece)];
  }
}

Features features_of(std::string_view text) {
  Features features;
  std::vector<char32_t> word;
  const auto end_word = [&] {
    if (!word.empty()) add_word(word, &features);
    word.clear();
  };
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = next_code_point(text, at);
    if (!is_word_character(c)) {
      end_word();
    } else if (word.size() < kLongestWord) {
      word.push_back(c);
    }
  }
  end_word();
  return features;
}

void add_features(const std::map<std::uint64_t, int>& counts, double weight, Embedding* embedding) {
  for (const auto& [hash, count] : counts) {
    const double sign = hash >> 63 ? 1 : -1;
    // What is said ten times is not ten times as important.
    (*embedding)[hash % kEmbeddingDimension] += static_cast<float>(sign * weight * (1 + std::log(count)));
  }
}

Embedding embedding_of(std::string_view text) {
  Embedding embedding(kEmbeddingDimension);
  const Features features = features_of(plain_form(utf8_cut(text, kEmbeddedBytes)));
  add_features(features.words, kWordWeight, &embedding);
  add_features(features.pieces, kPieceWeight, &embedding);
  normalize(&embedding);
  return embedding;
}

}  // namespace

Task<Result<Embeddings>> HashingEmbedder::embed(std::vector<std::string> texts) {
  Embeddings made;
  made.vectors.reserve(texts.size());
  for (const std::string& text : texts) made.vectors.push_back(embedding_of(text));
  co_return made;
}

}  // namespace sa
