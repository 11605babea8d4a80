// What came back for a mail of ours, from the mail that says it to the figures: which mail it counts for, and who is reached. On both engines.
#include "actions/report/response.h"

#include <gmock/gmock.h>

#include "actions/contact/unsubscribe.h"
#include "actions/message/mail_intake.h"
#include "actions/question/question.h"
#include "actions/report/report.h"
#include "base/reflect/reflect.h"
#include "mail/address/address.h"
#include "tests/actions/house.h"

namespace sa {
namespace {

using test::House;
using testing::ElementsAre;
using testing::IsEmpty;

struct Incoming {
  std::string from = "ben@example.net";
  MessageKind kind = MessageKind::human_reply;
  Intent intent = Intent::neutral;
  Belief opt_out = Belief::no;
  std::string in_reply_to = {};
  std::optional<Bounce> bounce = {};
  std::int64_t written_before_ms = 0;
};

class ResponseTest : public test::EngineTest {
 protected:
  void SetUp() override {
    test::EngineTest::SetUp();
    if (IsSkipped()) return;
    house = std::make_unique<House>(GetParam());
  }
  Db& db() { return house->database.db(); }

  void sent(const std::string& id, const std::string& to = "ben@example.net") {
    ASSERT_TRUE(house->create(id, to));
    const auto approved = house->approve(id);
    ASSERT_TRUE(approved) << approved.error().message;
    const auto left = house->send(id);
    ASSERT_TRUE(left) << left.error().message;
    ASSERT_EQ(left->status, DraftStatus::SENT);
  }
  std::string arrives(const Incoming& incoming) {
    IncomingMail mail;
    mail.message = compose_message(incoming.from, "Stock counting", "Thanks.");
    mail.message.message_id = "in-" + std::to_string(++arrived_) + "@example.net";
    mail.message.date = house->clock.now() - incoming.written_before_ms;
    if (!incoming.in_reply_to.empty()) mail.message.in_reply_to = {incoming.in_reply_to};
    mail.analysis.kind = incoming.kind;
    mail.analysis.intent = incoming.intent;
    mail.analysis.opt_out = incoming.opt_out;
    mail.analysis.bounce = incoming.bounce;
    mail.analysis.language = "en";
    if (incoming.opt_out == Belief::possible)
      mail.analysis.doubts = {{"opt_out.words", "no more of this", {0, 5}}};
    mail.source = "test";
    const MailIntake intake{house->services, {"ana@ours.example"}, "trace"};
    const auto stored = db().write_now([&](Tx& tx) { return intake.store(tx, mail, house->clock.now()); });
    if (!stored) throw std::runtime_error(stored.error().message);
    return mail.message.message_id;
  }
  static Bounce bounce_of(const std::string& recipient, std::optional<std::string> original = {}) {
    return {BounceType::hard, "5.1.1", {recipient}, std::move(original)};
  }
  /// What the trail says came back for a mail: "reply interested".
  std::vector<std::string> responses(const std::string& draft_id) {
    const auto rows = *db().read_now([&](ReadTx& tx) { return list_audit(tx, draft_id); });
    std::vector<std::string> found;
    for (const AuditRow& row : rows) {
      if (row.action != "note_response") continue;
      const auto response = *from_json_text<MailResponse>(row.details);
      found.push_back(std::string(enum_name(response.kind)) +
                      (response.intent ? ' ' + *response.intent : ""));
    }
    return found;
  }
  SendingFigures figures() {
    ReportWish wish;
    wish.from = "2026-11-01";
    wish.to = "2027-06-01";
    return sync_wait(report_sending(house->services, system_actor("test"), wish, std::nullopt))->total;
  }

