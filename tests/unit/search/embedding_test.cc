// Vectors as they are stored: length 1, codes that keep the order of what is near, numbers that are none.
#include "core/search/embedding.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

#include "base/crypto/hash.h"

namespace sa {
namespace {

Embedding random_unit(std::mt19937& random) {
  std::normal_distribution<float> normal;
  Embedding made(kEmbeddingDimension);
  for (float& number : made) number = normal(random);
  normalize(&made);
  return made;
}

double exact(const Embedding& a, const Embedding& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += static_cast<double>(a[i]) * static_cast<double>(b[i]);
  return sum;
}

TEST(EmbeddingTest, what_is_no_number_has_no_length) {
  const float infinite = std::numeric_limits<float>::infinity();
  for (const float bad : {infinite, -infinite, std::nanf("")}) {
    Embedding vector = {1, bad, 2};
    EXPECT_FALSE(normalize(&vector));
  }
  Embedding zero(3);
  EXPECT_TRUE(normalize(&zero));
  EXPECT_EQ(zero, Embedding(3));
  Embedding vector = {3, 4};
  EXPECT_TRUE(normalize(&vector));
  EXPECT_FLOAT_EQ(vector[0], 0.6F);
}

TEST(EmbeddingTest, a_vector_is_its_own_nearest_and_zero_is_near_to_nothing) {
  std::mt19937 random(1);
  const EmbeddingCodes codes = encode(random_unit(random));
  EXPECT_EQ(codes.codes.size(), kEmbeddingDimension);
  EXPECT_NEAR(similarity(codes, codes), 1, 0.005);
  const EmbeddingCodes zero = encode(Embedding(kEmbeddingDimension));
  EXPECT_EQ(zero.scale, 0);
  EXPECT_EQ(similarity(codes, zero), 0);
  EXPECT_EQ(similarity(zero, zero), 0);
}

TEST(EmbeddingTest, codes_say_the_angle_to_a_hundredth) {
  std::mt19937 random(2);
  for (int i = 0; i < 200; ++i) {
    Embedding a = random_unit(random), b = random_unit(random);
    for (std::size_t j = 0; j < b.size(); ++j) b[j] += a[j] * static_cast<float>(i % 10) / 5;
    normalize(&b);
    EXPECT_NEAR(similarity(encode(a), encode(b)), exact(a, b), 0.01);
  }
}

TEST(EmbeddingTest, extremes_have_codes) {
  Embedding one(kEmbeddingDimension);
  one[7] = -1;
  const EmbeddingCodes codes = encode(one);
  EXPECT_EQ(static_cast<signed char>(codes.codes[7]), -127);
  EXPECT_NEAR(similarity(codes, codes), 1, 1e-6);
}

TEST(SpreadHashTest, is_the_same_everywhere_because_it_is_stored) {
  EXPECT_EQ(spread_hash(""), 0x1e924b9d737700d7ULL);
  EXPECT_NE(spread_hash("a"), spread_hash("b"));
}

}  // namespace
}  // namespace sa
