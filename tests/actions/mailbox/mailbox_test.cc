// Many mailboxes: each sends with its own name, limits and line; who was written to from one hears from no other; and one that is
// paused, refused or full stops no other.
#include "actions/mailbox/mailbox.h"

#include <gmock/gmock.h>

#include "actions/contact/directory.h"
#include "actions/mailbox/directory.h"
#include "actions/mailbox/line.h"
#include "actions/message/mail_intake.h"
#include "actions/message/sync_mail.h"
#include "actions/usage/quota.h"
#include "store/contact/person.h"
#include "store/mailbox/mailbox.h"
#include "store/message/message.h"
#include "tests/actions/model_house.h"
#include "tests/fakes/mailbox_opener.h"
#include "tests/store/tamper.h"

namespace sa {
namespace {

using Fault = test::FakeMailbox::Fault;
using ::testing::Contains;
using ::testing::HasSubstr;

constexpr const char* kFirst = "ana@ours.example";
constexpr const char* kBo = "bo@ours.example";

class MailboxTest : public test::EngineTest {
 protected:
  void SetUp() override {
    test::EngineTest::SetUp();
    if (IsSkipped()) return;
    house_ = std::make_unique<test::House>(GetParam());
    opener_ = std::make_unique<test::FakeMailboxOpener>(house_->clock);
    house_->services.mailbox_opener = opener_.get();
    runner_ = std::make_unique<Runner>(house_->database.db(), house_->clock, house_->random,
                                       job_kinds(house_->services), test::House::runner_options());
    add(kBo, [](TeamMailbox& mailbox) { mailbox.name = "Bo Berg"; });
  }
  Db& db() { return house_->database.db(); }
  template <class Change>
  void add(const std::string& id, Change change) {
    TeamMailbox made;
    made.mailbox_id = made.address = id;
    made.provider = "outbox";
    made.status = MailboxStatus::ACTIVE;
    made.visibility = MailboxVisibility::all;
    made.created_at = made.updated_at = made.ramp_from = house_->clock.now();
    change(made);
    test::must(db().write_now([&](Tx& tx) { return insert_mailbox(tx, made); }));
  }
  TeamMailbox stored(const std::string& id) {
    return *test::must(db().read_now([&](ReadTx& tx) { return find_mailbox(tx, id); }));
  }
  template <class Change>
  void change(const std::string& id, Change change) {
    TeamMailbox mailbox = stored(id);
    change(mailbox);
    ++mailbox.version;
    ASSERT_TRUE(test::must(db().write_now([&](Tx& tx) { return update_mailbox(tx, mailbox); })));
  }
  Draft make(const std::string& id, const std::string& recipient, std::optional<std::string> mailbox_id) {
    NewDraft wish = house_->wish(id, recipient);
    wish.mailbox_id = std::move(mailbox_id);
    return test::must(sync_wait(create_draft(house_->services, test::House::person("ana"), std::move(wish))));
  }
  /// Made, approved and sent.
  Result<Draft> write(const std::string& id, const std::string& recipient,
                      std::optional<std::string> mailbox_id) {
    make(id, recipient, std::move(mailbox_id));
    test::must(house_->approve(id));
    return house_->send(id);
  }
  std::vector<std::string> rules(const std::string& draft_id) {
    std::vector<std::string> all;
    const Draft draft = test::must(sync_wait(get_draft(house_->services, draft_id)));
    for (const Reason& reason : draft.verdict.reasons) {
      if (reason.severity == Severity::hold || reason.severity == Severity::block) all.push_back(reason.rule);
    }
    return all;
  }
  std::size_t sent_by(const std::string& id) { return opener_->mailbox(id)->delivered.size(); }
  void pass(std::int64_t ms) {
    house_->clock.advance(ms);
    // What a periodic job asks for runs in the round after it.
    for (int idle = 0; idle < 2;) idle = test::must(runner_->run_due()) > 0 ? 0 : idle + 1;
  }
  MessageRow message(const std::string& rfc_message_id) {
    return test::must(db().read_now([&](ReadTx& tx) -> Result<MessageRow> {
      TRY(const auto id, find_message(tx, rfc_message_id));
      return get_message(tx, id.value_or("none"));
    }));
  }
  void take_in(const std::string& headers, const std::string& id, const std::string& mailbox_id = {}) {
    MailIntake intake{house_->services, {}, "trace"};
    test::must(db().read_now([&](ReadTx& tx) { return intake.load(tx); }));
    intake.mailbox_id = mailbox_id;
    const IncomingMail mail = test::must(
        intake.read(headers + "Subject: Stock\nDate: Wed, 18 Nov 2026 09:00:00 +0000\nMessage-ID: <" + id +
                        ">\n\nHi, when?\n",
                    "test"));
    test::must(db().write_now([&](Tx& tx) { return intake.store(tx, mail, house_->clock.now()); }));
  }
  std::unique_ptr<test::House> house_;
  std::unique_ptr<test::FakeMailboxOpener> opener_;
  std::unique_ptr<Runner> runner_;
};
INSTANTIATE_ENGINES(MailboxTest);

TEST_P(MailboxTest, ADraftLeavesFromItsMailboxWithItsName) {
  change(kBo, [](TeamMailbox& mailbox) { mailbox.signature = "Bo Berg\nHead of counting"; });
  const Draft sent = test::must(write("d", "ben@example.net", kBo));
  EXPECT_EQ(sent.status, DraftStatus::SENT);
  EXPECT_EQ(sent.sender, "Bo Berg <bo@ours.example>");
  EXPECT_EQ(sent.mailbox_id, kBo);
  EXPECT_THAT(sent.footer, HasSubstr("-- \nBo Berg\nHead of counting\nOurs\n1 Main Street\n"));
  EXPECT_THAT(sent.rfc_message_id, HasSubstr("@ours.example"));
  EXPECT_EQ(sent_by(kBo), 1u);
  EXPECT_EQ(house_->delivered(), 0) << "the first mailbox sent nothing";
  EXPECT_EQ(house_->usage("ben@example.net").mailbox_count, 0) << "nor is it counted there";
  EXPECT_EQ(house_->usage("ben@example.net").contact_count, 1) << "the contact's week counts all mailboxes";
}

TEST_P(MailboxTest, WhoWasWrittenToHearsFromNoOtherMailboxInAnySpelling) {
  test::must(write("d1", "jane.doe@gmail.com", kBo));
  int drafts = 0;
  for (const char* spelling : {"jane.doe@gmail.com", "JaneDoe+x@googlemail.com"}) {
    const std::string id = "other" + std::to_string(++drafts);
    EXPECT_EQ(make(id, spelling, kFirst).verdict.outcome, Outcome::hold) << spelling;
    EXPECT_THAT(rules(id), Contains("mailbox.other")) << spelling;
  }
  const Draft unnamed = make("unnamed", "janedoe@gmail.com", std::nullopt);
  EXPECT_EQ(unnamed.mailbox_id, kBo) << "it is of the contact's mailbox by itself";
  // A person moves the contact.
  const Contact contact = *test::must(db().read_now([&](ReadTx& tx) {
    return find_contact_by_email(tx, address_keys(house_->services, "jane.doe@gmail.com"));
  }));
  EXPECT_EQ(contact.mailbox_id, kBo);
  Contact moved = contact;
  moved.mailbox_id = kFirst;
  ++moved.version;
  test::must(db().write_now([&](Tx& tx) { return update_contact(tx, moved); }));
  EXPECT_EQ(make("moved", "jane.doe@gmail.com", std::nullopt).mailbox_id, kFirst);
  EXPECT_THAT(rules("unnamed"), Contains("mailbox.other"));
}

TEST_P(MailboxTest, OfTwoMailboxesThatWriteAtOnceOneIsFirst) {
  make("a", "ben@example.net", kFirst);
  make("b", "ben@example.net", kBo);
  test::must(house_->approve("a"));
  test::must(house_->approve("b"));
  house_->mailbox.plan = {Fault::lose_before_accepting};
  EXPECT_EQ(test::must(house_->send("a")).status, DraftStatus::SENDING);
  const auto other = house_->send("b");
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, ErrorCode::conflict);
  EXPECT_THAT(other.error().message, HasSubstr(kFirst));
  EXPECT_EQ(sent_by(kBo), 0u);
  // It turns out that nothing left: then nobody was written to.
  house_->mailbox.plan = {Fault::refuse};
  pass(kMinuteMs);
  EXPECT_EQ(house_->get("a").status, DraftStatus::FAILED);
  EXPECT_EQ(test::must(house_->send("b")).status, DraftStatus::SENT);
}

TEST_P(MailboxTest, APausedMailboxStopsNoOtherAndWhatWaitedGoesWhenItIsResumed) {
  opener_->mailbox(kBo)->plan = {Fault::not_now};
  EXPECT_EQ(test::must(write("waits", "ben@example.net", kBo)).status, DraftStatus::APPROVED);
  const Actor ana = test::House::person("ana");
  const MailboxView paused =
      test::must(sync_wait(pause_mailbox(house_->services, ana, kBo, "Bo is on leave.", std::nullopt)));
  EXPECT_EQ(paused.status, MailboxStatus::PAUSED);
  EXPECT_THAT(paused.hold->words, HasSubstr("Bo is on leave."));
  const auto refused = write("paused", "cy@example.net", kBo);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("Bo is on leave."));
  EXPECT_TRUE(write("first", "dee@example.net", kFirst));
  pass(2 * kHourMs);
  EXPECT_EQ(house_->get("waits").status, DraftStatus::APPROVED);
  test::must(sync_wait(resume_mailbox(house_->services, ana, kBo)));
  pass(kSecondMs);
  EXPECT_EQ(house_->get("waits").status, DraftStatus::SENT);
  EXPECT_TRUE(house_->send("paused"));
  // With an end it is over by itself.
  test::must(sync_wait(pause_mailbox(house_->services, ana, kBo, "", house_->clock.now() + kHourMs)));
  EXPECT_FALSE(write("later", "eve@example.net", kBo));
  house_->clock.advance(kHourMs);
  EXPECT_TRUE(house_->send("later"));
}

