// The verification of the trail on what the actions really write: whatever happens to a draft, its tables are what its
// trail says.
#include "actions/audit.h"

#include "tests/actions/house.h"

namespace sa {
namespace {

using Fault = test::FakeMailbox::Fault;

class AuditActionsTest : public test::EngineTest {
 protected:
  void SetUp() override {
    test::EngineTest::SetUp();
    if (IsSkipped()) return;
    database.reset();
    house = std::make_unique<test::House>(GetParam());
  }
  void prepare(const std::string& id, const std::string& recipient = "ben@example.net") {
    const auto created = house->create(id, recipient);
    ASSERT_TRUE(created) << created.error().message;
    const auto approved = house->approve(id);
    ASSERT_TRUE(approved) << approved.error().message;
  }
  AuditReport verify() {
    auto report = verify_audit(house->database.db(), {});
    if (!report) throw std::runtime_error(report.error().message);
    return *std::move(report);
  }
  void expect_whole() {
    const AuditReport report = verify();
    for (const AuditFinding& each : report.findings) ADD_FAILURE() << each.words;
    EXPECT_EQ(report.unproved_versions, 0);
  }
  std::unique_ptr<test::House> house;
};
INSTANTIATE_ENGINES(AuditActionsTest);

TEST_P(AuditActionsTest, EveryDecisionOfAPersonIsInTheTrail) {
  const Actor ana = test::House::person("ana");
  for (const char* id : {"edited", "withdrawn", "rejected", "again"})
    prepare(id, std::string(id) + "@example.net");
  const DraftEdit change{{}, {}, "Other words, that nobody has approved yet, and long enough to be a mail."};
  ASSERT_TRUE(sync_wait(edit_draft(house->services, ana, "edited", change, std::nullopt)));
  ASSERT_TRUE(sync_wait(withdraw_draft(house->services, ana, "withdrawn")));
  ASSERT_TRUE(sync_wait(reject_draft(house->services, ana, "rejected", "", "too late")));
  ASSERT_TRUE(sync_wait(edit_draft(house->services, ana, "again", change, std::nullopt)));
  ASSERT_TRUE(house->approve("again", "bob"));
  expect_whole();
  house->pass(40 * kDayMs);
  EXPECT_EQ(house->get("edited").status, DraftStatus::EXPIRED);
  expect_whole();
}

TEST_P(AuditActionsTest, EveryEndOfASendingIsInTheTrail) {
  house->mailbox.plan = {Fault::none, Fault::refuse, Fault::not_now, Fault::accept_and_lose_answer,
                         Fault::lose_before_accepting};
  int number = 0;
  for (const char* id : {"sent", "refused", "later", "found", "absent"}) {
    prepare(id, "contact" + std::to_string(++number) + "@example.net");
    ASSERT_TRUE(house->send(id)) << id;
    expect_whole();
  }
  house->pass(kSendDeadlineMs + kSendGraceMs + 1);
  expect_whole();
  house->pass(kHourMs);
  expect_whole();
  EXPECT_EQ(house->get("sent").status, DraftStatus::SENT);
  EXPECT_EQ(house->get("refused").status, DraftStatus::FAILED);
  EXPECT_EQ(house->get("found").status, DraftStatus::SENT);
  EXPECT_GE(verify().attempts, 5);
}

TEST_P(AuditActionsTest, ADoubtThatAPersonEndsIsInTheTrail) {
  house->mailbox.plan = {Fault::accept_and_lose_answer, Fault::lose_before_accepting};
  house->mailbox.can_look_up = false;
  for (const char* id : {"went", "stayed"}) {
    prepare(id, std::string(id) + "@example.net");
    ASSERT_TRUE(house->send(id));
  }
  house->pass(kDayMs);
  house->pass(kDayMs);
  ASSERT_EQ(house->get("went").status, DraftStatus::OUTCOME_UNKNOWN);
  expect_whole();
  const Actor ana = test::House::person("ana");
  ASSERT_TRUE(
      sync_wait(decide_outcome(house->services, ana, "went", true, "seen-1", "It is in the sent mail.")));
  ASSERT_TRUE(sync_wait(decide_outcome(house->services, ana, "stayed", false, "", "It is not there.")));
  expect_whole();
}

TEST_P(AuditActionsTest, AnApprovalByPolicyIsInTheTrail) {
  class Outbox final : public Mailbox {
   public:
    explicit Outbox(test::FakeMailbox& fake) : fake_(fake) {}
    std::string provider() const override { return "outbox"; }
    bool delivers() const override { return false; }
    Task<Result<Unit>> ready() override { return fake_.ready(); }
    Task<SendOutcome> send(const ApprovedDraft& mail, Instant deadline) override {
      return fake_.send(mail, deadline);
    }
    Task<Lookup> find_sent(const std::string& id) override { return fake_.find_sent(id); }

   private:
    test::FakeMailbox& fake_;
  } outbox(house->mailbox);
  Services services{house->services.db,
                    house->clock,
                    house->random,
                    outbox,
                    house->llm,
                    house->mail_policy,
                    house->agent_policy,
                    house->demo,
                    test::House::gate_policy(),
                    house->services.sender,
                    house->services.public_url,
                    house->services.secret_key,
                    house->services.node_id,
                    house->services.environment};
  services.approval_required = false;
  const auto draft = sync_wait(create_draft(services, test::House::person("ana"), house->wish("d")));
  ASSERT_TRUE(draft) << draft.error().message;
  ASSERT_EQ(draft->status, DraftStatus::APPROVED);
  expect_whole();
}

}  // namespace
}  // namespace sa
