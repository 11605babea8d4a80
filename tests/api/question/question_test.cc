// Questions over the API: who may answer, once, and what a page is told.
#include "actions/question/question.h"
#include "actions/contact/contact.h"

#include <gmock/gmock.h>

#include "actions/message/mail_intake.h"
#include "store/contact/contact.h"
#include "tests/api/real_api.h"

namespace sa {
namespace {

using test::must;
using test::RealApi;
using testing::HasSubstr;

constexpr const char* kQuestions = "/api/operator/questions";

class QuestionApiTest : public test::EngineTest {
 protected:
  void SetUp() override {
    test::EngineTest::SetUp();
    if (IsSkipped()) return;
    api = std::make_unique<RealApi>(GetParam());
  }
  /// A mail whose sender may wish no more of it.
  void doubtful_mail(const std::string& from) {
    IncomingMail mail;
    const std::string words = "No more of this, please? Or which plan has an API?";
    mail.message = compose_message(from, "Your offer", words);
    mail.message.message_id = from;
    mail.message.date = api->clock.now();
    mail.analysis.reply_text = words;
    mail.analysis.language = "en";
    mail.analysis.opt_out = Belief::possible;
    mail.analysis.doubts = {{"opt_out.words", "No more of this", {0, 15}}};
    const MailIntake intake{api->services, {}, "trace"};
    must(api->services.db.write_now([&](Tx& tx) { return intake.store(tx, mail, api->clock.now()); }));
    api->clock.advance(1000);
  }
  boost::json::array open(const std::string& more = "") {
    return api->json(200, Method::GET, kQuestions + std::string("?status=OPEN") + more)
        .at("items")
        .as_array();
  }
  std::string path_of(const boost::json::value& item) {
    return std::string(kQuestions) + "/" + std::string(item.at("question_id").as_string()) + "/answer";
  }