TEST_P(MailboxTest, AMailboxThatIsPausedUntilATimeSendsAgainAtItAndNotBefore) {
  opener_->mailbox(kBo)->plan = {Fault::not_now};
  ASSERT_EQ(test::must(write("waits", "ben@example.net", kBo)).status, DraftStatus::APPROVED);
  test::must(sync_wait(
      pause_mailbox(house_->services, test::House::person("ana"), kBo, "", house_->clock.now() + kHourMs)));
  pass(30 * kMinuteMs);
  EXPECT_EQ(test::must(sync_wait(get_mailbox_view(house_->services, kBo))).status, MailboxStatus::PAUSED);
  EXPECT_THAT(rules("waits"), Contains("mailbox.paused"));
  pass(30 * kMinuteMs - kSecondMs);
  EXPECT_EQ(house_->get("waits").status, DraftStatus::APPROVED);
  EXPECT_EQ(sent_by(kBo), 0u);
  pass(kSecondMs);
  EXPECT_EQ(house_->get("waits").status, DraftStatus::SENT) << "nobody had to resume it";
  EXPECT_EQ(test::must(sync_wait(get_mailbox_view(house_->services, kBo))).status, MailboxStatus::ACTIVE);
}

TEST_P(MailboxTest, EachMailboxHasLimitsOfItsOwn) {
  change(kBo, [](TeamMailbox& mailbox) { mailbox.limits.day = 1; });
  EXPECT_TRUE(write("d1", "a@example.net", kBo));
  EXPECT_FALSE(write("d2", "b@example.net", kBo));
  EXPECT_THAT(rules("d2"), Contains("quota.mailbox_day"));
  EXPECT_TRUE(write("d3", "c@example.net", kFirst));
  EXPECT_EQ(test::must(sync_wait(get_quota(house_->services, "", "a@example.net"))).remaining_today, 0);
  EXPECT_EQ(test::must(sync_wait(get_quota(house_->services, "", "new@example.net"))).remaining_today, 19);
  change(kBo, [](TeamMailbox& mailbox) { mailbox.limits = {100, MailboxRamp{2, 1, 10}, 600}; });
  EXPECT_THAT(rules("d2"), Contains("mailbox.gap"));
  house_->clock.advance(10 * kMinuteMs);
  EXPECT_TRUE(house_->send("d2"));
  house_->clock.advance(10 * kMinuteMs);
  make("d4", "d@example.net", kBo);
  EXPECT_THAT(rules("d4"), Contains("quota.mailbox_day")) << "the ramp's first day";
}

