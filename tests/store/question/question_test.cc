// Questions to persons on both engines: one open question for a doubt about a contact, one answer to it, and a number by which a
// page sees that something changed.
#include "store/question/question.h"
#include "store/contact/origin.h"

#include "store/audit/audit.h"
#include "store/message/message.h"
#include "tests/store/store_test.h"

namespace sa {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class QuestionStoreTest : public test::StoreTest {
 protected:
  void SetUp() override {
    test::StoreTest::SetUp();
    if (IsSkipped()) return;
    for (const char* id : {"ben", "cy"}) add_contact(id);
  }
  void add_contact(const std::string& id) {
    Contact made;
    made.contact_id = id;
    made.email = made.email_key = id + "@theirs.example";
    made.name = "Person " + id;
    made.created_at = made.updated_at = kNow;
    write([&](Tx& tx) -> Result<Unit> {
      TRY_OK(insert_contact(tx, made, ContactOrigin::person));
      return insert_contact_address(tx, address_of(id, made.email_key, made.email_key));
    });
  }
  static ContactAddress address_of(const std::string& contact_id, const std::string& email,
                                   const std::string& alias_key) {
    return {email, contact_id, email, alias_key, std::string(64, contact_id.front()), "start", kNow};
  }
  static Question question(const std::string& id, const std::string& contact_id, Instant at = kNow) {
    Question made;
    made.question_id = id;
    made.kind = "opt_out";
    made.contact_id = contact_id;
    made.rule = "opt_out.words";
    made.words = "no more of \"this\"";
    made.span = {4, 20};
    made.language = "en";
    made.created_at = at;
    return made;
  }
  bool ask(const Question& made) {
    return write([&](Tx& tx) { return insert_question(tx, made); });
  }
  Question get(const std::string& id) {
    return read([&](ReadTx& tx) { return get_question(tx, id); });
  }
  void settle(const std::string& id, QuestionAnswer given) {
    auto answered = answer(get(id), given, "ana", kNow + 9);
    if (!answered) throw std::runtime_error(answered.error().message);
    write([&](Tx& tx) { return save_answer(tx, *answered); });
  }
  std::vector<std::string> listed(QuestionStatus status, const Page& page = {}) {
    std::vector<std::string> ids;
    for (const QuestionRow& each : read([&](ReadTx& tx) { return list_questions(tx, status, page); }))
      ids.push_back(each.question_id);
    return ids;
  }
  std::int64_t change_number() {
    return read([](ReadTx& tx) { return get_change_number(tx); });
  }
};
INSTANTIATE_ENGINES(QuestionStoreTest);

TEST_P(QuestionStoreTest, AQuestionComesBackAsItWas) {
  const Question asked = question("q1", "ben");
  EXPECT_TRUE(ask(asked));
  EXPECT_EQ(to_json_text(get("q1")), to_json_text(asked));
  const auto missing = db().read_now([](ReadTx& tx) { return get_question(tx, "q2"); });
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::not_found);
  EXPECT_THAT(missing.error().message, HasSubstr("q2"));
}

TEST_P(QuestionStoreTest, ADoubtOfOneKindIsAskedAboutOnceWhileItIsOpen) {
  EXPECT_TRUE(ask(question("q1", "ben")));
  EXPECT_FALSE(ask(question("q2", "ben")));
  EXPECT_TRUE(ask(question("q3", "cy"))) << "about somebody else";
  Question other = question("q4", "ben");
  other.kind = "sender";
  EXPECT_TRUE(ask(other)) << "of another kind";
  settle("q1", QuestionAnswer::continue_);
  EXPECT_TRUE(ask(question("q5", "ben"))) << "the former one has its answer";
}

TEST_P(QuestionStoreTest, AnAnswerIsStoredWholeAndOnce) {
  ask(question("q1", "ben"));
  const Question open = get("q1");
  settle("q1", QuestionAnswer::continue_);
  const Question answered = get("q1");
  EXPECT_EQ(answered.status, QuestionStatus::ANSWERED);
  EXPECT_EQ(answered.answer, QuestionAnswer::continue_);
  EXPECT_EQ(answered.answered_by, "ana");
  EXPECT_EQ(answered.answered_at, kNow + 9);
  // Two persons had the page open: the second read it before the first answered.
  const auto late = answer(open, QuestionAnswer::suppress, "bo", kNow + 10);
  ASSERT_TRUE(late);
  EXPECT_EQ(refused([&](Tx& tx) { return save_answer(tx, *late); }).code, ErrorCode::conflict);
  EXPECT_EQ(get("q1").answered_by, "ana");
}

TEST_P(QuestionStoreTest, TheListIsOldestFirstByStatusAndInPages) {
  ask(question("q2", "ben", kNow + 1));
  ask(question("q1", "cy", kNow + 1));
  add_contact("dan");
  ask(question("q0", "dan", kNow + 2));
  add_contact("eve");
  ask(question("q9", "eve", kNow));
  settle("q9", QuestionAnswer::stop);
  EXPECT_THAT(listed(QuestionStatus::OPEN), ElementsAre("q1", "q2", "q0"));
  EXPECT_THAT(listed(QuestionStatus::OPEN, {std::nullopt, "", 1}), ElementsAre("q1"));
  EXPECT_THAT(listed(QuestionStatus::OPEN, {kNow + 1, "q1", 5}), ElementsAre("q2", "q0"));
  EXPECT_THAT(listed(QuestionStatus::ANSWERED), ElementsAre("q9"));
}

