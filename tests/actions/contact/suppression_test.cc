// The list of who must not be written to, as a person keeps it.
#include "actions/contact/suppression.h"

#include "actions/message/mail_intake.h"
#include "tests/actions/house.h"

namespace sa {
namespace {

class SuppressionTest : public test::EngineTest {
 protected:
  void SetUp() override {
    test::EngineTest::SetUp();
    if (IsSkipped()) return;
    house = std::make_unique<test::House>(GetParam());
  }
  Result<KeptSuppression> add(const std::string& text) {
    SuppressionWish wish;
    (text.starts_with('@') ? wish.domain : wish.address) = text.substr(text.starts_with('@') ? 1 : 0);
    return sync_wait(add_suppression(house->services, ana, wish));
  }
  Result<std::vector<SuppressionRemoval>> remove(const std::string& address, Lift lift = {}) {
    return sync_wait(remove_suppressions(house->services, ana, address, std::move(lift)));
  }
  const Actor ana = test::House::person("ana");
  std::unique_ptr<test::House> house;
};
INSTANTIATE_ENGINES(SuppressionTest);

TEST_P(SuppressionTest, AnAddressOrADomainIsNotWrittenToUntilItIsLifted) {
  for (const auto& [listed, address] :
       {std::pair("Ben@Example.net", "ben@example.net"), std::pair("@Example.org", "cy@example.org"),
        std::pair("@example.com", "di@sales.eu.example.com")}) {
    const std::string id = std::string("d-") + address;
    ASSERT_TRUE(house->create(id, address));
    ASSERT_TRUE(add(listed)) << listed;
    EXPECT_FALSE(house->approve(id)) << listed;
    ASSERT_TRUE(remove(listed)) << listed;
    EXPECT_TRUE(house->approve(id)) << listed;
  }
  EXPECT_EQ(add("no address").error().code, ErrorCode::invalid);
  EXPECT_EQ(remove("ben@example.net").error().code, ErrorCode::not_found);
  ASSERT_TRUE(add("@sub.example.edu"));
  EXPECT_FALSE(house->is_suppressed("eve@example.edu")) << "a domain does not cover the one above it";
  EXPECT_FALSE(house->is_suppressed("eve@othersub.example.edu"));
}

/// A report of a provider about our mail `rfc_message_id`, whose reader it names or (empty) hides.
std::string report_of(const std::string& type, const std::string& reader, const std::string& rfc_message_id) {
  return "From: <feedback@provider.example>\r\nTo: <ana@ours.example>\r\nSubject: FW: Hello\r\nMessage-ID: "
         "<" +
         type +
         "@provider.example>\r\n"
         "MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=feedback-report; "
         "boundary=b\r\n\r\n"
         "--b\r\nContent-Type: text/plain\r\n\r\nThis is a report.\r\n"
         "--b\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: " +
         type + "\r\nVersion: 1\r\n" + (reader.empty() ? "" : "Original-Rcpt-To: " + reader + "\r\n") +
         "\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nFrom: <ana@ours.example>\r\nMessage-ID: <" +
         rfc_message_id + ">\r\n\r\nHello\r\n--b--\r\n";
}

TEST_P(SuppressionTest, issue_a_report_of_spam_suppresses_its_reader) {
  const MailIntake intake{house->services, {}, "trace"};
  const auto arrive = [&](const std::string& raw) {
    const auto mail = intake.read(raw, "test");
    ASSERT_TRUE(mail);
    ASSERT_TRUE(
        house->database.db().write_now([&](Tx& tx) { return intake.store(tx, *mail, house->clock.now()); }));
  };
  for (const char* id : {"a", "b", "c"}) {
    ASSERT_TRUE(house->create(id, std::string(id) + "@example.net"));
    ASSERT_TRUE(house->approve(id));
    ASSERT_TRUE(house->send(id));
  }
  arrive(report_of("abuse", "a@example.net", house->get("a").rfc_message_id));
  EXPECT_TRUE(house->is_suppressed("a@example.net"));
  arrive(report_of("fraud", "", house->get("b").rfc_message_id));
  EXPECT_TRUE(house->is_suppressed("b@example.net")) << "the provider hides the reader, and names the mail";
  arrive(report_of("opt-out", "c@example.net", house->get("c").rfc_message_id));
  EXPECT_TRUE(house->is_suppressed("c@example.net"));
  EXPECT_FALSE(house->is_suppressed("feedback@provider.example"));
  arrive(report_of("other", "d@example.net", "never@ours.example"));
  EXPECT_FALSE(house->is_suppressed("d@example.net")) << "we never wrote there: anybody can forge a report";
}

TEST_P(SuppressionTest, WhatTheContactAskedForIsLiftedByAnOwnerWithProofOnlyAndKept) {
  house->suppress("ben@example.net", SuppressionReason::unsubscribe, "message:1");
  EXPECT_EQ(add("ben@example.net")->suppression.reason, SuppressionReason::unsubscribe)
      << "what stands is left as it is";
  for (const auto& [lift, field] :
       {std::pair(Lift{}, "reason"), std::pair(Lift{" \n", "form of 3 May"}, "reason"),
        std::pair(Lift{"He asked to hear from us again.", " "}, "proof")}) {
    const auto refused = remove("ben@example.net", lift);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().fields.at(0).path, field);
  }
  const Lift lift{"He asked to hear from us again, by telephone.", "call of 3 May, noted by Ana"};
  Actor lead = ana;
  lead.scopes = scopes_of(Role::lead);
  const auto forbidden = sync_wait(remove_suppressions(house->services, lead, "ben@example.net", lift));
  ASSERT_FALSE(forbidden);
  EXPECT_EQ(forbidden.error().code, ErrorCode::forbidden);
  ASSERT_TRUE(remove("Ben+lists@example.net", lift)) << "in any spelling";
  EXPECT_FALSE(house->is_suppressed("ben@example.net"));
  const auto key = suppression_key(house->services, "ben@example.net");
  const auto kept =
      house->database.db().read_now([&](ReadTx& tx) { return list_suppression_removals(tx, key->key_hash); });
  ASSERT_TRUE(kept);
  ASSERT_EQ(kept->size(), 1u);
  EXPECT_EQ(kept->at(0).reason, SuppressionReason::unsubscribe);
  EXPECT_EQ(kept->at(0).source, "message:1");
  EXPECT_EQ(kept->at(0).removed_by, "ana");
  EXPECT_EQ(kept->at(0).removal_reason, lift.reason);
  EXPECT_EQ(kept->at(0).proof, lift.proof);
}

TEST_P(SuppressionTest, AColleaguesWishDoesNotHideTheContactsOwnNo) {
  ASSERT_TRUE(add("ben@example.net"));
  house->suppress("ben@example.net", SuppressionReason::objection, "message:1");
  const auto refused = remove("ben@example.net", {"It was a slip.", ""});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fields.at(0).path, "proof");
  EXPECT_TRUE(house->is_suppressed("ben@example.net"));
}

}  // namespace
}  // namespace sa