TEST_P(MailboxTest, ADraftThatNamesNoMailboxIsOfTheOneOfWhoMakesIt) {
  EXPECT_EQ(make("d1", "a@example.net", std::nullopt).mailbox_id, kFirst);
  add("own@ours.example", [](TeamMailbox& mailbox) { mailbox.user_id = "user-ana"; });
  EXPECT_EQ(make("d2", "b@example.net", std::nullopt).mailbox_id, "own@ours.example");
  change("own@ours.example", [](TeamMailbox& mailbox) { mailbox.status = MailboxStatus::AUTH_FAILING; });
  EXPECT_EQ(make("d3", "c@example.net", std::nullopt).mailbox_id, kFirst);
  EXPECT_EQ(sync_wait(create_draft(house_->services, test::House::person("ana"),
                                   [&] {
                                     NewDraft wish = house_->wish("d4", "d@example.net");
                                     wish.mailbox_id = "nobody@ours.example";
                                     return wish;
                                   }()))
                .error()
                .fields.at(0)
                .path,
            "mailbox_id");
}

TEST_P(MailboxTest, AMailBelongsToTheMailboxThatItNamesElseToTheFirst) {
  take_in("Delivered-To: bo@ours.example\nFrom: x@example.net\nTo: sales@list.example\n", "1@x");
  take_in("From: x@example.net\nTo: X <x2@example.net>\nCc: Bo <BO@ours.example>\n", "2@x");
  take_in("From: x@example.net\nTo: other@example.net\n", "3@x");
  take_in("From: bo@ours.example\nTo: gus@example.net, Ana@ours.example\nCc: hal@example.net\n", "4@x");
  take_in("From: x@example.net\nTo: ana@ours.example\n", "5@x", kBo);
  EXPECT_EQ(message("1@x").mailbox_id, kBo);
  EXPECT_EQ(message("2@x").mailbox_id, kBo);
  EXPECT_EQ(message("3@x").mailbox_id, kFirst);
  EXPECT_EQ(message("4@x").mailbox_id, kBo) << "what we sent is of the mailbox that it is from";
  EXPECT_EQ(message("5@x").mailbox_id, kBo) << "told";
  EXPECT_EQ(test::must(db().read_now([&](ReadTx& tx) {
              return get_thread(tx, message("4@x").thread_id);
            })).mailbox_id,
            kBo);
  // Whom we wrote to there hears from it, who got a copy does not; and they were no contacts then.
  EXPECT_EQ(make("gus", "gus@example.net", std::nullopt).mailbox_id, kBo);
  EXPECT_EQ(make("hal", "hal@example.net", std::nullopt).mailbox_id, kFirst);
}

