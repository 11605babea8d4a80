// The progress of importing a mail file, on both engines.
#include "store/message/import.h"

#include "tests/store/store_test.h"

namespace sa {
namespace {

class ImportStoreTest : public test::StoreTest {
 protected:
  std::optional<ImportRow> find(const std::string& path) {
    return read([&](ReadTx& tx) { return find_import(tx, path); });
  }
};
INSTANTIATE_ENGINES(ImportStoreTest);

TEST_P(ImportStoreTest, TheLastStateOfAPathStands) {
  const ImportRow begun{"/mail/a.mbox", "print", 100, 5, 4, 1, 0, kNow};
  const ImportRow later{"/mail/a.mbox", "print", 3'000'000'000, 9, 6, 2, 1, kNow + 1};
  write([&](Tx& tx) { return save_import(tx, begun); });
  write([&](Tx& tx) { return save_import(tx, later); });
  ASSERT_TRUE(find("/mail/a.mbox"));
  EXPECT_EQ(to_json_text(*find("/mail/a.mbox")), to_json_text(later));
  EXPECT_FALSE(find("/mail/b.mbox"));
}

TEST_P(ImportStoreTest, WhatIsFinishedIsForgotten) {
  write([](Tx& tx) { return save_import(tx, {"a", "print", 1, 1, 1, 0, 0, kNow}); });
  write([](Tx& tx) { return delete_import(tx, "a"); });
  EXPECT_FALSE(find("a"));
}

}  // namespace
}  // namespace sa