TEST_P(QuestionStoreTest, issue_nobody_is_asked_about_a_person_who_opted_out_by_the_link) {
  ask(question("q1", "ben"));
  ask(question("q2", "cy"));
  write([](Tx& tx) {
    return suppress(tx, {"s1", std::string(64, 'b'), SuppressionScope::address,
                         SuppressionReason::unsubscribe, "link", kNow, std::nullopt});
  });
  EXPECT_THAT(listed(QuestionStatus::OPEN), ElementsAre("q2"));
  EXPECT_EQ(read([](ReadTx& tx) { return count_open_questions(tx); }), 1);
  settle("q1", QuestionAnswer::suppress);
  EXPECT_THAT(listed(QuestionStatus::ANSWERED), ElementsAre("q1")) << "what was answered stays in the list";
}

TEST_P(QuestionStoreTest, TheListSaysWhoseMailItIsAndWhatTheyWrote) {
  write([](Tx& tx) -> Result<Unit> {
    TRY_OK(insert_thread(tx, {"t", "Offer", "offer", std::nullopt, kNow, "ana@ours.example"}));
    MessageRow mail;
    mail.message_id = "m";
    mail.rfc_message_id = "m@theirs.example";
    mail.content_sha256 = std::string(64, 'a');
    mail.thread_id = "t";
    mail.linked_by = "start";
    mail.sender = mail.sender_key = "ben@theirs.example";
    mail.subject = "Re: Offer";
    mail.base_subject = "offer";
    mail.sent_at = mail.created_at = kNow;
    mail.text = "all of it";
    mail.reply_text = "the new words";
    mail.attachments = boost::json::array();
    mail.analysis = boost::json::object();
    mail.source = "file:0";
    return insert_message(tx, mail, std::nullopt);
  });
  Question about_mail = question("q1", "ben");
  about_mail.message_id = "m";
  ask(about_mail);
  ask(question("q2", "cy", kNow + 1));
  const auto rows = read([](ReadTx& tx) { return list_questions(tx, QuestionStatus::OPEN, Page{}); });
  ASSERT_THAT(rows, SizeIs(2));
  EXPECT_EQ(rows[0].contact_name, "Person ben");
  EXPECT_EQ(rows[0].contact_email, "ben@theirs.example");
  EXPECT_EQ(rows[0].subject, "Re: Offer");
  EXPECT_EQ(rows[0].text, "the new words");
  EXPECT_EQ(rows[1].subject, "");
  EXPECT_EQ(rows[1].text, "") << "it is about no mail";
}

TEST_P(QuestionStoreTest, TheChangeNumberGrowsWithEachQuestionEachAnswerAndEachRowOfTheTrail) {
  const std::int64_t before = change_number();
  ask(question("q1", "ben"));
  const std::int64_t asked = change_number();
  EXPECT_GT(asked, before);
  ask(question("q2", "ben"));
  EXPECT_EQ(change_number(), asked) << "the same doubt again changes nothing";
  settle("q1", QuestionAnswer::stop);
  const std::int64_t answered = change_number();
  EXPECT_GT(answered, asked);
  write([](Tx& tx) { return append_audit(tx, system_actor("test"), "seal", {}, kNow); });
  EXPECT_GT(change_number(), answered);
}

TEST_P(QuestionStoreTest, WhatMayStillBeSentToAContactIsFoundAtEachOfTheirAddresses) {
  write([&](Tx& tx) {
    return insert_contact_address(tx, address_of("ben", "b.en@theirs.example", "ben@theirs.example"));
  });
  const auto add = [&](const std::string& id, const std::string& to, std::optional<std::string> contact_id,
                       Instant at) {
    Draft made;
    made.id = id;
    made.sender = made.mailbox_id = "ana@ours.example";
    made.recipient = made.recipient_key = to;
    made.subject = made.body = "words";
    made.rfc_message_id = id + "@ours.example";
    made.contact_id = std::move(contact_id);
    made.created_at = made.updated_at = at;
    made.content_hash = content_hash(made);
    write([&](Tx& tx) { return insert_draft(tx, made, "ana"); });
    return made;
  };
  add("by-address", "b.en@theirs.example", std::nullopt, kNow + 2);
  const Draft by_contact = add("by-contact", "ben@elsewhere.example", "ben", kNow + 1);
  add("to-cy", "cy@theirs.example", "cy", kNow);
  const Draft rejected = add("rejected", "ben@theirs.example", "ben", kNow);
  write([&](Tx& tx) { return update_draft(tx, *reject(rejected, "ana", "No.", kNow)); });
  write([&](Tx& tx) { return update_draft(tx, *approve(by_contact, "ana", std::nullopt, kNow)); });
  std::vector<std::string> ids;
  for (const Draft& each : read([](ReadTx& tx) { return list_open_drafts(tx, "ben"); }))
    ids.push_back(each.id);
  EXPECT_THAT(ids, ElementsAre("by-contact", "by-address"));
  EXPECT_THAT(read([](ReadTx& tx) { return list_open_drafts(tx, "nobody"); }), IsEmpty());
}

}  // namespace
}  // namespace sa
