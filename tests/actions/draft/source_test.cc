// What an approval stands on: a source of a claim that changes afterwards holds the mail, until somebody approves it again.
#include <gmock/gmock.h>

#include "actions/contact/record.h"
#include "tests/actions/house.h"

namespace sa {
namespace {

struct SourceTest : test::EngineTest {
  void SetUp() override {
    test::EngineTest::SetUp();
    if (IsSkipped()) return;
    house = std::make_unique<test::House>(GetParam());
  }
  bool is_held() {
    const auto draft = sync_wait(get_draft(house->services, "d"));
    return draft && std::ranges::find(draft->verdict.reasons, "claim.source_changed", &Reason::rule) !=
                        draft->verdict.reasons.end();
  }
  std::unique_ptr<test::House> house;
};
INSTANTIATE_ENGINES(SourceTest);

TEST_P(SourceTest, AChangedSourceHoldsWhatWasApproved) {
  NewDraft wish = house->wish("d");
  wish.body =
      "Hello Ben,\n\nmy name is Ana Ruiz, and I would like to show you how teams count their stock.\n";
  const auto made = sync_wait(create_draft(house->services, test::House::person("ana"), wish));
  ASSERT_TRUE(made) << made.error().message;
  const auto claim = std::ranges::find(made->claims, std::optional<std::string>("sender"), &Claim::source);
  ASSERT_NE(claim, made->claims.end()) << to_json_text(made->claims);
  EXPECT_TRUE(claim->evidence.front().sha256);
  ASSERT_TRUE(house->approve("d"));
  EXPECT_FALSE(is_held());

  house->services.sender.name = "Eva Gomez";
  EXPECT_TRUE(is_held());
  const auto sent = house->send("d");
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().code, ErrorCode::conflict);
  EXPECT_THAT(to_json_text(sent.error().details), testing::HasSubstr("claim.source_changed"));
  EXPECT_EQ(house->delivered(), 0);

  // Without the approval the claim is found anew, and no source says it any more.
  ASSERT_TRUE(sync_wait(withdraw_draft(house->services, test::House::person("ana"), "d")));
  EXPECT_FALSE(is_held());
  ASSERT_TRUE(house->approve("d"));
  EXPECT_NE(house->get("d").claims.front().status, ClaimStatus::VERIFIED);
  const auto again = house->send("d");
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(house->delivered(), 1);
}

// The CRM learns the company after the approval: the name, which the draft took from the contact, stands as it did.
TEST_P(SourceTest, issue_a_company_that_became_known_held_mail_that_cites_the_name) {
  auto& db = house->database.db();
  Contact ben;
  ben.contact_id = "c1";
  ben.email = ben.email_key = "ben@example.net";
  ben.name = "Ben Brandt";
  ben.created_at = ben.updated_at = house->clock.now();
  ASSERT_TRUE(db.write_now([&](Tx& tx) { return note_contact(house->services, tx, ben); }));
  NewDraft wish = house->wish("d");
  wish.body = "Hello Ben Brandt,\n\nI would like to show you how teams count their stock in an afternoon.\n";
  const auto made = sync_wait(create_draft(house->services, test::House::person("ana"), wish));
  ASSERT_TRUE(made) << made.error().message;
  const auto claim =
      std::ranges::find(made->claims, std::optional<std::string>("contact:c1"), &Claim::source);
  ASSERT_NE(claim, made->claims.end()) << to_json_text(made->claims);
  ASSERT_TRUE(house->approve("d"));
  const auto fill = [&](const ContactDetails& details) {
    return db.write_now([&](Tx& tx) {
      return fill_contact(house->services, tx, "ben@example.net", details, house->clock.now());
    });
  };
  ASSERT_TRUE(fill({"", "Brandt Logistics", ""}));
  EXPECT_FALSE(is_held());
}

}  // namespace
}  // namespace sa
