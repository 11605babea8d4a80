// A doubt holds all mail to the contact until a person has answered; and a person who wrote again, wherever, is read first.
// On both engines, with mails whose judgement is given: what the rules find in words is not the matter here.
#include "actions/question/question.h"
#include "actions/contact/contact.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "actions/message/mail_intake.h"
#include "mail/address/address.h"
#include "tests/actions/house.h"

namespace sa {
namespace {

using test::House;
using testing::HasSubstr;

struct Incoming {
  const char* from = "ben@example.net";
  MessageKind kind = MessageKind::human_reply;
  Belief opt_out = Belief::no;
  std::string in_reply_to = {};
};

class QuestionTest : public test::EngineTest {
 protected:
  void SetUp() override {
    test::EngineTest::SetUp();
    if (IsSkipped()) return;
    house = std::make_unique<House>(GetParam());
  }
  Db& db() { return house->database.db(); }
  /// A mail arrives, a moment after what was before it.
  void arrives(const Incoming& incoming) {
    house->clock.advance(kMinuteMs);
    const std::string words = "Thanks, no more of this for us. Which plan has an API?";
    IncomingMail mail;
    mail.message = compose_message(incoming.from, "Stock counting", words);
    mail.message.message_id = "in-" + std::to_string(++arrived_) + "@example.net";
    mail.message.date = house->clock.now();
    if (!incoming.in_reply_to.empty()) mail.message.in_reply_to = {incoming.in_reply_to};
    mail.analysis.kind = incoming.kind;
    mail.analysis.reply_text = words;
    mail.analysis.language = "en";
    mail.analysis.opt_out = incoming.opt_out;
    if (incoming.opt_out == Belief::possible)
      mail.analysis.doubts = {{"opt_out.words", "no more of this", {8, 23}}};
    mail.source = "test";
    const MailIntake intake{house->services, {"ana@ours.example"}, "trace"};
    const auto stored = db().write_now([&](Tx& tx) { return intake.store(tx, mail, house->clock.now()); });
    ASSERT_TRUE(stored) << stored.error().message;
    house->clock.advance(kMinuteMs);
  }
  std::vector<QuestionRow> questions(QuestionStatus status = QuestionStatus::OPEN) {
    return *sync_wait(list_questions(house->services, status, Page{}));
  }
  Result<Question> answers(QuestionAnswer given, const std::string& who = "ana") {
    const auto open = questions();
    if (open.empty()) return not_found("no open question");
    return sync_wait(answer_question(house->services, House::person(who), open.front().question_id, given));
  }
  Draft judged(const std::string& id) {
    auto draft = sync_wait(get_draft(house->services, id));
    if (!draft) throw std::runtime_error(draft.error().message);
    return *std::move(draft);
  }
  bool is_held_by(const std::string& id, const std::string& rule) {
    const Verdict verdict = judged(id).verdict;
    return verdict.outcome == Outcome::hold &&
           std::ranges::find(verdict.reasons, rule, &Reason::rule) != verdict.reasons.end();
  }
  std::vector<AuditRow> trail(const std::string& id) {
    return *db().read_now([&](ReadTx& tx) { return list_audit(tx, id); });
  }

