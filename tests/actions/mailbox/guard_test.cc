// The guard: a mailbox from which too much comes back, or is complained of, pauses; refusals for want of authentication pause its domain.
#include "actions/mailbox/guard.h"

#include "actions/contact/contact.h"
#include "actions/contact/suppression.h"
#include "actions/mailbox/directory.h"
#include "store/draft/draft.h"
#include "store/mailbox/mailbox.h"
#include "store/message/message.h"
#include "tests/actions/house.h"

#include <map>

namespace sa {
namespace {

constexpr const char* kFirst = "ana@ours.example";

class GuardTest : public test::EngineTest {
 protected:
  void SetUp() override {
    EngineTest::SetUp();
    if (IsSkipped()) return;
    house_ = std::make_unique<test::House>(GetParam());
  }
  test::House& house() { return *house_; }
  template <class F>
  void write(F function) {
    const auto written =
        house().database.db().write_now([&](Tx& tx) -> Result<Unit> { return function(tx); });
    ASSERT_TRUE(written) << written.error().message;
  }
  static std::string address(int i) { return "p" + std::to_string(i) + "@example.net"; }
  std::string hash(int i) { return key_hash_of(house().services, address(i)); }

  /// Mails that left from the first mailbox, one to each of `count` people.
  void sent(int count) {
    write([&](Tx& tx) -> Result<Unit> {
      for (int i = 0; i < count; ++i)
        TRY_OK(count_outside_mail(tx, "u" + std::to_string(i), kFirst, {{hash(i), ""}}, house().clock.now()));
      return ok();
    });
  }
  /// A report about the mail to one of them.
  void report(int i, SuppressionReason reason) {
    const Instant now = house().clock.now();
    write([&](Tx& tx) -> Result<Unit> {
      TRY_OK(suppress_address(house().services, tx, address(i), reason, "message:m", now));
      return guard_senders_to(tx, hash(i), "trace", now);
    });
  }
  TeamMailbox mailbox(const std::string& id = kFirst) {
    const auto found = house().database.db().read_now([&](ReadTx& tx) { return find_mailbox(tx, id); });
    return **found;
  }
  MailboxView view() {
    auto got = sync_wait(get_mailbox_view(house().services, kFirst));
    if (!got) throw std::runtime_error(got.error().message);
    return *std::move(got);
  }
  std::unique_ptr<test::House> house_;
};
INSTANTIATE_ENGINES(GuardTest);

TEST_P(GuardTest, BouncesWarnThenPauseAndAPersonResumes) {
  sent(100);
  for (int i = 0; i < 2; ++i) report(i, SuppressionReason::hard_bounce);
  EXPECT_FALSE(view().health.warning);
  report(2, SuppressionReason::hard_bounce);
  EXPECT_EQ(view().status, MailboxStatus::ACTIVE);
  ASSERT_TRUE(view().health.warning);
  EXPECT_EQ(view().health.warning->rule, "mailbox.bounces");
  EXPECT_DOUBLE_EQ(view().health.bounce_rate.value_or(0), 0.03);
  report(3, SuppressionReason::hard_bounce);
  EXPECT_EQ(mailbox().status, MailboxStatus::ACTIVE);
  report(4, SuppressionReason::hard_bounce);
  EXPECT_EQ(mailbox().status, MailboxStatus::PAUSED);
  ASSERT_TRUE(mailbox().hold);
  EXPECT_EQ(mailbox().hold->rule, "mailbox.bounces");
  EXPECT_FALSE(mailbox().hold->until) << "it does not end by itself";
  ASSERT_TRUE(house().create("d"));
  ASSERT_TRUE(house().approve("d"));
  const auto held = house().send("d");
  ASSERT_FALSE(held);
  EXPECT_NE(to_json_text(held.error().details).find("mailbox.bounces"), std::string::npos);
  EXPECT_EQ(house().delivered(), 0);
  const auto resumed = sync_wait(resume_mailbox(house().services, test::House::person("lea"), kFirst));
  ASSERT_TRUE(resumed) << resumed.error().message;
  EXPECT_EQ(resumed->status, MailboxStatus::ACTIVE);
  const auto rows = house().database.db().read_now([](ReadTx& tx) { return list_audit_after(tx, 0, 100); });
  ASSERT_TRUE(rows);
  std::map<std::string, std::string> who;
  for (const AuditRow& row : *rows) who[row.action] = row.actor;
  EXPECT_EQ(who["pause_mailbox"], "mailbox_guard");
  EXPECT_EQ(who["resume_mailbox"], "lea");
}

TEST_P(GuardTest, AComplaintPauses) {
  sent(40);
  report(7, SuppressionReason::complaint);
  EXPECT_EQ(mailbox().status, MailboxStatus::PAUSED);
  EXPECT_EQ(mailbox().hold->rule, "mailbox.complaints");
}

TEST_P(GuardTest, FewMailsSayNothing) {
  sent(39);
  for (int i = 0; i < 39; ++i) report(i, SuppressionReason::hard_bounce);
  EXPECT_EQ(mailbox().status, MailboxStatus::ACTIVE);
  EXPECT_FALSE(view().health.bounce_rate);
}

TEST_P(GuardTest, OnlyTheLastMailsCount) {
  sent(40);
  report(0, SuppressionReason::hard_bounce);
  house().clock.advance(kHourMs);
  write([&](Tx& tx) -> Result<Unit> {
    for (int i = 100; i < 300; ++i)
      TRY_OK(count_outside_mail(tx, "u" + std::to_string(i), kFirst, {{hash(i), ""}}, house().clock.now()));
    return ok();
  });
  EXPECT_DOUBLE_EQ(view().health.bounce_rate.value_or(1), 0);
}

TEST_P(GuardTest, ThreeRefusalsForWantOfAuthenticationPauseTheDomain) {
  write([&](Tx& tx) -> Result<Unit> {
    for (const char* id : {"bob@ours.example", "eve@elsewhere.example"}) {
      TeamMailbox other;
      other.mailbox_id = other.address = id;
      other.provider = "outbox";
      other.status = MailboxStatus::ACTIVE;
      TRY_OK(insert_mailbox(tx, other));
    }
    return ok();
  });
  const auto refuse = [&](int i) {
    const Instant now = house().clock.now();
    write([&](Tx& tx) -> Result<Unit> {
      MessageRow mail;
      mail.message_id = "bounce-" + std::to_string(i);
      mail.rfc_message_id = mail.message_id + "@example.net";
      mail.content_sha256 = std::string(64, 'a');
      mail.thread_id = mail.message_id;
      mail.mailbox_id = kFirst;
      mail.linked_by = "start";
      mail.kind = MessageKind::bounce;
      mail.sent_at = mail.created_at = now;
      mail.attachments = boost::json::array();
      mail.analysis = *parse_json(R"({"bounce":{"type":"policy","code":"5.7.26"}})");
      TRY_OK(insert_thread(tx, {mail.thread_id, "", "", std::nullopt, now, kFirst}));
      TRY_OK(insert_message(tx, mail, std::nullopt));
      return guard_domain_of(tx, kFirst, "trace", now);
    });
  };
  refuse(1);
  house().clock.advance(kHourMs + 1);
  refuse(2);
  refuse(3);
  EXPECT_EQ(mailbox().status, MailboxStatus::ACTIVE) << "the first was more than an hour ago";
  refuse(4);
  EXPECT_EQ(mailbox().status, MailboxStatus::PAUSED);
  EXPECT_EQ(mailbox("bob@ours.example").status, MailboxStatus::PAUSED) << "the same domain";
  EXPECT_EQ(mailbox("bob@ours.example").hold->rule, "mailbox.authentication");
  EXPECT_EQ(mailbox("eve@elsewhere.example").status, MailboxStatus::ACTIVE);
}

}  // namespace
}  // namespace sa
