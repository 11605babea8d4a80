// Creating and holding drafts by rules that are data: the length that the policy gives, the calendar of where the reader is.
#include <gmock/gmock.h>

#include "tests/actions/house.h"

namespace sa {
namespace {

struct CreateTest : test::EngineTest {
  void SetUp() override {
    test::EngineTest::SetUp();
    if (!IsSkipped()) house = std::make_unique<test::House>(GetParam());
  }
  Result<Draft> create(const std::string& body) {
    NewDraft wish = house->wish("d" + std::to_string(++count));
    wish.body = body;
    return sync_wait(create_draft(house->services, test::House::person("ana"), wish));
  }
  std::unique_ptr<test::House> house;
  int count = 0;
};
INSTANTIATE_ENGINES(CreateTest);

TEST_P(CreateTest, issue_the_policy_decides_what_create_refuses) {
  const std::string words = "Shall we count your stock together?";
  EXPECT_THAT(create(words).error().message, testing::HasSubstr("length.body_short"));
  house->agent_policy.validation = *load_validation_policy([](std::string_view path) {
    auto text = test::embedded_text(path);
    if (path != "policy/validation.json") return text;
    const std::string was = "\"body_min\": 50";
    const std::size_t at = text->find(was);
    EXPECT_NE(at, std::string::npos);
    return std::optional(text->replace(at, was.size(), "\"body_min\": 20"));
  });
  const auto made = create(words);
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_TRUE(made->checks.length.passed) << "create and the check go by one rule";
  EXPECT_THAT(create("Too short, still.").error().message, testing::HasSubstr("at least 20"));
}

TEST_P(CreateTest, issue_the_footer_of_a_german_mail_was_english) {
  const auto made = create(
      "Guten Tag Herr Brandt,\n\nvielen Dank für Ihre Nachricht. Gern zeige ich Ihnen am Donnerstag, wie "
      "die Zählung in Ihrem Lager ablaufen würde.\n\nMit freundlichen Grüßen\nAna");
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_THAT(made->footer, testing::HasSubstr("melden Sie sich hier ab: " + made->unsubscribe_url));
  DraftEdit edit;
  edit.body =
      "Hello Mr Brandt,\n\nthank you for your message. I would like to show you on Thursday how we would "
      "count the stock in your warehouse.\n\nBest regards\nAna";
  const auto edited =
      sync_wait(edit_draft(house->services, test::House::person("ana"), made->id, edit, made->version));
  ASSERT_TRUE(edited) << edited.error().message;
  EXPECT_THAT(edited->footer, testing::HasSubstr("unsubscribe here: " + edited->unsubscribe_url));
}

TEST_P(CreateTest, what_a_person_let_stand_is_named_in_few_words) {
  ASSERT_TRUE(house->create("d"));
  const auto approve = [&](std::string finding) {
    return sync_wait(approve_draft(house->services, test::House::person("ana"), "d", "ana", std::nullopt,
                                   {std::move(finding)}, std::nullopt));
  };
  EXPECT_EQ(approve(std::string(301, 'x')).error().code, ErrorCode::invalid);
  EXPECT_EQ(approve("length.body_long\r\nX: y").error().code, ErrorCode::invalid);
  EXPECT_TRUE(approve("length.body_long"));
}

// The second mail to a person carries the link of the first: the footer that was composed before that was known must follow.
TEST_P(CreateTest, the_footer_holds_the_link_that_the_person_has_already) {
  const std::string body =
      "Hello,\n\nshall we count your stock together on Thursday, in the warehouse?\n\nAna";
  for (int i = 0; i < 2; ++i) {
    const auto made = create(body);
    ASSERT_TRUE(made) << made.error().message;
    EXPECT_THAT(made->footer, testing::HasSubstr("unsubscribe here: " + made->unsubscribe_url + "\n"));
  }
}

TEST_P(CreateTest, issue_postponed_mail_left_on_a_public_holiday) {
  house->services.gate_policy.calendar = {"Europe/Berlin", {}, house->agent_policy.holidays};
  const auto set_clock = [&](const char* now) {
    house->clock.advance(*parse_rfc3339(now) - house->clock.now());
  };
  set_clock("2026-12-23T16:59:30Z");  // 17:59:30 in Berlin, before the banks close for Christmas
  house->mailbox.plan = {test::FakeMailbox::Fault::not_now};
  ASSERT_TRUE(house->create("d"));
  ASSERT_TRUE(house->approve("d"));
  Actor service = system_actor("a schedule");
  ASSERT_TRUE(sync_wait(send_draft(house->services, service, "d")));
  // Banks are closed on Thursday, Friday and Saturday are Christmas, and then it is Sunday.
  for (const char* now :
       {"2026-12-23T17:01:00Z", "2026-12-24T10:00:00Z", "2026-12-25T10:00:00Z", "2026-12-27T10:00:00Z"}) {
    set_clock(now);
    house->pass(0);
    EXPECT_EQ(house->delivered(), 0) << now;
  }
  const Draft held = house->get("d");
  EXPECT_EQ(held.status, DraftStatus::APPROVED);
  set_clock("2026-12-28T07:00:01Z");
  house->pass(kHourMs);
  EXPECT_EQ(house->get("d").status, DraftStatus::SENT);
  EXPECT_EQ(house->delivered(), 1);
}

}  // namespace
}  // namespace sa