  std::unique_ptr<House> house;
  int arrived_ = 0;
};
INSTANTIATE_ENGINES(ResponseTest);

TEST_P(ResponseTest, AReplyCountsForTheLastMailBeforeItFromWhateverAddressAndThread) {
  sent("first");
  house->pass(8 * kDayMs);
  sent("second");
  house->pass(kHourMs);
  arrives({.from = "Ben+work@Example.net", .intent = Intent::interested});
  EXPECT_THAT(responses("first"), IsEmpty());
  EXPECT_THAT(responses("second"), ElementsAre("reply interested"));
  // Read late, but written before the second mail left.
  arrives({.written_before_ms = kDayMs});
  EXPECT_THAT(responses("first"), ElementsAre("reply neutral"));
  EXPECT_EQ(figures().replied.value, 1);
  EXPECT_EQ(figures().replied.n, 1);
  EXPECT_EQ(figures().positive.value, 1);
}

TEST_P(ResponseTest, AfterThirtyDaysAReplyIsNoneOfTheMail) {
  sent("one");
  house->pass(30 * kDayMs + kMinuteMs);
  arrives({});
  EXPECT_THAT(responses("one"), IsEmpty());
}

TEST_P(ResponseTest, MachinesDoNotReplyAndStrangersLeaveNoRow) {
  sent("one");
  house->pass(kHourMs);
  arrives({.kind = MessageKind::auto_reply});
  arrives({.kind = MessageKind::calendar});
  arrives({.kind = MessageKind::delivery_notice});
  arrives({.from = "stranger@elsewhere.example"});
  EXPECT_THAT(responses("one"), IsEmpty());
  EXPECT_EQ(figures().replied.value, 0);
}

TEST_P(ResponseTest, ABounceCountsForTheMailThatItNames) {
  sent("first");
  const std::string named = house->get("first").rfc_message_id;
  house->pass(8 * kDayMs);
  sent("second");
  house->pass(kHourMs);
  arrives({.from = "mailer-daemon@example.net",
           .kind = MessageKind::bounce,
           .bounce = bounce_of("ben@example.net", named)});
  EXPECT_THAT(responses("first"), ElementsAre("bounce"));
  EXPECT_EQ(figures().delivered.value, 2) << "it is more than 72 hours late";
  arrives({.from = "mailer-daemon@example.net",
           .kind = MessageKind::bounce,
           .bounce = bounce_of("ben@example.net")});
  EXPECT_THAT(responses("second"), ElementsAre("bounce"));
  EXPECT_EQ(figures().delivered.value, 1);
  EXPECT_EQ(figures().sent.value, 2);
}

TEST_P(ResponseTest, AComplaintAndAnOptOutCountForTheMailThatTheyName) {
  sent("first");
  const std::string named = house->get("first").rfc_message_id;
  house->pass(8 * kDayMs);
  sent("second");
  house->pass(kHourMs);
  arrives({.from = "fbl@provider.example",
           .kind = MessageKind::complaint,
           .bounce = bounce_of("ben@example.net", named)});
  arrives({.kind = MessageKind::unsubscribe, .opt_out = Belief::sure, .in_reply_to = named});
  EXPECT_THAT(responses("first"), ElementsAre("complaint", "opt_out"));
  EXPECT_THAT(responses("second"), IsEmpty());
  EXPECT_EQ(figures().replied.value, 0) << "an opt-out is no reply";
}

TEST_P(ResponseTest, AnOptOutThatNamesAMailToSomebodyElseCountsForTheLastOne) {
  sent("one");
  sent("other", "cy@example.org");
  house->pass(kHourMs);
  arrives({.kind = MessageKind::unsubscribe,
           .opt_out = Belief::sure,
           .in_reply_to = house->get("other").rfc_message_id});
  EXPECT_THAT(responses("one"), ElementsAre("opt_out"));
  EXPECT_THAT(responses("other"), IsEmpty());
}

TEST_P(ResponseTest, TheLinkCountsForTheMailThatItStoodIn) {
  sent("first");
  house->pass(8 * kDayMs);
  sent("second");
  house->pass(kHourMs);
  const std::string url = house->get("first").unsubscribe_url;
  const std::string mark = url.substr(url.find("?d=") + 3);
  for (int twice = 0; twice < 2; ++twice)
    ASSERT_TRUE(sync_wait(unsubscribe(house->services, unsubscribe_id_of(url), mark)));
  EXPECT_THAT(responses("first"), ElementsAre("opt_out")) << "opening it again says nothing new";
  EXPECT_EQ(figures().opt_out.value, 1);
}

TEST_P(ResponseTest, WhatAPersonFindsToBeAnOptOutIsNoReplyAnyMore) {
  sent("one");
  house->pass(kHourMs);
  arrives({.intent = Intent::interested, .opt_out = Belief::possible});
  EXPECT_EQ(figures().replied.value, 1);
  const auto open = *sync_wait(list_questions(house->services, QuestionStatus::OPEN, Page{}));
  ASSERT_EQ(open.size(), 1u);
  ASSERT_TRUE(sync_wait(
      answer_question(house->services, House::person("ana"), open[0].question_id, QuestionAnswer::suppress)));
  EXPECT_EQ(figures().replied.value, 0);
  EXPECT_EQ(figures().opt_out.value, 1);
}

TEST_P(ResponseTest, TheReceiptSaysWhoseMailItWas) {
  sent("one");
  const auto rows = *db().read_now([&](ReadTx& tx) { return list_audit(tx, "one"); });
  const auto receipt = std::ranges::find(rows, "confirm_sent", &AuditRow::action);
  ASSERT_NE(receipt, rows.end());
  const auto details = parse_json(receipt->details)->as_object();
  const auto& mail = details.at("mail").as_object();
  EXPECT_EQ(mail.at("mailbox_id").as_string(), "ana@ours.example");
  EXPECT_EQ(mail.at("key_hash").as_string(), key_hash_of(house->services, "ben@example.net"));
  EXPECT_EQ(mail.at("source").at("agent").as_string(), "operator");
}

}  // namespace
}  // namespace sa
