// Messages and threads on both engines: found by their ids, in order, joined and merged without losing one.
#include "store/message/message.h"

#include "tests/store/store_test.h"

namespace sa {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class MessageStoreTest : public test::StoreTest {
 protected:
  void add_thread(const std::string& id, Instant at = kNow) {
    const ThreadRow row{id, "Subject", "subject", std::nullopt, at, "ana@ours.example"};
    write([&](Tx& tx) { return insert_thread(tx, row); });
  }
  static MessageRow message(const std::string& id, const std::string& thread, Instant sent_at = kNow) {
    MessageRow row;
    row.message_id = id;
    row.rfc_message_id = id + "@theirs.example";
    row.content_sha256 = std::string(64, 'a');
    row.thread_id = thread;
    row.linked_by = "start";
    row.kind_reason = "a person wrote it";
    row.sender = row.sender_key = "ben@theirs.example";
    row.sender_name = "Ben Größe";
    row.recipients = {"ana@ours.example"};
    row.subject = "Re: Subject";
    row.base_subject = "subject";
    row.reference_ids = {"x@ours.example", "y@ours.example"};
    row.sent_at = row.created_at = sent_at;
    row.text = row.reply_text = "Words with 'quotes' and \"more\".";
    row.attachments = boost::json::array();
    row.analysis = boost::json::object{{"intent", "question"}};
    row.size_bytes = 100;
    row.source = "file:0";
    return row;
  }
  MessageRow add(MessageRow row, const std::optional<std::string>& html = std::nullopt) {
    write([&](Tx& tx) { return insert_message(tx, row, html); });
    return row;
  }
  std::vector<std::string> thread_ids(const std::string& thread) {
    std::vector<std::string> all;
    for (const MessageRow& row : read([&](ReadTx& tx) { return list_thread_messages(tx, thread); }))
      all.push_back(row.message_id);
    return all;
  }
};
INSTANTIATE_ENGINES(MessageStoreTest);

TEST_P(MessageStoreTest, AMessageComesBackAsItWas) {
  add_thread("t");
  const MessageRow row = add(message("m", "t"), "<p>Größe</p>");
  EXPECT_EQ(to_json_text(read([](ReadTx& tx) { return get_message(tx, "m"); })), to_json_text(row));
  EXPECT_EQ(read([](ReadTx& tx) { return get_message_html(tx, "m"); }), "<p>Größe</p>");
  EXPECT_EQ(read([](ReadTx& tx) { return find_message(tx, "m@theirs.example"); }), "m");
  EXPECT_FALSE(read([](ReadTx& tx) { return find_message(tx, "other@theirs.example"); }));
}

TEST_P(MessageStoreTest, OneMessageIdIsStoredOnce) {
  add_thread("t");
  add(message("m", "t"));
  MessageRow twin = message("m2", "t");
  twin.rfc_message_id = "m@theirs.example";
  EXPECT_FALSE(db().write_now([&](Tx& tx) { return insert_message(tx, twin, std::nullopt); }));
}

TEST_P(MessageStoreTest, ListsAreInOrder) {
  add_thread("t");
  add(message("second", "t", kNow + 1));
  add(message("first", "t", kNow));
  EXPECT_THAT(thread_ids("t"), ElementsAre("first", "second"));
  const auto newest = read([](ReadTx& tx) { return list_messages(tx, {std::nullopt, "", 1}); });
  ASSERT_THAT(newest, SizeIs(1));
  EXPECT_EQ(newest[0].message_id, "second");
}

TEST_P(MessageStoreTest, TheNewestIncomingMailLeavesOutOursAndTheFuture) {
  EXPECT_FALSE(read([](ReadTx& tx) { return find_newest_inbound_at(tx, kNow); }));
  add_thread("t");
  add(message("in", "t", kNow - 10));
  MessageRow ours = message("out", "t", kNow - 1);
  ours.direction = Direction::out;
  add(ours);
  add(message("future", "t", kNow + 10));
  EXPECT_EQ(read([](ReadTx& tx) { return find_newest_inbound_at(tx, kNow); }), kNow - 10);
}

TEST_P(MessageStoreTest, ThreadsAreFoundByTheIdsThatTheyKnowInTheOrderOfTheIds) {
  add_thread("t1");
  add_thread("t2");
  write([](Tx& tx) { return link_thread(tx, "t1", {"a@x", "b@x"}); });
  write([](Tx& tx) { return link_thread(tx, "t2", {"c@x"}); });
  write([](Tx& tx) { return link_thread(tx, "t2", {"c@x"}); });
  const auto linked = [&](std::vector<std::string> ids) {
    return read([&](ReadTx& tx) { return find_linked_threads(tx, ids); });
  };
  EXPECT_THAT(linked({"c@x", "a@x", "b@x"}), ElementsAre("t2", "t1"));
  EXPECT_THAT(linked({"unknown@x"}), IsEmpty());
  EXPECT_THAT(linked({}), IsEmpty());
}

TEST_P(MessageStoreTest, AMergedThreadLosesNothing) {
  add_thread("from");
  add_thread("to", kNow - 1);
  add(message("m1", "from"));
  add(message("m2", "to", kNow - 1));
  write([](Tx& tx) { return link_thread(tx, "from", {"a@x"}); });
  write([](Tx& tx) { return merge_threads(tx, "from", "to"); });
  EXPECT_THAT(thread_ids("to"), ElementsAre("m2", "m1"));
  EXPECT_THAT(thread_ids("from"), IsEmpty());
  EXPECT_THAT(read([](ReadTx& tx) { return find_linked_threads(tx, {"a@x"}); }), ElementsAre("to"));
  EXPECT_FALSE(db().read_now([](ReadTx& tx) { return get_thread(tx, "from"); }));
}

TEST_P(MessageStoreTest, TheFirstConversationOfAProviderStands) {
  add_thread("t");
  write([](Tx& tx) { return note_gmail_thread(tx, "t", "g1"); });
  write([](Tx& tx) { return note_gmail_thread(tx, "t", "g2"); });
  EXPECT_EQ(read([](ReadTx& tx) { return find_provider_thread(tx, "g1"); }), "t");
  EXPECT_FALSE(read([](ReadTx& tx) { return find_provider_thread(tx, "g2"); }));
}

TEST_P(MessageStoreTest, OnlyBulkFromOurselvesBecomesOurOwn) {
  add_thread("t");
  MessageRow bulk = message("bulk", "t");
  bulk.kind = MessageKind::bulk;
  bulk.sender_key = "ana@ours.example";
  add(bulk);
  add(message("human", "t", kNow + 1));
  const auto mark = [&](const std::string& id, const std::string& sender) {
    return write([&](Tx& tx) { return mark_own(tx, id, sender, "it lies in Sent"); });
  };
  EXPECT_FALSE(mark("bulk", "other@ours.example"));
  EXPECT_FALSE(mark("human", "ben@theirs.example"));
  EXPECT_TRUE(mark("bulk", "ana@ours.example"));
  EXPECT_EQ(read([](ReadTx& tx) { return get_message(tx, "bulk"); }).kind, MessageKind::own);
}

TEST_P(MessageStoreTest, MailsOfOneSubjectAreFoundWithinTheirTime) {
  add_thread("t");
  add(message("m", "t", kNow));
  const auto matches = [&](Instant from, Instant to) {
    return read([&](ReadTx& tx) { return list_subject_matches(tx, "subject", from, to); });
  };
  ASSERT_THAT(matches(kNow - 1, kNow + 1), SizeIs(1));
  EXPECT_EQ(matches(kNow - 1, kNow + 1)[0].thread_id, "t");
  EXPECT_THAT(matches(kNow + 1, kNow + 2), IsEmpty());
}

}  // namespace
}  // namespace sa
