#include "base/crypto/secret_box.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sa {
namespace {

TEST(SecretBoxTest, WhatIsSealedIsOpenedByItsOwnerOnly) {
  SeededRandom random(1);
  const SecretBox box({"a key"});
  const std::string sealed = box.seal("refresh-token", "google/ana", random);
  EXPECT_THAT(sealed, ::testing::Not(::testing::HasSubstr("refresh")));
  EXPECT_EQ(*box.open(sealed, "google/ana"), "refresh-token");
  EXPECT_EQ(box.open(sealed, "google/bob").error().code, ErrorCode::unavailable);
  EXPECT_NE(box.seal("refresh-token", "google/ana", random), sealed);
}

TEST(SecretBoxTest, AnEarlierKeyStillOpens) {
  SeededRandom random(1);
  const std::string sealed = SecretBox({"old"}).seal("token", "row", random);
  const SecretBox rotated({"new", "old"});
  EXPECT_EQ(*rotated.open(sealed, "row"), "token");
  EXPECT_FALSE(rotated.is_current(sealed)) << "it is to be sealed anew";
  EXPECT_TRUE(rotated.is_current(rotated.seal("token", "row", random)));
  // A token is sealed anew whenever it is refreshed: then by the present key.
  EXPECT_EQ(*SecretBox({"new"}).open(rotated.seal("token", "row", random), "row"), "token");
  EXPECT_THAT(SecretBox({"new"}).open(sealed, "row").error().message,
              ::testing::HasSubstr("SECRET_KEY_PREVIOUS"));
}

TEST(SecretBoxTest, AnyChangedByteIsFound) {
  SeededRandom random(1);
  const SecretBox box({"a key"});
  const std::string sealed = box.seal("token", "row", random);
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    std::string changed = sealed;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(box.open(changed, "row").has_value()) << i;
    EXPECT_FALSE(box.open(sealed.substr(0, i), "row").has_value()) << i;
  }
}

}  // namespace
}  // namespace sa
