// Kept answers on both engines: begun once, finished by who began, taken over when abandoned, gone after their time.
#include "store/user/idempotency.h"

#include "tests/store/store_test.h"

namespace sa {
namespace {

class IdempotencyTest : public test::StoreTest {
 protected:
  static IdempotencyKey key(const std::string& text, Instant at = kNow) {
    return {"person:ana", text, "hash", at};
  }
  void begin(const IdempotencyKey& key, bool exists = false) {
    write([&](Tx& tx) { return begin_idempotency_row(tx, key, key.created_at + kDayMs, exists); });
  }
  std::optional<IdempotencyRow> find(const std::string& text) {
    return read([&](ReadTx& tx) { return find_idempotency_row(tx, "person:ana", text); });
  }
};
INSTANTIATE_ENGINES(IdempotencyTest);

TEST_P(IdempotencyTest, AnAnswerIsKeptForWhoAsked) {
  begin(key("k"));
  EXPECT_FALSE(find("k")->status) << "on its way";
  write(
      [](Tx& tx) { return finish_idempotency_row(tx, key("k"), 201, "{\"id\":\"ü\"}", "Location: /x\r\n"); });
  const auto row = find("k");
  ASSERT_TRUE(row);
  EXPECT_EQ(row->status, 201);
  EXPECT_EQ(row->body, "{\"id\":\"ü\"}");
  EXPECT_EQ(row->headers, "Location: /x\r\n");
  EXPECT_EQ(row->expires_at, kNow + kDayMs);
  EXPECT_FALSE(read([](ReadTx& tx) { return find_idempotency_row(tx, "person:ben", "k"); }))
      << "another person's key of the same text is another key";
}

TEST_P(IdempotencyTest, WhoWasTakenOverCanNeitherFinishNorForget) {
  begin(key("k"));
  begin(key("k", kNow + 1), true);
  write([](Tx& tx) { return finish_idempotency_row(tx, key("k"), 200, "late", ""); });
  write([](Tx& tx) { return forget_idempotency_row(tx, key("k")); });
  ASSERT_TRUE(find("k"));
  EXPECT_FALSE(find("k")->status);
  write([](Tx& tx) { return finish_idempotency_row(tx, key("k", kNow + 1), 200, "right", ""); });
  EXPECT_EQ(find("k")->body, "right");
}

TEST_P(IdempotencyTest, AnAttemptThatHasNoAnswerIsForgotten) {
  begin(key("k"));
  write([](Tx& tx) { return forget_idempotency_row(tx, key("k")); });
  EXPECT_FALSE(find("k"));
}

TEST_P(IdempotencyTest, WhatIsOlderThanItsTimeGoes) {
  begin(key("old"));
  begin(key("new", kNow + 1));
  EXPECT_EQ(write([](Tx& tx) { return delete_expired_idempotency_rows(tx, kNow + kDayMs); }), 1);
  EXPECT_FALSE(find("old"));
  EXPECT_TRUE(find("new"));
}

}  // namespace
}  // namespace sa