TEST_P(MailboxTest, AMailboxThatIsRefusedStopsNoOtherFromBeingRead) {
  for (const char* id : {"cy@ours.example", "dee@ours.example"}) {
    add(id, [](TeamMailbox& mailbox) { mailbox.provider = "gmail"; });
    opener_->feed(id)->put(
        std::string("From: x@example.net\nTo: list@example.net\nSubject: Hi\nMessage-ID: <") + id +
        ">\n\nWhat does it cost for " + id + "?\n");
  }
  opener_->feed("cy@ours.example")->failures = {unauthenticated("The password is wrong.")};
  pass(kMinuteMs);
  pass(kMinuteMs);
  EXPECT_EQ(message("dee@ours.example").mailbox_id, "dee@ours.example");
  EXPECT_EQ(stored("cy@ours.example").status, MailboxStatus::AUTH_FAILING);
  EXPECT_EQ(stored("cy@ours.example").hold->evidence, "The password is wrong.");
  EXPECT_EQ(stored("dee@ours.example").status, MailboxStatus::ACTIVE);
  EXPECT_FALSE(write("d", "ben@example.net", "cy@ours.example"));
  EXPECT_THAT(rules("d"), Contains("mailbox.auth_failing"));
  pass(kHourMs);
  pass(kMinuteMs);
  EXPECT_EQ(message("cy@ours.example").mailbox_id, "cy@ours.example");
  EXPECT_EQ(stored("cy@ours.example").status, MailboxStatus::ACTIVE) << "the sign-in works again";
}

