// Our mailboxes on both engines: a change is made to what was read, there is one first, and an address that was ours stays ours.
#include "store/mailbox/mailbox.h"

#include "tests/store/store_test.h"

namespace sa {
namespace {

using ::testing::ElementsAre;

class MailboxStoreTest : public test::StoreTest {
 protected:
  static TeamMailbox mailbox(const std::string& id, Instant made_at = kNow) {
    TeamMailbox made;
    made.mailbox_id = made.address = id;
    made.provider = "outbox";
    made.status = MailboxStatus::ACTIVE;
    made.created_at = made.updated_at = made.ramp_from = made_at;
    return made;
  }
  void add(const TeamMailbox& made) {
    write([&](Tx& tx) { return insert_mailbox(tx, made); });
  }
  std::vector<std::string> listed() {
    std::vector<std::string> ids;
    for (const TeamMailbox& each : read([](ReadTx& tx) { return list_mailboxes(tx); }))
      ids.push_back(each.mailbox_id);
    return ids;
  }
};
INSTANTIATE_ENGINES(MailboxStoreTest);

TEST_P(MailboxStoreTest, AMailboxIsReadBackAsItWasStored) {
  TeamMailbox made = mailbox("b@ours.example");
  made.user_id = "ana";
  made.shared_with = {"bo", "cy"};
  made.visibility = MailboxVisibility::team;
  made.signature = "Ana\nOurs";
  made.window = MailboxWindow{{"mo"}, "09:00", "17:00", "contact"};
  made.limits = {7, MailboxRamp{1, 2, 3}, 60};
  made.status = MailboxStatus::PAUSED;
  made.hold = MailboxHold{"mailbox.paused", "Ana paused it.", "ana", kNow + kDayMs};
  add(made);
  const auto found = read([](ReadTx& tx) { return find_mailbox(tx, "b@ours.example"); });
  ASSERT_TRUE(found);
  EXPECT_EQ(to_json_text(*found), to_json_text(made));
}

TEST_P(MailboxStoreTest, AChangeToAnotherVersionThanTheOneReadIsNone) {
  TeamMailbox made = mailbox("b@ours.example");
  add(made);
  made.name = "Bo";
  made.version = 2;
  EXPECT_TRUE(write([&](Tx& tx) { return update_mailbox(tx, made); }));
  EXPECT_FALSE(write([&](Tx& tx) { return update_mailbox(tx, made); })) << "it is version 2 already";
}

TEST_P(MailboxStoreTest, TheFirstIsListedFirstAndThereIsOne) {
  add(mailbox("old@ours.example", kNow - kDayMs));
  TeamMailbox first = mailbox("first@ours.example");
  first.is_first = true;
  add(first);
  add(mailbox("new@ours.example", kNow + kDayMs));
  EXPECT_THAT(listed(), ElementsAre("first@ours.example", "old@ours.example", "new@ours.example"));
  first.mailbox_id = "second@ours.example";
  const auto second = db().write_now([&](Tx& tx) -> Result<Unit> { return insert_mailbox(tx, first); });
  EXPECT_FALSE(second);
}

TEST_P(MailboxStoreTest, AnAddressThatIsOnlyNotedIsOursButNoMailbox) {
  add(mailbox("b@ours.example"));
  write([](Tx& tx) -> Result<Unit> {
    TRY_OK(note_own_address(tx, "b@ours.example", "B@ours.example", "Other", kNow));
    return note_own_address(tx, "was@ours.example", "Was@ours.example", "Was", kNow);
  });
  EXPECT_THAT(listed(), ElementsAre("b@ours.example")) << "which stays in use";
  EXPECT_THAT(read([](ReadTx& tx) { return list_own_addresses(tx); }),
              ElementsAre("b@ours.example", "was@ours.example"));
}

}  // namespace
}  // namespace sa
