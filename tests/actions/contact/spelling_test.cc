// One mailbox has many spellings: an opt-out, a quota and a look-up mean the person, not the spelling.
#include "actions/contact/unsubscribe.h"
#include "actions/usage/quota.h"

#include "tests/actions/house.h"

namespace sa {
namespace {

/// The spellings of the one who opted out, and whom each is.
struct Mailbox {
  std::string opted_out;
  std::vector<std::string> spellings;
};

std::string repeat_dots(const std::string& local, unsigned pattern) {
  std::string dotted;
  for (std::size_t i = 0; i < local.size(); ++i) {
    dotted += local[i];
    if (i + 1 < local.size() && (pattern >> i) % 2 == 1) dotted += '.';
  }
  return dotted;
}

std::vector<Mailbox> mailboxes() {
  Mailbox gmail{"jane.doe@gmail.com", {}};
  for (unsigned pattern = 0; pattern < 24; ++pattern) {
    const std::string local = repeat_dots("janedoe", pattern * 2 + 1);
    gmail.spellings.push_back(local + "@gmail.com");
    gmail.spellings.push_back(local + "+tag" + std::to_string(pattern) + "@GoogleMail.com");
  }
  for (const char* each : {"JaneDoe@Gmail.com", "JANEDOE@GMAIL.COM", "janedoe+a+b@gmail.com",
                           "jane.doe+@gmail.com", "\"jane.doe\"@gmail.com", "\"janedoe+x\"@googlemail.com"})
    gmail.spellings.push_back(each);
  return {gmail,
          {"ben@exämple.net",
           {"ben@xn--exmple-cua.net", "BEN@EXÄMPLE.net", "ben+news@exämple.net", "Ben+x@XN--EXMPLE-CUA.NET",
            "\"ben\"@exämple.net"}},
          {"ann.lee@acme.example",
           {"Ann.Lee@ACME.example", "ann.lee+crm@acme.example", "\"ann.lee\"@acme.example"}},
          {"eva@icloud.com", {"eva@me.com", "EVA@mac.com", "eva+shop@icloud.com"}}};
}

class SpellingTest : public test::EngineTest {
 protected:
  void SetUp() override {
    test::EngineTest::SetUp();
    if (IsSkipped()) return;
    house = std::make_unique<test::House>(GetParam());
  }
  /// Through the link of the mail, as its reader does.
  void opt_out_of(const std::string& id) {
    const std::string url = house->get(id).unsubscribe_url;
    const auto done = sync_wait(unsubscribe(house->services, unsubscribe_id_of(url)));
    ASSERT_TRUE(done) << done.error().message;
  }
  std::unique_ptr<test::House> house;
};
INSTANTIATE_ENGINES(SpellingTest);

TEST_P(SpellingTest, issue_an_opt_out_covers_every_spelling_of_the_mailbox) {
  std::size_t count = 0;
  int number = 0;
  for (const Mailbox& mailbox : mailboxes()) {
    const std::string first = "first-" + std::to_string(++number);
    const auto made = house->create(first, mailbox.opted_out);
    ASSERT_TRUE(made) << made.error().message;
    // Drafts that were approved before the no may not be claimed after it, either.
    std::vector<std::string> ids;
    for (const std::string& spelling : mailbox.spellings) {
      ids.push_back("d" + std::to_string(++count));
      const auto created = house->create(ids.back(), spelling);
      // A spelling that not every server takes is no recipient at all.
      ASSERT_EQ(created.has_value(), spelling.find('"') == std::string::npos) << spelling;
      if (created) ASSERT_TRUE(house->approve(ids.back())) << spelling;
    }
    opt_out_of(first);
    for (std::size_t i = 0; i < ids.size(); ++i) {
      const std::string& spelling = mailbox.spellings[i];
      const auto sent = house->send(ids[i]);
      EXPECT_FALSE(sent) << spelling << " was claimed";
      EXPECT_TRUE(house->is_suppressed(spelling)) << spelling;
      const auto created = house->create(ids[i] + "-after", spelling);
      if (created) EXPECT_EQ(created->verdict.outcome, Outcome::block) << spelling << " at draft";
      EXPECT_FALSE(house->approve(ids[i] + "-after")) << spelling << " at approval";
    }
  }
  EXPECT_GE(count, 60u);
  EXPECT_EQ(house->delivered(), 0);
  for (const char* other :
       {"janedo@gmail.com", "jane.doe@acme.example", "ann-lee@acme.example", "annlee@acme.example"})
    EXPECT_FALSE(house->is_suppressed(other)) << other;
}

TEST_P(SpellingTest, issue_the_quota_of_a_week_is_the_persons_not_the_spellings) {
  int number = 0;
  const auto send = [&](const std::string& spelling) {
    const std::string id = "q" + std::to_string(++number);
    EXPECT_TRUE(house->create(id, spelling));
    EXPECT_TRUE(house->approve(id));
    return house->send(id);
  };
  EXPECT_TRUE(send("jane.doe@gmail.com"));
  EXPECT_TRUE(send("janedoe+one@googlemail.com"));
  const auto third = send("J.a.n.e.doe@gmail.com");
  ASSERT_FALSE(third);
  EXPECT_NE(third.error().message.find("7 days"), std::string::npos) << third.error().message;
  const auto quota = sync_wait(get_quota(house->services, "", "janedoe@GMAIL.com"));
  ASSERT_TRUE(quota);
  EXPECT_EQ(quota->remaining_for_contact, 0);
}

TEST_P(SpellingTest, issue_suppressions_add_means_every_spelling) {
  SuppressionWish wish;
  wish.address = "Jane.Doe+crm@googlemail.com";
  ASSERT_TRUE(sync_wait(add_suppression(house->services, test::House::person("ana"), wish)));
  EXPECT_TRUE(house->is_suppressed("janedoe@gmail.com"));
  const auto again = sync_wait(
      add_suppression(house->services, test::House::person("ana"), {"janedoe@gmail.com", {}, {}, {}}));
  ASSERT_TRUE(again);
  EXPECT_FALSE(again->is_new);
}

}  // namespace
}  // namespace sa
