// The position in a provider's stream, on both engines: it moves on from where it was, or not at all.
#include "store/account/sync.h"

#include "tests/store/store_test.h"

namespace sa {
namespace {

class SyncTest : public test::StoreTest {
 protected:
  static SyncCursor at(const std::string& cursor, std::int64_t resets = 0) {
    return {"imap:ana@ours.example", cursor, kNow, resets};
  }
  bool move(const std::optional<SyncCursor>& from, const SyncCursor& to) {
    return write([&](Tx& tx) { return move_sync_cursor(tx, from, to); });
  }
  std::optional<SyncCursor> find() {
    return read([](ReadTx& tx) { return find_sync_cursor(tx, "imap:ana@ours.example"); });
  }
};
INSTANTIATE_ENGINES(SyncTest);

TEST_P(SyncTest, AStreamMovesFromWhereItStood) {
  EXPECT_FALSE(find());
  EXPECT_TRUE(move(std::nullopt, at("1")));
  EXPECT_TRUE(move(at("1"), at("2", 1)));
  ASSERT_TRUE(find());
  EXPECT_EQ(find()->cursor, "2");
  EXPECT_EQ(find()->resets, 1);
}

TEST_P(SyncTest, WhatAnotherNodeReadMeanwhileStands) {
  EXPECT_TRUE(move(std::nullopt, at("1")));
  EXPECT_FALSE(move(std::nullopt, at("other")));
  EXPECT_TRUE(move(at("1"), at("2")));
  EXPECT_FALSE(move(at("1"), at("3")));
  EXPECT_EQ(find()->cursor, "2");
}

TEST_P(SyncTest, AStreamThatWasForgottenBeginsAnewAndALatePageOfItIsNotStored) {
  EXPECT_TRUE(move(std::nullopt, at("1")));
  write([](Tx& tx) { return delete_sync_cursor(tx, "imap:ana@ours.example"); });
  EXPECT_FALSE(move(at("1"), at("2")));
  EXPECT_FALSE(find());
  EXPECT_TRUE(move(std::nullopt, at("0")));
}

}  // namespace
}  // namespace sa
