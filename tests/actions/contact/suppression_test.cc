// The list of who must not be written to, as a person keeps it.
#include "actions/contact/suppression.h"

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
