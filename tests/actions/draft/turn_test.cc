// Approved mail that has to wait gets a place of its own, which later mail does not take.
#include "actions/draft/turn.h"

#include <gmock/gmock.h>

#include "actions/contact/record.h"
#include "actions/draft/send.h"
#include "actions/mailbox/directory.h"
#include "store/draft/slot.h"
#include "store/mailbox/mailbox.h"
#include "tests/actions/house.h"

namespace sa {
namespace {

using ::testing::ElementsAre;

constexpr std::int64_t kGapS = 300;

class TurnTest : public test::EngineTest {
 protected:
  void SetUp() override {
    EngineTest::SetUp();
    if (IsSkipped()) return;
    house = std::make_unique<test::House>(GetParam());
    set_gap(kGapS);
  }
  template <class F>
  auto write(F&& f) {
    auto result = house->database.db().write_now(std::forward<F>(f));
    if (!result) throw std::runtime_error(result.error().message);
    return *std::move(result);
  }
  void set_gap(std::int64_t gap_s) {
    write([&](Tx& tx) -> Result<Unit> {
      TRY(auto mailbox, find_mailbox(tx, "ana@ours.example"));
      mailbox->limits.gap_s = gap_s;
      ++mailbox->version;
      TRY_OK(update_mailbox(tx, *mailbox));
      return ok();
    });
  }
  /// Approved, and it leaves by itself as soon as it may.
  void approve(const std::string& id, const std::string& recipient) {
    const auto created = house->create(id, recipient);
    ASSERT_TRUE(created) << created.error().message;
    const auto approved = house->approve(id);
    ASSERT_TRUE(approved) << approved.error().message;
    write([&](Tx& tx) { return ask_to_send(house->services, tx, *approved, "trace"); });
    house->pass(0);
  }
  bool is_sent(const std::string& id) { return house->get(id).status == DraftStatus::SENT; }
  /// Seconds from now until the draft's verdict says that it may leave; -1: it says nothing.
  std::int64_t waits_s(const std::string& id) {
    const auto until = house->get(id).verdict.until;
    return until ? (*until - house->clock.now()) / kSecondMs : -1;
  }
  std::vector<std::string> holds(const std::string& id) {
    std::vector<std::string> rules;
    for (const Reason& each : house->get(id).verdict.reasons)
      if (each.severity == Severity::hold) rules.push_back(each.rule);
    return rules;
  }

