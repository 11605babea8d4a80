// How a contact is stored: what is known is never overwritten by what is guessed, a spelling is no second person, and the CRM's
// word makes nobody.
#include "actions/contact/record.h"

#include <gmock/gmock.h>

#include "actions/contact/consent.h"
#include "actions/contact/directory.h"
#include "tests/actions/house.h"

namespace sa {
namespace {

struct RecordTest : test::EngineTest {
  void SetUp() override {
    test::EngineTest::SetUp();
    if (IsSkipped()) return;
    house = std::make_unique<test::House>(GetParam());
  }
  Contact contact(const std::string& id, const std::string& email) {
    Contact made;
    made.contact_id = id;
    made.email = made.email_key = email;
    made.created_at = made.updated_at = house->clock.now();
    return made;
  }
  void note(const Contact& made) {
    const auto noted =
        house->database.db().write_now([&](Tx& tx) { return note_contact(house->services, tx, made); });
    ASSERT_TRUE(noted) << noted.error().message;
  }
  void fill(const std::string& email, const ContactDetails& details, Instant now) {
    const auto filled = house->database.db().write_now(
        [&](Tx& tx) { return fill_contact(house->services, tx, email, details, now); });
    ASSERT_TRUE(filled) << filled.error().message;
  }
  std::optional<Contact> find(const std::string& email) {
    return *house->database.db().read_now(
        [&](ReadTx& tx) { return find_contact_by_email(tx, address_keys(house->services, email)); });
  }
  std::unique_ptr<test::House> house;
};
INSTANTIATE_ENGINES(RecordTest);

TEST_P(RecordTest, AnotherSpellingIsTheSameContactAndFillsInWhatIsNotKnown) {
  note(contact("c1", "j.doe@gmail.com"));
  Contact spelled = contact("c2", "jdoe+x@gmail.com");
  spelled.name = "Jane Doe";
  note(spelled);
  note(spelled);
  const auto found = find("j.d.o.e@gmail.com");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->contact_id, "c1");
  EXPECT_EQ(found->name, "Jane Doe");
  EXPECT_EQ(found->email, "j.doe@gmail.com") << "as first seen";
}

TEST_P(RecordTest, WhatIsKnownStaysAndWhatIsNotIsFilledIn) {
  Contact ben = contact("c1", "ben@theirs.example");
  ben.name = "Ben";
  note(ben);
  const Instant later = house->clock.now() + 5;
  fill("ben@theirs.example", {"Somebody Else", "Theirs", ""}, later);
  EXPECT_EQ(find("ben@theirs.example")->name, "Ben");
  EXPECT_EQ(find("ben@theirs.example")->company, "Theirs");
  EXPECT_EQ(find("ben@theirs.example")->updated_at, later);
  fill("ben@theirs.example", {"X", "Y", ""}, later + 4);
  EXPECT_EQ(find("ben@theirs.example")->updated_at, later) << "nothing was learned";
  fill("ben@theirs.example", {"X", "Y", "Europe/Vienna"}, later + 4);
  EXPECT_EQ(find("ben@theirs.example")->timezone, "Europe/Vienna");
  EXPECT_EQ(find("ben@theirs.example")->zone_source, "crm");
  fill("cy@theirs.example", {"Cy", "", ""}, later);
  EXPECT_FALSE(find("cy@theirs.example")) << "details make no contact";
}

TEST_P(RecordTest, AConsentThatExpiresIsABasisNoMoreFromTheNextDayOn) {
  const Actor ana = test::House::person("ana");
  ContactFields fields;
  fields.email = "ada@theirs.example";
  fields.basis = ContactBasis::public_business;
  const auto made = sync_wait(create_contact(house->services, ana, fields));
  ASSERT_TRUE(made) << made.error().message;
  ConsentFields consent;
  consent.basis = ContactBasis::consent;
  consent.obtained_at = house->clock.now();
  consent.expires_at = house->clock.now() + 3 * kDayMs;
  ASSERT_TRUE(sync_wait(add_consent(house->services, ana, made->contact_id, consent)));
  const auto basis = [&] { return find("ada@theirs.example")->basis; };
  const auto pass_a_day = [&] {
    house->clock.advance(kDayMs);
    // What a periodic job asks for runs in the round after it.
    for (int idle = 0; idle < 2;) {
      const auto ran = house->runner.run_due();
      ASSERT_TRUE(ran) << ran.error().message;
      idle = *ran > 0 ? 0 : idle + 1;
    }
  };
  for (int day = 1; day < 3; ++day) {
    pass_a_day();
    EXPECT_EQ(basis(), ContactBasis::consent) << day;
  }
  pass_a_day();
  pass_a_day();
  EXPECT_EQ(basis(), ContactBasis::public_business) << "the newest that holds";
}

}  // namespace
}  // namespace sa