TEST_P(MailboxTest, AnotherSenderInTheSettingsTakesOverFromTheFirst) {
  test::must(write("d1", "ben@example.net", kFirst));
  const auto contact = [&] {
    return *test::must(db().read_now([&](ReadTx& tx) {
      return find_contact_by_email(tx, address_keys(house_->services, "ben@example.net"));
    }));
  };
  test::must(sync_wait(
      add_note(house_->services, test::House::person("ana"), contact().contact_id, "Asked for a call.")));
  const std::int64_t before = contact().version;
  house_->services.sender.address = house_->services.sender.mailbox_id = "new@ours.example";
  test::must(keep_first_mailbox(house_->services));
  EXPECT_TRUE(stored("new@ours.example").is_first);
  EXPECT_TRUE(stored(kFirst).retired_at) << "its address stays ours";
  EXPECT_EQ(contact().mailbox_id, "new@ours.example");
  EXPECT_EQ(contact().version, before + 1) << "whoever had read it before is told so";
  test::tamper(house_->database, "DELETE FROM contact_notes WHERE mailbox_id = 'ana@ours.example'");
  EXPECT_EQ(test::must(db().read_now([&](ReadTx& tx) { return list_person_rows(tx, contact().contact_id); }))
                .at("notes")
                .as_array()
                .size(),
            1u)
      << "what lies in the mailbox goes with it";
  EXPECT_EQ(make("d2", "ben@example.net", std::nullopt).mailbox_id, "new@ours.example");
  EXPECT_TRUE(write("d3", "eve@example.net", std::nullopt));
  const std::int64_t version = stored("new@ours.example").version;
  test::must(keep_first_mailbox(house_->services));
  EXPECT_EQ(stored("new@ours.example").version, version) << "a start that changes nothing writes nothing";
  house_->services.sender.name = "Ana R.";
  test::must(keep_first_mailbox(house_->services));
  const auto rows = test::must(db().read_now([](ReadTx& tx) { return list_audit_after(tx, 0, 1000); }));
  std::vector<std::string> steps;
  for (const AuditRow& row : rows)
    if (row.actor == "settings") steps.push_back(row.action);
  EXPECT_THAT(steps, ::testing::ElementsAre("retire_mailbox", "create_mailbox", "change_mailbox"));
}

TEST_P(MailboxTest, AMailboxOfAMailServerIsConnectedWithASignInThatIsStoredSealed) {
  const SecretBox secrets({std::string(64, 'k')});
  house_->services.secrets = &secrets;
  add("cy@ours.example", [](TeamMailbox& mailbox) {
    mailbox.provider = "smtp";
    mailbox.status = MailboxStatus::DISCONNECTED;
  });
  EXPECT_FALSE(write("d", "ben@example.net", "cy@ours.example"));
  EXPECT_THAT(rules("d"), Contains("mailbox.disconnected"));
  const Actor ana = test::House::person("ana");
  const MailServers servers{"smtps://mail.example:465", "imaps://mail.example:993", "cy", "secret-word"};
  opener_->mailbox("cy@ours.example")->not_ready = "535 no";
  const auto failing =
      test::must(sync_wait(connect_mailbox(house_->services, ana, "cy@ours.example", servers)));
  EXPECT_EQ(failing.status, MailboxStatus::AUTH_FAILING);
  EXPECT_EQ(failing.hold->evidence, "535 no");
  opener_->mailbox("cy@ours.example")->not_ready.clear();
  const auto active =
      test::must(sync_wait(connect_mailbox(house_->services, ana, "cy@ours.example", servers)));
  EXPECT_EQ(active.status, MailboxStatus::ACTIVE);
  opener_->opened.clear();
  EXPECT_TRUE(house_->send("d"));
  EXPECT_EQ(opener_->opened.at("cy@ours.example").servers, servers) << "as it was stored";
  const auto rows = test::must(db().read_now([](ReadTx& tx) { return list_audit_after(tx, 0, 1000); }));
  for (const AuditRow& row : rows) EXPECT_THAT(row.details, ::testing::Not(HasSubstr("secret-word")));
  EXPECT_EQ(sync_wait(connect_mailbox(house_->services, ana, "cy@ours.example", {"", "", "cy", "x"}))
                .error()
                .fields.at(0)
                .path,
            "smtp_url");
}

}  // namespace
}  // namespace sa