  std::unique_ptr<House> house;
  int arrived_ = 0;
};
INSTANTIATE_ENGINES(QuestionTest);

TEST_P(QuestionTest, ADoubtHoldsAllMailToTheContactAndAsksOnce) {
  ASSERT_TRUE(house->create("waits"));
  ASSERT_TRUE(house->approve("waits"));
  arrives({.opt_out = Belief::possible});
  arrives({.opt_out = Belief::possible});
  const auto open = questions();
  ASSERT_EQ(open.size(), 1u) << "one for each contact and cause";
  EXPECT_EQ(open[0].kind, "opt_out");
  EXPECT_EQ(open[0].words, "no more of this");
  EXPECT_EQ(open[0].text.substr(8, 15), "no more of this");
  EXPECT_EQ(open[0].contact_email, "ben@example.net");
  // At draft time, at the approval, at the claim: the same answer.
  const auto later = house->create("later");
  ASSERT_TRUE(later);
  EXPECT_EQ(later->verdict.outcome, Outcome::hold);
  EXPECT_TRUE(is_held_by("later", "contact.doubt"));
  const auto approved = house->approve("later");
  ASSERT_TRUE(approved) << "what waits for a person may be approved, and leave when they have answered";
  EXPECT_EQ(approved->verdict.outcome, Outcome::hold);
  const auto sent = house->send("later");
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().code, ErrorCode::conflict);
  EXPECT_EQ(house->delivered(), 0);
  // The queue shows what was judged last: it was judged anew when the question was asked.
  EXPECT_EQ(house->get("waits").verdict.outcome, Outcome::hold);
  EXPECT_EQ(trail("waits").back().action, "ask_question");
}

TEST_P(QuestionTest, AnotherAddressOfTheContactWaits) {
  arrives({.from = "ben@example.net"});
  ASSERT_TRUE(house->create("plain"));
  arrives({.from = "ben+news@example.net", .opt_out = Belief::possible});
  EXPECT_TRUE(is_held_by("plain", "contact.doubt"));
}

TEST_P(QuestionTest, ContinueEndsTheHold) {
  arrives({.opt_out = Belief::possible});
  ASSERT_TRUE(house->create("d"));
  ASSERT_TRUE(house->approve("d"));
  ASSERT_FALSE(house->send("d"));
  const auto answered = answers(QuestionAnswer::continue_);
  ASSERT_TRUE(answered) << answered.error().message;
  EXPECT_EQ(answered->answered_by, "ana");
  EXPECT_EQ(trail("d").back().action, "answer_question");
  EXPECT_THAT(trail("d").back().details, HasSubstr("\"continue\""));
  EXPECT_EQ(house->get("d").verdict.outcome, Outcome::send);
  ASSERT_TRUE(house->send("d"));
  EXPECT_EQ(house->delivered(), 1);
}

TEST_P(QuestionTest, StopEndsWhatIsUnderWayAndNothingElse) {
  arrives({.opt_out = Belief::possible});
  ASSERT_TRUE(house->create("d"));
  ASSERT_TRUE(house->approve("d"));
  ASSERT_TRUE(answers(QuestionAnswer::stop));
  const Draft ended = house->get("d");
  EXPECT_EQ(ended.status, DraftStatus::REJECTED);
  EXPECT_EQ(ended.rejected_by, "ana");
  EXPECT_EQ(trail("d").back().action, "reject");
  ASSERT_TRUE(house->create("later"));
  EXPECT_EQ(judged("later").verdict.outcome, Outcome::send);
}

TEST_P(QuestionTest, SuppressClosesEveryAddressWithItsEvidence) {
  arrives({.from = "ben@example.net"});
  arrives({.from = "ben+news@example.net", .opt_out = Belief::possible});
  ASSERT_TRUE(house->create("d"));
  const std::string message = questions().at(0).message_id.value_or("");
  ASSERT_TRUE(answers(QuestionAnswer::suppress));
  const Verdict verdict = judged("d").verdict;
  EXPECT_EQ(verdict.outcome, Outcome::block);
  const auto reason = std::ranges::find(verdict.reasons, "suppression.address", &Reason::rule);
  ASSERT_NE(reason, verdict.reasons.end());
  EXPECT_THAT(reason->evidence, HasSubstr("message:" + message));
  EXPECT_THAT(reason->evidence, HasSubstr("answered by ana"));
  const auto other = db().read_now([&](ReadTx& tx) {
    return list_suppressions_of(tx, address_keys(house->services, "ben+news@example.net"));
  });
  ASSERT_TRUE(other);
  EXPECT_EQ(other->size(), 1U);
}

TEST_P(QuestionTest, TheSecondAnswerIsToldWhoWasFirst) {
  arrives({.opt_out = Belief::possible});
  const std::string id = questions().at(0).question_id;
  ASSERT_TRUE(answers(QuestionAnswer::continue_));
  const auto second =
      sync_wait(answer_question(house->services, House::person("eva"), id, QuestionAnswer::suppress));
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::conflict);
  EXPECT_THAT(second.error().message, HasSubstr("ana said \"continue\""));
  // A new doubt is a new question.
  arrives({.opt_out = Belief::possible});
  EXPECT_EQ(questions().size(), 1u);
}

TEST_P(QuestionTest, NoMachineAnswers) {
  arrives({.opt_out = Belief::possible});
  Actor key = House::person("ana");
  key.kind = ActorKind::service;
  const auto refused = sync_wait(
      answer_question(house->services, key, questions().at(0).question_id, QuestionAnswer::continue_));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::forbidden);
  EXPECT_EQ(questions().size(), 1u);
}

TEST_P(QuestionTest, AStrangerOnAListIsNobodyToAskAbout) {
  arrives({.from = "list@lists.example", .kind = MessageKind::list, .opt_out = Belief::possible});
  EXPECT_TRUE(questions().empty());
}