  std::unique_ptr<test::House> house;
};
INSTANTIATE_ENGINES(TurnTest);

TEST_P(TurnTest, EachThatWaitsHasAPlaceOfItsOwn) {
  for (const char* id : {"a", "b", "c", "d"}) approve(id, std::string(id) + "@example.net");
  EXPECT_TRUE(is_sent("a"));
  EXPECT_EQ(waits_s("b"), kGapS);
  EXPECT_EQ(waits_s("c"), 2 * kGapS);
  EXPECT_EQ(waits_s("d"), 3 * kGapS);
  EXPECT_THAT(holds("d"), ElementsAre("mailbox.gap"));
  for (const char* id : {"b", "c", "d"}) {
    EXPECT_FALSE(is_sent(id));
    house->pass(kGapS * kSecondMs);
    EXPECT_TRUE(is_sent(id));
  }
}

TEST_P(TurnTest, WhoComesLaterDoesNotTakeAPlaceThatIsReserved) {
  approve("a", "a@example.net");
  approve("b", "b@example.net");
  approve("c", "c@example.net");
  // Between the places of b and c the gap to a is over, but b's is not.
  house->pass(kGapS * kSecondMs);
  house->clock.advance(kGapS * kSecondMs - kSecondMs);
  approve("late", "late@example.net");
  EXPECT_FALSE(is_sent("late"));
  house->pass(kSecondMs);
  EXPECT_TRUE(is_sent("c"));
  EXPECT_FALSE(is_sent("late"));
  house->pass(kGapS * kSecondMs);
  EXPECT_TRUE(is_sent("late"));
}

TEST_P(TurnTest, WhoPressesSendWaitsForNoPlaceButForTheGap) {
  approve("a", "a@example.net");
  approve("b", "b@example.net");
  ASSERT_TRUE(house->create("urgent", "c@example.net"));
  ASSERT_TRUE(house->approve("urgent"));
  EXPECT_FALSE(house->send("urgent"));
  house->clock.advance(kGapS * kSecondMs);
  const auto sent = house->send("urgent");
  EXPECT_TRUE(sent) << sent.error().message;
  house->pass(0);
  EXPECT_FALSE(is_sent("b")) << "its gap begins anew";
  house->pass(kGapS * kSecondMs);
  EXPECT_TRUE(is_sent("b"));
}

TEST_P(TurnTest, APlaceThatIsGivenUpIsFree) {
  approve("a", "a@example.net");
  approve("b", "b@example.net");
  ASSERT_TRUE(sync_wait(withdraw_draft(house->services, test::House::person("ana"), "b")));
  approve("c", "c@example.net");
  EXPECT_EQ(waits_s("c"), kGapS);
}

TEST_P(TurnTest, OtherLimitsMoveWhatWaits) {
  for (const char* id : {"a", "b", "c"}) approve(id, std::string(id) + "@example.net");
  EXPECT_EQ(waits_s("c"), 2 * kGapS);
  MailboxFields fields;
  fields.limits = MailboxLimits{};
  fields.limits->gap_s = 60;
  const auto mailbox = sync_wait(get_mailbox_view(house->services, "ana@ours.example"));
  ASSERT_TRUE(mailbox);
  const auto changed = sync_wait(update_mailbox(house->services, test::House::person("ana"),
                                                "ana@ours.example", mailbox->version, fields));
  ASSERT_TRUE(changed) << changed.error().message;
  house->pass(0);
  EXPECT_EQ(std::min(waits_s("b"), waits_s("c")), 60);
  EXPECT_EQ(std::max(waits_s("b"), waits_s("c")), 120);
}

TEST_P(TurnTest, AMailThatTookItsTimeMakesNobodyLeaveTheLine) {
  for (const char* id : {"a", "b", "c"}) approve(id, std::string(id) + "@example.net");
  // b is looked at five seconds late, so that c's place is five seconds too early.
  house->pass(kGapS * kSecondMs + 5 * kSecondMs);
  EXPECT_TRUE(is_sent("b"));
  approve("late", "late@example.net");
  house->pass(kGapS * kSecondMs - 5 * kSecondMs);
  EXPECT_FALSE(is_sent("c"));
  EXPECT_EQ(waits_s("c"), 5);
  house->pass(5 * kSecondMs);
  EXPECT_TRUE(is_sent("c"));
  EXPECT_FALSE(is_sent("late"));
}

TEST_P(TurnTest, AfterALongPauseMailLeavesAGapApart) {
  for (const char* id : {"a", "b", "c", "d"}) approve(id, std::string(id) + "@example.net");
  house->pass(4 * kHourMs);
  EXPECT_EQ(house->delivered(), 2);
  house->pass(kGapS * kSecondMs);
  EXPECT_EQ(house->delivered(), 3);
  house->pass(kGapS * kSecondMs);
  EXPECT_EQ(house->delivered(), 4);
}

TEST_P(TurnTest, ADomainReceivesNoMoreThanItsLimitAndFreemailHasNone) {
  set_gap(0);
  house->services.gate_policy.limits.domain_day = 2;
  for (const char* id : {"a", "b", "c"}) approve(id, std::string(id) + "@mail.acme.example");
  EXPECT_TRUE(is_sent("b"));
  EXPECT_THAT(holds("c"), ElementsAre("quota.domain_day"));
  EXPECT_EQ(waits_s("c"), kDayMs / kSecondMs);
  approve("e", "e@acme.example");
  EXPECT_THAT(holds("e"), ElementsAre("quota.domain_day")) << "it is the same company's domain";
  for (const char* id : {"x", "y", "z"}) {
    approve(id, std::string(id) + "@gmail.com");
    EXPECT_TRUE(is_sent(id));
  }
  house->pass(kDayMs);
  EXPECT_TRUE(is_sent("c"));
  EXPECT_TRUE(is_sent("e"));
}

TEST_P(TurnTest, ACompanyReceivesNoMoreThanItsLimit) {
  set_gap(0);
  house->services.gate_policy.limits.company_week = 2;
  for (const char* id : {"a", "b", "c", "d"}) {
    Contact contact;
    contact.contact_id = id;
    // Each at another domain: the company is the contact's.
    contact.email = contact.email_key = std::string(id) + "@" + id + ".example";
    contact.created_at = contact.updated_at = house->clock.now();
    write([&](Tx& tx) -> Result<Unit> {
      TRY(const auto company, ensure_company(house->services, tx, std::string(id) == "d" ? "Other" : "Acme",
                                             "", house->clock.now()));
      contact.company_id = company->company_id;
      TRY_OK(add_contact(house->services, tx, contact, {{contact.email, contact.email_key}},
                         ContactOrigin::person, house->clock.now()));
      return ok();
    });
    approve(id, contact.email);
  }
  EXPECT_TRUE(is_sent("b"));
  EXPECT_THAT(holds("c"), ElementsAre("quota.company_week"));
  EXPECT_EQ(waits_s("c"), kContactWindowMs / kSecondMs);
  EXPECT_TRUE(is_sent("d"));
}

}  // namespace
}  // namespace sa
