// Hand-over: what belongs to a mailbox goes on in another; nothing leaves from both, and nothing is lost.
#include "actions/draft/handover.h"

#include <atomic>
#include <thread>

#include "actions/contact/directory.h"
#include "store/contact/contact.h"
#include "store/mailbox/mailbox.h"
#include "store/message/message.h"
#include "tests/actions/house.h"

namespace sa {
namespace {

constexpr const char* kFrom = "ana@ours.example";  // the first mailbox
constexpr const char* kTo = "bob@ours.example";

class HandoverTest : public test::EngineTest {
 protected:
  void SetUp() override {
    EngineTest::SetUp();
    if (IsSkipped()) return;
    house_ = std::make_unique<test::House>(GetParam());
    write([&](Tx& tx) -> Result<Unit> {
      TeamMailbox to;
      to.mailbox_id = to.address = kTo;
      to.name = "Bob Bauer";
      to.provider = "outbox";
      to.user_id = "user-bob";
      to.status = MailboxStatus::ACTIVE;
      return insert_mailbox(tx, to);
    });
  }
  test::House& house() { return *house_; }
  template <class F>
  void write(F function) {
    const auto written =
        house().database.db().write_now([&](Tx& tx) -> Result<Unit> { return function(tx); });
    ASSERT_TRUE(written) << written.error().message;
  }
  Result<Handover> hand_over(const char* from = kFrom, const char* to = kTo) {
    return sync_wait(hand_over_mailbox(house().services, test::House::person("lea"), from, to));
  }
  /// Makes the contact of an address hear from the first mailbox.
  void stick(const std::string& address) {
    write([&](Tx& tx) -> Result<Unit> {
      TRY(auto contact, find_contact_by_email(tx, {address, address}));
      contact->mailbox_id = kFrom;
      ++contact->version;
      TRY_OK(update_contact(tx, *contact));
      return ok();
    });
  }
  std::unique_ptr<test::House> house_;
};
INSTANTIATE_ENGINES(HandoverTest);

TEST_P(HandoverTest, WhatMayStillLeaveIsSignedAnewAndNeedsApproval) {
  for (const char* id : {"waiting", "approved", "rejected", "sent"})
    ASSERT_TRUE(house().create(id, std::string(id) + "@example.net"));
  for (const char* id : {"approved", "sent"}) ASSERT_TRUE(house().approve(id));
  ASSERT_TRUE(house().send("sent"));
  ASSERT_TRUE(
      sync_wait(reject_draft(house().services, test::House::person("ana"), "rejected", "ana", "No.")));
  stick("approved@example.net");
  stick("sent@example.net");
  const Draft sent = house().get("sent");
  const Draft rejected = house().get("rejected");
  const Draft approved = house().get("approved");
  const auto done = hand_over();
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(done->contacts, 2);
  EXPECT_EQ(done->threads, 1) << "that of the mail that was sent";
  EXPECT_EQ(done->drafts, 2);
  EXPECT_EQ(done->enrollments, 0);
  for (const char* id : {"waiting", "approved"}) {
    const Draft moved = house().get(id);
    EXPECT_EQ(moved.status, DraftStatus::PENDING_APPROVAL) << id;
    EXPECT_EQ(moved.mailbox_id, kTo);
    EXPECT_EQ(moved.sender, "Bob Bauer <bob@ours.example>");
    EXPECT_NE(moved.footer.find("Bob Bauer"), std::string::npos) << moved.footer;
    EXPECT_EQ(moved.version, 2);
    EXPECT_EQ(moved.content_hash, content_hash(moved));
    EXPECT_FALSE(moved.approved_by);
  }
  EXPECT_EQ(to_json_text(house().get("sent")), to_json_text(sent));
  EXPECT_EQ(to_json_text(house().get("rejected")), to_json_text(rejected));
  EXPECT_EQ(house().send("approved").error().code, ErrorCode::conflict)
      << "what was approved was another mail";
  EXPECT_FALSE(sync_wait(
      approve_draft(house().services, test::House::person("ana"), "approved", "ana", approved.content_hash)));
  const auto contact = house().database.db().read_now(
      [](ReadTx& tx) { return find_contact_by_email(tx, {"sent@example.net", "sent@example.net"}); });
  EXPECT_EQ((*contact)->mailbox_id, kTo);
  EXPECT_EQ((*contact)->user_id, "user-bob");
  ContactFilter his;
  his.user_id = "user-bob";
  const auto found = sync_wait(list_contacts(house().services, his, {}, 10));
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->items.size(), 2U) << "they are found as his";
}

TEST_P(HandoverTest, TheTrailSaysWhoAndWhat) {
  ASSERT_TRUE(house().create("d"));
  ASSERT_TRUE(hand_over());
  const auto rows = house().database.db().read_now([](ReadTx& tx) { return list_audit_after(tx, 0, 100); });
  ASSERT_TRUE(rows);
  AuditHead head{0, kAuditGenesis};
  for (const AuditRow& row : *rows) EXPECT_TRUE(verify_next(row, &head)) << row.seq;
  const AuditRow& last = rows->back();
  EXPECT_EQ(last.action, "hand_over_mailbox");
  EXPECT_EQ(last.actor, "lea");
  EXPECT_NE(last.details.find(kTo), std::string::npos) << last.details;
  const AuditRow& step = (*rows)[rows->size() - 2];
  EXPECT_EQ(step.action, "hand_over");
  EXPECT_EQ(step.draft_id, "d");
}

TEST_P(HandoverTest, AWrongHandoverChangesNothing) {
  ASSERT_TRUE(house().create("d"));
  EXPECT_EQ(hand_over("nobody@ours.example").error().code, ErrorCode::not_found);
  EXPECT_EQ(hand_over(kFrom, "nobody@ours.example").error().code, ErrorCode::invalid);
  EXPECT_EQ(hand_over(kFrom, kFrom).error().code, ErrorCode::invalid);
  EXPECT_EQ(house().get("d").version, 1);
  const auto again = hand_over(kTo, kFrom);
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(again->drafts, 0) << "an empty mailbox";
}

TEST_P(HandoverTest, WhileMailsAreBeingClaimedNoneLeavesFromBothAndNoneIsLost) {
  constexpr int kMails = 16;
  const auto id_of = [](int i) { return "d" + std::to_string(i); };
  for (int i = 0; i < kMails; ++i) {
    ASSERT_TRUE(house().create(id_of(i), "c" + std::to_string(i) + "@example.net"));
    ASSERT_TRUE(house().approve(id_of(i)));
  }
  std::atomic<int> sent = 0, refused = 0, broken = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = t; i < kMails; i += 4) {
        const auto result = house().send(id_of(i));
        ++(result ? sent : result.error().code == ErrorCode::conflict ? refused : broken);
      }
    });
  }
  Result<Handover> done = internal("");
  threads.emplace_back([&] {
    while (sent + refused + broken < kMails / 4) std::this_thread::yield();
    done = hand_over();
  });
  for (std::thread& thread : threads) thread.join();
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(broken, 0);
  EXPECT_EQ(sent + refused, kMails);
  EXPECT_EQ(house().delivered(), sent);
  EXPECT_EQ(done->drafts, refused) << "what did not leave has moved";
  EXPECT_FALSE(house().delivered_twice());
  for (int i = 0; i < kMails; ++i) {
    const Draft draft = house().get(id_of(i));
    const bool has_left = draft.status == DraftStatus::SENT;
    EXPECT_TRUE(has_left || draft.status == DraftStatus::PENDING_APPROVAL) << id_of(i);
    EXPECT_EQ(draft.mailbox_id, has_left ? kFrom : kTo) << id_of(i);
    const auto attempts =
        house().database.db().read_now([&](ReadTx& tx) { return list_attempts(tx, draft.id); });
    EXPECT_EQ(attempts->size(), has_left ? 1U : 0U) << id_of(i);
  }
}

}  // namespace
}  // namespace sa
