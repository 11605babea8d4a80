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
    database.reset();
    house = std::make_unique<test::House>(GetParam());
  }
  Result<Suppression> add(const std::string& address) {
    return sync_wait(add_suppression(house->services, ana, address));
  }
  Result<SuppressionRemoval> remove(const std::string& address, const std::string& reason = "") {
    return sync_wait(remove_suppression(house->services, ana, address, reason));
  }
  const Actor ana = test::House::person("ana");
  std::unique_ptr<test::House> house;
};
INSTANTIATE_ENGINES(SuppressionTest);

TEST_P(SuppressionTest, AnAddressOrADomainIsNotWrittenToUntilItIsLifted) {
  for (const auto& [listed, address] :
       {std::pair("Ben@Example.net", "ben@example.net"), std::pair("@Example.org", "cy@example.org")}) {
    const std::string id = std::string("d-") + address;
    ASSERT_TRUE(house->create(id, address));
    ASSERT_TRUE(add(listed)) << listed;
    EXPECT_FALSE(house->approve(id)) << listed;
    ASSERT_TRUE(remove(listed)) << listed;
    EXPECT_TRUE(house->approve(id)) << listed;
  }
  EXPECT_EQ(add("no address").error().code, ErrorCode::invalid);
  EXPECT_EQ(remove("ben@example.net").error().code, ErrorCode::not_found);
}

TEST_P(SuppressionTest, WhatTheContactAskedForIsLiftedWithAReasonOnlyAndKept) {
  const Suppression wish{"ben@example.net", "unsubscribe", "message:1", house->clock.now()};
  ASSERT_TRUE(house->database.db().write_now([&](Tx& tx) { return suppress(tx, wish); }));
  EXPECT_EQ(add("ben@example.net")->reason, "unsubscribe") << "the first reason stands";
  for (const char* blank : {"", " \n"}) {
    const auto refused = remove("ben@example.net", blank);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().fields.at(0).path, "reason");
  }
  ASSERT_TRUE(remove("ben@example.net", "He asked to hear from us again, by telephone."));
  const auto kept = house->database.db().read_now(
      [](ReadTx& tx) { return list_suppression_removals(tx, "ben@example.net"); });
  ASSERT_TRUE(kept);
  ASSERT_EQ(kept->size(), 1u);
  EXPECT_EQ(kept->at(0).reason, "unsubscribe");
  EXPECT_EQ(kept->at(0).source, "message:1");
  EXPECT_EQ(kept->at(0).removed_by, "ana");
  EXPECT_EQ(kept->at(0).removal_reason, "He asked to hear from us again, by telephone.");
}

}  // namespace
}  // namespace sa
