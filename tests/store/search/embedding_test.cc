// Vectors of mails on both engines: what has none is listed newest first, each embedder has its own.
#include "store/search/embedding.h"

#include "store/message/message.h"
#include "tests/store/store_test.h"

namespace sa {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class EmbeddingStoreTest : public test::StoreTest {
 protected:
  void add(const std::string& id, Instant sent_at, const std::string& reply_text = "new words") {
    MessageRow row;
    row.message_id = id;
    row.rfc_message_id = id + "@theirs.example";
    row.content_sha256 = std::string(64, 'a');
    row.thread_id = "t";
    row.linked_by = "start";
    row.sender = row.sender_key = "ben@theirs.example";
    row.recipients = {"ana@ours.example"};
    row.subject = "Subject of " + id;
    row.sent_at = row.created_at = sent_at;
    row.text = "the whole text";
    row.reply_text = reply_text;
    row.attachments = boost::json::array();
    row.analysis = boost::json::object();
    row.source = "file:0";
    write([&](Tx& tx) -> Result<Unit> {
      if (!db_has_thread_)
        TRY_OK(insert_thread(tx, {"t", "Subject", "subject", std::nullopt, kNow, "ana@ours.example"}));
      db_has_thread_ = true;
      return insert_message(tx, row, std::nullopt);
    });
  }
  static EmbeddingCodes codes(int fill) {
    std::vector<float> vector(kEmbeddingDimension, 0.0F);
    vector[static_cast<std::size_t>(fill)] = 1.0F;
    return encode(vector);
  }
  std::vector<std::string> missing(const std::string& embedder) {
    std::vector<std::string> ids;
    for (const UnembeddedMessage& each :
         read([&](ReadTx& tx) { return list_unembedded(tx, embedder, 100, 10); }))
      ids.push_back(each.message_id);
    return ids;
  }

 private:
  bool db_has_thread_ = false;
};
INSTANTIATE_ENGINES(EmbeddingStoreTest);

TEST_P(EmbeddingStoreTest, WhatHasNoVectorIsListedNewestFirstForEachEmbedder) {
  add("old", kNow - 1);
  add("new", kNow);
  EXPECT_THAT(missing("hashing-1"), ElementsAre("new", "old"));
  write([](Tx& tx) { return save_embedding(tx, "new", "hashing-1", codes(3), kNow); });
  EXPECT_THAT(missing("hashing-1"), ElementsAre("old"));
  EXPECT_THAT(missing("other"), ElementsAre("new", "old"));
  EXPECT_EQ(read([](ReadTx& tx) { return count_messages(tx); }), 2);
}

TEST_P(EmbeddingStoreTest, PagesGoOnBehindAMessageAndKeepToTheirEmbedder) {
  for (const char* id : {"a", "b", "c"}) add(id, kNow);
  for (const char* id : {"a", "b", "c"})
    write([&](Tx& tx) { return save_embedding(tx, id, "hashing-1", codes(1), kNow); });
  write([](Tx& tx) { return save_embedding(tx, "a", "other", codes(2), kNow); });
  const auto page = [&](const std::string& after) {
    std::vector<std::string> ids;
    for (const MessageEmbedding& each :
         read([&](ReadTx& tx) { return list_embeddings(tx, "hashing-1", after, 2); }))
      ids.push_back(each.message_id_fk);
    return ids;
  };
  EXPECT_THAT(page(""), ElementsAre("a", "b"));
  EXPECT_THAT(page("b"), ElementsAre("c"));
  EXPECT_THAT(page("c"), IsEmpty());
}

TEST_P(EmbeddingStoreTest, ASecondVectorOfAMailReplacesTheFirst) {
  add("a", kNow);
  write([](Tx& tx) { return save_embedding(tx, "a", "hashing-1", codes(1), kNow); });
  write([](Tx& tx) { return save_embedding(tx, "a", "hashing-1", codes(2), kNow); });
  const auto rows = read([](ReadTx& tx) { return list_embeddings(tx, "hashing-1", "", 10); });
  ASSERT_THAT(rows, SizeIs(1));
  EXPECT_EQ(rows[0].embedding, codes(2).codes);
}

TEST_P(EmbeddingStoreTest, AFoundMailShowsItsNewWordsElseItsText) {
  add("reply", kNow);
  add("plain", kNow, "");
  const auto words = [&](const std::string& id) {
    return read([&](ReadTx& tx) { return find_found_message(tx, id, 8); })->words;
  };
  EXPECT_EQ(words("reply"), "new word");
  EXPECT_EQ(words("plain"), "the whol");
  EXPECT_FALSE(read([](ReadTx& tx) { return find_found_message(tx, "gone", 8); }));
}

}  // namespace
}  // namespace sa
