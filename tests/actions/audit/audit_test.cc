// The verification of the trail on what the actions really write: whatever happens to a draft, its tables are what its
// trail says.
#include "actions/audit/audit.h"

#include "tests/actions/house.h"

namespace sa {
namespace {

using Fault = test::FakeMailbox::Fault;

class AuditActionsTest : public test::EngineTest {
 protected:
  void SetUp() override {
    test::EngineTest::SetUp();
    if (IsSkipped()) return;
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

TEST_P(AuditActionsTest, issue_a_sending_under_way_is_no_fault_of_the_trail) {
  house->mailbox.plan = {Fault::accept_and_lose_answer};
  prepare("d", "d@example.net");
  ASSERT_TRUE(house->send("d"));
  const auto noted = house->database.db().write_now([](Tx& tx) -> Result<Unit> {
    TRY(auto attempt, find_open_attempt(tx, "d"));
    attempt->prepared_id = "r1";
    attempt->bytes_sha256 = "of what lies ready";
    return note_prepared(tx, *attempt);
  });
  ASSERT_TRUE(noted) << noted.error().message;
  expect_whole();
}

TEST_P(AuditActionsTest, ADoubtThatAPersonEndsIsInTheTrail) {
  house->mailbox.plan = {Fault::accept_and_lose_answer, Fault::lose_before_accepting};
  house->mailbox.can_look_up = false;
  for (const char* id : {"went", "stayed"}) {
    prepare(id, std::string(id) + "@example.net");
    ASSERT_TRUE(house->send(id));
  }
  // The job asks the provider several times before it leaves the doubt to a person.
  const auto is_sending = [&](const char* id) { return house->get(id).status == DraftStatus::SENDING; };
  for (int i = 0; i < 100 && (is_sending("went") || is_sending("stayed")); ++i) house->pass(kHourMs);
  ASSERT_EQ(house->get("went").status, DraftStatus::OUTCOME_UNKNOWN);
  ASSERT_EQ(house->get("stayed").status, DraftStatus::OUTCOME_UNKNOWN);
  expect_whole();
  const Actor ana = test::House::person("ana");
  ASSERT_TRUE(
      sync_wait(decide_outcome(house->services, ana, "went", true, "seen-1", "It is in the sent mail.")));
  ASSERT_TRUE(sync_wait(decide_outcome(house->services, ana, "stayed", false, "", "It is not there.")));
  expect_whole();
}

TEST_P(AuditActionsTest, AnApprovalByPolicyIsInTheTrail) {
  house->mailbox.does_deliver = false;
  house->services.approval_required = false;
  NewDraft wish = house->wish("d");
  wish.subject = "A short question";
  wish.body = "Hello,\n\nwould a short call help your team? I would be glad to hear from you.\n";
  const auto draft = sync_wait(create_draft(house->services, test::House::person("ana"), wish));
  ASSERT_TRUE(draft) << draft.error().message;
  ASSERT_EQ(draft->status, DraftStatus::APPROVED)
      << to_json_text(draft->verdict) << to_json_text(draft->claims);
  expect_whole();
}

}  // namespace
}  // namespace sa