  std::unique_ptr<RealApi> api;
};
INSTANTIATE_ENGINES(QuestionApiTest);

TEST_P(QuestionApiTest, TheStatusCountsOpenQuestions) {
  EXPECT_EQ(api->json(200, Method::GET, "/api/status").at("questions"), 0);
  doubtful_mail("ben@example.net");
  doubtful_mail("eva@example.org");
  EXPECT_EQ(api->json(200, Method::GET, "/api/status").at("questions"), 2);
}

TEST_P(QuestionApiTest, AnOpenQuestionSaysWhatIsDoubtedAndWhereItStands) {
  EXPECT_TRUE(open().empty());
  doubtful_mail("ben@example.net");
  const auto items = open();
  ASSERT_EQ(items.size(), 1u);
  const auto& item = items.at(0);
  EXPECT_EQ(item.at("kind"), "opt_out");
  EXPECT_EQ(item.at("words"), "No more of this");
  EXPECT_EQ(item.at("span"), boost::json::value({{"start", 0}, {"end", 15}}));
  EXPECT_THAT(std::string(item.at("text").as_string()), HasSubstr("which plan"));
  EXPECT_EQ(item.at("contact_email"), "ben@example.net");
  EXPECT_EQ(item.at("answers"), boost::json::value({"continue", "stop", "suppress"}));
  EXPECT_TRUE(item.at("message_id").is_string());
  EXPECT_TRUE(item.at("enrollment_id").is_null());
}

TEST_P(QuestionApiTest, AMailIsInDoubtUntilItsQuestionIsAnswered) {
  doubtful_mail("ben@example.net");
  doubtful_mail("eva@example.org");
  const auto in_doubt = [&] {
    std::vector<std::string> senders;
    const auto page = api->json(200, Method::GET, "/api/inbox?split=doubt");
    for (const auto& mail : page.at("items").as_array()) senders.emplace_back(mail.at("sender").as_string());
    return senders;
  };
  EXPECT_THAT(in_doubt(), testing::ElementsAre("eva@example.org", "ben@example.net"));
  for (const auto& item : open()) {
    if (item.at("contact_email") == "ben@example.net")
      api->json(200, Method::POST, path_of(item), R"({"answer":"continue"})");
  }
  EXPECT_THAT(in_doubt(), testing::ElementsAre("eva@example.org"));
}

TEST_P(QuestionApiTest, PagesAreOldestFirst) {
  for (const char* from : {"a@example.net", "b@example.net", "c@example.net"}) doubtful_mail(from);
  const auto first = api->json(200, Method::GET, std::string(kQuestions) + "?limit=2");
  ASSERT_EQ(first.at("items").as_array().size(), 2u);
  EXPECT_EQ(first.at("items").at(0).at("contact_email"), "a@example.net");
  const auto rest = open("&after=" + std::string(first.at("next").as_string()));
  ASSERT_EQ(rest.size(), 1u);
  EXPECT_EQ(rest.at(0).at("contact_email"), "c@example.net");
}

TEST_P(QuestionApiTest, AnAnswerIsGivenOnce) {
  doubtful_mail("ben@example.net");
  const std::string path = path_of(open().at(0));
  const auto answered =
      api->json(200, Method::POST, path, R"({"answer":"suppress"})", {{"Idempotency-Key", "k1"}});
  EXPECT_EQ(answered.at("status"), "ANSWERED");
  EXPECT_EQ(api->json(200, Method::POST, path, R"({"answer":"suppress"})", {{"Idempotency-Key", "k1"}}),
            answered)
      << "the same request again";
  const auto refused = api->json(409, Method::POST, path, R"({"answer":"continue"})");
  EXPECT_THAT(std::string(refused.at("detail").as_string()), HasSubstr("\"suppress\""));
  EXPECT_TRUE(open().empty());
  EXPECT_EQ(api->json(200, Method::GET, std::string(kQuestions) + "?status=ANSWERED")
                .at("items")
                .at(0)
                .at("answers"),
            boost::json::value(boost::json::array()));
  const auto suppressed = must(api->services.db.read_now(
      [&](ReadTx& tx) { return list_suppressions_of(tx, address_keys(api->services, "ben@example.net")); }));
  ASSERT_EQ(suppressed.size(), 1U);
  EXPECT_EQ(suppressed[0].reason, SuppressionReason::unsubscribe);
}

TEST_P(QuestionApiTest, WrongAnswersAndUnknownQuestions) {
  doubtful_mail("ben@example.net");
  const std::string path = path_of(open().at(0));
  api->json(422, Method::POST, path, R"({"answer":"perhaps"})");
  api->json(422, Method::POST, path, R"({})");
  api->json(404, Method::POST, std::string(kQuestions) + "/none/answer", R"({"answer":"stop"})");
  EXPECT_EQ(open().size(), 1u);
}

TEST_P(QuestionApiTest, AKeyReadsAndDoesNotAnswer) {
  doubtful_mail("ben@example.net");
  const std::string path = path_of(open().at(0));
  const std::string key = api->add_key(std::nullopt, {Scope::read, Scope::draft});
  const test::Fields bearer = {{"Authorization", "Bearer " + key}};
  api->json(200, Method::GET, kQuestions, "", bearer);
  api->json(403, Method::POST, path, R"({"answer":"continue"})", bearer);
  EXPECT_EQ(open().size(), 1u);
}

TEST_P(QuestionApiTest, APageIsToldOfAQuestionAndOfItsAnswer) {
  const auto number = [&] {
    return must(api->services.db.read_now([](ReadTx& tx) { return get_change_number(tx); }));
  };
  const std::int64_t before = number();
  doubtful_mail("ben@example.net");
  const std::int64_t asked = number();
  EXPECT_GT(asked, before) << "no draft waits, so no trail tells of it";
  api->json(200, Method::POST, path_of(open().at(0)), R"({"answer":"continue"})");
  EXPECT_GT(number(), asked);
}

}  // namespace
}  // namespace sa