TEST_P(QuestionTest, issue_open_question_after_a_sure_opt_out) {
  ASSERT_TRUE(house->create("waits"));
  arrives({.opt_out = Belief::possible});
  arrives({.from = "someone@example.org", .opt_out = Belief::possible});
  ASSERT_EQ(questions().size(), 2u);
  arrives({.kind = MessageKind::unsubscribe, .opt_out = Belief::sure});
  const auto open = questions();
  ASSERT_EQ(open.size(), 1u) << "that of the other person stays";
  EXPECT_EQ(open[0].contact_email, "someone@example.org");
  const auto closed = questions(QuestionStatus::ANSWERED);
  ASSERT_EQ(closed.size(), 1u);
  EXPECT_EQ(closed[0].answer, QuestionAnswer::suppress);
  EXPECT_THAT(closed[0].answered_by.value_or(""), testing::StartsWith("message:"));
  EXPECT_EQ(judged("waits").verdict.outcome, Outcome::block);
  EXPECT_EQ(trail("waits").back().action, "answer_question");
  std::int64_t told = 0;
  ASSERT_TRUE(export_beliefs(house->services, [&](const BeliefExample&) { ++told; }));
  EXPECT_EQ(told, 0) << "no person said what the words meant";
}

TEST_P(QuestionTest, AnswersAreExportedAsExamples) {
  arrives({.opt_out = Belief::possible});
  ASSERT_TRUE(answers(QuestionAnswer::continue_));
  std::vector<BeliefExample> examples;
  const auto count =
      export_beliefs(house->services, [&](const BeliefExample& each) { examples.push_back(each); });
  ASSERT_TRUE(count);
  ASSERT_EQ(examples.size(), 1u);
  EXPECT_EQ(examples[0].rule, "opt_out.words");
  EXPECT_EQ(examples[0].belief, Belief::possible);
  EXPECT_EQ(examples[0].answer, QuestionAnswer::continue_);
  EXPECT_EQ(examples[0].language, "en");
  EXPECT_EQ(examples[0].text.substr(8, 15), examples[0].words);
}

/// An approved draft to ben, who then writes: where, as what, from which address.
struct NewerRow {
  const char* name;
  Incoming incoming;
  bool is_held;
};

TEST_P(QuestionTest, issue_newer_reply_in_another_thread) {
  const NewerRow rows[] = {
      {"in a new thread", {}, true},
      {"from another of their addresses", {.from = "ben+mobile@example.net"}, true},
      {"an absence notice", {.kind = MessageKind::auto_reply}, true},
      {"an absence notice from another address",
       {.from = "ben+out@example.net", .kind = MessageKind::auto_reply},
       true},
      {"a calendar's answer", {.kind = MessageKind::calendar}, true},
      {"somebody else", {.from = "eva@example.net"}, false},
      {"a newsletter of theirs", {.kind = MessageKind::bulk}, false},
  };
  arrives({});
  for (const NewerRow& row : rows) {
    SCOPED_TRACE(row.name);
    house->clock.advance(kMinuteMs);
    const std::string id = "draft for " + std::string(row.name);
    ASSERT_TRUE(house->create(id));
    ASSERT_TRUE(house->approve(id));
    ASSERT_FALSE(is_held_by(id, "thread.newer_reply"));
    arrives(row.incoming);
    EXPECT_EQ(is_held_by(id, "thread.newer_reply"), row.is_held);
    // Read and approved again, it may leave.
    ASSERT_TRUE(sync_wait(withdraw_draft(house->services, House::person("ana"), id)));
    ASSERT_TRUE(house->approve(id));
    EXPECT_FALSE(is_held_by(id, "thread.newer_reply"));
    ASSERT_TRUE(sync_wait(reject_draft(house->services, House::person("ana"), id, "ana", "done")));
  }
}

TEST_P(QuestionTest, AnArchiveThatIsReadIsNoNews) {
  arrives({});
  ASSERT_TRUE(house->create("d"));
  IncomingMail old;
  old.message = compose_message("ben@example.net", "Long ago", "We met in spring.");
  old.message.message_id = "old@example.net";
  old.message.date = house->clock.now() - 200 * kDayMs;
  const MailIntake intake{house->services, {"ana@ours.example"}, "trace"};
  house->clock.advance(kMinuteMs);
  ASSERT_TRUE(db().write_now([&](Tx& tx) { return intake.store(tx, old, house->clock.now()); }));
  EXPECT_FALSE(is_held_by("d", "thread.newer_reply"));
}

}  // namespace
}  // namespace sa
