// Opt-out links: what they survive, and what happens when somebody uses one that the database does not know.
#include "actions/contact/unsubscribe.h"

#include <filesystem>

#include "actions/contact/pepper.h"
#include "actions/contact/restore.h"
#include "actions/message/mail_intake.h"
#include "actions/upgrade/upgrade.h"
#include "connectors/local/suppressed_file.h"
#include "store/contact/unhashed.h"
#include "store/contact/unsubscribe.h"
#include "tests/actions/house.h"
#include "tests/store/tamper.h"

namespace sa {
namespace {

std::string id_of(const std::string& url) {
  return unsubscribe_id_of(url);
}

class UnsubscribeTest : public test::EngineTest {
 protected:
  void SetUp() override {
    test::EngineTest::SetUp();
    if (IsSkipped()) return;
    house = std::make_unique<test::House>(GetParam());
    folder = std::filesystem::temp_directory_path() / ("sales-agent-" + random_hex(system_random(), 8));
    ledger = std::make_unique<SuppressedFile>((folder / "suppressed").string(), "test");
    house->services.opt_outs = ledger.get();
  }
  void TearDown() override {
    if (!folder.empty()) std::filesystem::remove_all(folder);
  }
  void click(const std::string& id) {
    const auto done = sync_wait(unsubscribe(house->services, id));
    ASSERT_TRUE(done) << done.error().message;
  }
  /// A mail of ours as the Sent folder keeps it.
  void read_sent(const std::string& to, const std::string& unsubscribe_id) {
    const MailIntake intake{house->services, {"ana@ours.example"}, "trace"};
    FeedMail mail;
    mail.raw = "From: Ana@Ours.example\r\nTo: " + to +
               "\r\nSubject: Hello\r\nDate: Mon, 16 Nov 2026 10:00:00 +0000\r\n" + "Message-ID: <" +
               unsubscribe_id.substr(0, 10) + "@ours.example>\r\nList-Unsubscribe: <https://ours.example/u/" +
               unsubscribe_id + ">,\r\n <mailto:ana@ours.example?subject=unsubscribe>\r\n\r\nHello.\r\n";
    mail.provider_id = "p1";
    mail.labels = {"SENT"};
    const auto read = intake.read(std::move(mail), "gmail");
    ASSERT_TRUE(read);
    const auto stored =
        house->database.db().write_now([&](Tx& tx) { return intake.store(tx, *read, house->clock.now()); });
    ASSERT_TRUE(stored) << stored.error().message;
  }
  std::unique_ptr<test::House> house;
  std::filesystem::path folder;
  std::unique_ptr<SuppressedFile> ledger;
};
INSTANTIATE_ENGINES(UnsubscribeTest);

TEST_P(UnsubscribeTest, issue_a_link_outlives_the_draft) {
  ASSERT_TRUE(house->create("d", "jane.doe@gmail.com"));
  const std::string id = id_of(unsubscribe_id_of(house->get("d").unsubscribe_url));
  EXPECT_EQ(id.find("gmail"), std::string::npos);
  test::tamper(house->database, "DELETE FROM draft_versions; DELETE FROM drafts;");
  click(id);
  EXPECT_TRUE(house->is_suppressed("janedoe@gmail.com"));
  click(id);
}

TEST_P(UnsubscribeTest, APersonHasOneLinkInAllMails) {
  ASSERT_TRUE(house->create("one", "jane.doe@gmail.com"));
  ASSERT_TRUE(house->create("two", "janedoe+x@googlemail.com"));
  ASSERT_TRUE(house->create("other", "john@gmail.com"));
  EXPECT_EQ(unsubscribe_id_of(house->get("one").unsubscribe_url),
            unsubscribe_id_of(house->get("two").unsubscribe_url));
  EXPECT_NE(unsubscribe_id_of(house->get("one").unsubscribe_url),
            unsubscribe_id_of(house->get("other").unsubscribe_url));
  EXPECT_NE(house->get("two").footer.find(unsubscribe_id_of(house->get("two").unsubscribe_url)),
            std::string::npos);
  // Who is written to instead gets their own.
  const DraftEdit change{"john@gmail.com", {}, {}};
  ASSERT_TRUE(
      sync_wait(edit_draft(house->services, test::House::person("ana"), "one", change, std::nullopt)));
  EXPECT_EQ(unsubscribe_id_of(house->get("one").unsubscribe_url),
            unsubscribe_id_of(house->get("other").unsubscribe_url));
}

TEST_P(UnsubscribeTest, issue_a_restored_database_forgets_no_opt_out) {
  ASSERT_TRUE(house->create("d", "jane.doe@gmail.com"));
  click(id_of(unsubscribe_id_of(house->get("d").unsubscribe_url)));
  house->suppress("@acme.example", SuppressionReason::objection, "message:1");
  house->suppress("cy@example.net", SuppressionReason::manual, "ana");
  ASSERT_TRUE(
      sync_wait(remove_suppressions(house->services, test::House::person("ana"), "cy@example.net", {})));
  // The backup is from before all that.
  test::tamper(house->database, "DELETE FROM suppressions;");
  EXPECT_FALSE(house->is_suppressed("janedoe@gmail.com"));
  const auto restored = restore_opt_outs(house->services);
  ASSERT_TRUE(restored) << restored.error().message;
  EXPECT_EQ(restored->missing, 2);
  EXPECT_TRUE(house->is_suppressed("janedoe@gmail.com"));
  EXPECT_TRUE(house->is_suppressed("ann@mail.acme.example"));
  EXPECT_FALSE(house->is_suppressed("cy@example.net")) << "what was lifted stays lifted";
  EXPECT_EQ(restore_opt_outs(house->services)->missing, 0);
  // And the other way round: a folder that was lost learns them again.
  std::filesystem::remove_all(folder);
  EXPECT_EQ(restore_opt_outs(house->services)->noted, 2);
  EXPECT_EQ(ledger->read()->size(), 2u);
}

TEST_P(UnsubscribeTest, issue_an_opt_out_by_a_link_that_the_database_forgot_holds_until_its_mail_is_read) {
  ASSERT_TRUE(house->create("d", "ben@example.net"));
  ASSERT_TRUE(house->approve("d"));
  // Made after the backup was, so that nothing here knows whom it stands for.
  const std::string id = new_unsubscribe_id(house->services);
  click(id);
  const auto held = house->send("d");
  ASSERT_FALSE(held);
  EXPECT_NE(held.error().message.find("opted out through a link"), std::string::npos) << held.error().message;
  read_sent("Jane.Doe@gmail.com", id);
  EXPECT_TRUE(house->is_suppressed("janedoe@gmail.com"));
  EXPECT_TRUE(house->send("d"));
}

TEST_P(UnsubscribeTest, AnInventedIdIsKeptButHoldsNothing) {
  ASSERT_TRUE(house->create("d", "ben@example.net"));
  ASSERT_TRUE(house->approve("d"));
  const std::string invented = "AAAAAAAAAAAAAAAAAAAAAA0123456789abcdef";
  click(invented);
  EXPECT_TRUE(house->send("d"));
  read_sent("jane.doe@gmail.com", invented);
  EXPECT_TRUE(house->is_suppressed("janedoe@gmail.com")) << "a mail of ours carried it after all";
  EXPECT_EQ(sync_wait(unsubscribe(house->services, "short")).error().code, ErrorCode::not_found);
}

TEST_P(UnsubscribeTest, AnotherDatabasesLedgerMeansNothingHere) {
  SuppressedFile other((folder / "suppressed").string(), "other");
  ASSERT_TRUE(other.append({{std::string(64, 'b'), SuppressionScope::address, SuppressionReason::manual,
                             false, house->clock.now()}}));
  EXPECT_EQ(restore_opt_outs(house->services)->missing, 0);
}

TEST_P(UnsubscribeTest, issue_the_pepper_follows_the_secret_key) {
  const SecretBox before({"the first key, of thirty-two bytes"});
  const auto made = open_pepper(house->database.db(), before, house->clock, house->random);
  ASSERT_TRUE(made);
  EXPECT_EQ(made->size(), 32u);
  const SecretBox both({"the second key, of thirty-two byte", "the first key, of thirty-two bytes"});
  EXPECT_EQ(*open_pepper(house->database.db(), both, house->clock, house->random), *made);
  // Sealed anew: the first key is not needed any more, and alone no longer enough.
  const SecretBox after({"the second key, of thirty-two byte"});
  EXPECT_EQ(*open_pepper(house->database.db(), after, house->clock, house->random), *made);
  const auto refused = open_pepper(house->database.db(), before, house->clock, house->random);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("SECRET_KEY_PREVIOUS"), std::string::npos);
}

TEST_P(UnsubscribeTest, issue_what_was_kept_by_address_is_hashed_at_the_first_start) {
  ASSERT_TRUE(house->create("old", "jane.doe@gmail.com"));
  // As the program before migration 0013 left it.
  test::tamper(
      house->database,
      "DELETE FROM upgrades; DELETE FROM unsubscribe_links;"
      "UPDATE drafts SET unsubscribe_url = 'https://ours.example/u/b2xk.0123456789abcdef0123456789abcdef';"
      "INSERT INTO suppressions_to_hash VALUES ('ben@example.net', 'unsubscribe', 'message:1', "
      "1780000000000);"
      "INSERT INTO suppressions_to_hash VALUES ('@acme.example', 'objection', 'ana', 1780000000000);"
      "INSERT INTO suppression_removals_to_hash VALUES ('r1', 'cy@example.net', 'manual', 'ana', "
      "1780000000000, "
      "1780000000001, 'eva', 'a slip');"
      "INSERT INTO usage_events (usage_id, mailbox_id, key_hash, at, attempt_id, message_id, released_at) "
      "VALUES ('m1 di@example.net', 'ana@ours.example', 'di@example.net', "
      "1795000000000, NULL, "
      "'m1', NULL);");
  for (int start = 0; start < 2; ++start) {
    const auto done = finish_upgrade(house->services);
    ASSERT_TRUE(done) << done.error().message;
    EXPECT_TRUE(house->is_suppressed("ben+x@example.net"));
    EXPECT_TRUE(house->is_suppressed("ann@mail.acme.example"));
  }
  const auto key = suppression_key(house->services, "cy@example.net");
  EXPECT_EQ(house->database.db()
                .read_now([&](ReadTx& tx) { return list_suppression_removals(tx, key->key_hash); })
                ->size(),
            1u);
  const auto left = house->database.db().read_now([](ReadTx& tx) { return list_unhashed_usage(tx, "", 10); });
  EXPECT_TRUE(left->empty());
  EXPECT_TRUE(house->database.db()
                  .read_now([&](ReadTx& tx) {
                    return was_written_to(tx, key_hash_of(house->services, "di@example.net"));
                  })
                  .operator*());
  // The link of a mail that left long ago still opts out.
  test::tamper(house->database, "DELETE FROM draft_versions; DELETE FROM drafts;");
  click("b2xk.0123456789abcdef0123456789abcdef");
  EXPECT_TRUE(house->is_suppressed("janedoe@gmail.com"));
}

}  // namespace
}  // namespace sa
