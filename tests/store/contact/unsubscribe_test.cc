// Opt-out links on both engines: a link never changes whom it stands for, and an opt-out by a link that is not known yet is
// neither lost nor counted twice.
#include "store/contact/unsubscribe.h"

#include "tests/store/store_test.h"

namespace sa {
namespace {

class UnsubscribeStoreTest : public test::StoreTest {
 protected:
  void insert(const UnsubscribeLink& link) {
    write([&](Tx& tx) { return insert_unsubscribe_link(tx, link); });
  }
  std::optional<UnsubscribeLink> find(const std::string& id) {
    return read([&](ReadTx& tx) { return find_unsubscribe_link(tx, id); });
  }
  std::optional<UnsubscribeLink> own_of(const std::string& key_hash) {
    return read([&](ReadTx& tx) { return find_unsubscribe_link_of(tx, key_hash); });
  }
  bool take(const std::string& id) {
    return write([&](Tx& tx) { return take_unknown_unsubscribe(tx, id); });
  }
};
INSTANTIATE_ENGINES(UnsubscribeStoreTest);

TEST_P(UnsubscribeStoreTest, ALinkComesBackAsItWas) {
  const UnsubscribeLink link{"u1", "hash-of-ben", "key", "ben@theirs.example", kNow};
  insert(link);
  EXPECT_EQ(to_json_text(find("u1")), to_json_text(link));
  EXPECT_FALSE(find("U1")) << "ids are not words";
  EXPECT_FALSE(find("u2"));
}

TEST_P(UnsubscribeStoreTest, TheFirstOfAnIdStands) {
  insert({"u1", "hash-of-ben", "read", std::nullopt, kNow});
  insert({"u1", "hash-of-eve", "read", "eve@theirs.example", kNow + 1});
  EXPECT_EQ(find("u1")->key_hash, "hash-of-ben");
  EXPECT_FALSE(find("u1")->shown);
}

TEST_P(UnsubscribeStoreTest, AKeyHasOneLinkOfItsOwnAndAnyNumberOfOthers) {
  insert({"signed", "hash-of-ben", "signed", std::nullopt, kNow});
  EXPECT_FALSE(own_of("hash-of-ben")) << "one of a mail from before is not the key's own";
  insert({"first", "hash-of-ben", "key", std::nullopt, kNow});
  insert({"second", "hash-of-ben", "key", std::nullopt, kNow + 1});
  EXPECT_EQ(own_of("hash-of-ben")->unsubscribe_id, "first");
  EXPECT_FALSE(find("second"));
  EXPECT_EQ(find("signed")->key_hash, "hash-of-ben");
  EXPECT_FALSE(own_of("hash-of-eve"));
}

TEST_P(UnsubscribeStoreTest, AnOptOutByAnUnknownLinkIsTakenOnce) {
  for (int twice = 0; twice < 2; ++twice)
    write([](Tx& tx) { return keep_unknown_unsubscribe(tx, "u1", true, kNow); });
  EXPECT_FALSE(take("u2"));
  EXPECT_TRUE(take("u1"));
  EXPECT_FALSE(take("u1"));
}

}  // namespace
}  // namespace sa
