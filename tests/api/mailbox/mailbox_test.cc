// Mailboxes over HTTP: made, changed by one at a time, paused and resumed, with a row of the trail for each step; and what drafts,
// messages, contacts and quotas say of them.
#include <gmock/gmock.h>

#include "actions/message/mail_intake.h"
#include "tests/api/real_api.h"
#include "tests/fakes/mailbox_opener.h"

namespace sa {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr const char* kMailboxes = "/api/mailboxes";
constexpr const char* kBo = "/api/mailboxes/bo@sender.example";
constexpr const char* kFirst = "eva@sender.example";

class MailboxApiTest : public test::EngineTest {
 protected:
  void SetUp() override {
    test::EngineTest::SetUp();
    if (IsSkipped()) return;
    api = std::make_unique<test::RealApi>(GetParam());
    opener = std::make_unique<test::FakeMailboxOpener>(api->clock);
    api->services.mailbox_opener = opener.get();
  }
  boost::json::value get(const std::string& target, int status = 200) {
    return api->json(status, Method::GET, target);
  }
  boost::json::value post(const std::string& target, const std::string& body, int status = 200) {
    return api->json(status, Method::POST, target, body);
  }
  boost::json::value patch(const std::string& target, const std::string& body, int status = 200) {
    return api->json(status, Method::PATCH, target, body);
  }
  boost::json::value add(const std::string& fields = "") {
    return post(kMailboxes, R"({"address":"Bo@Sender.example")" + fields + "}", 201);
  }
  boost::json::value draft(const std::string& id, const std::string& recipient, const std::string& more = "",
                           int status = 201) {
    return post(
        "/api/operator/drafts?draft_id=" + id,
        R"({"recipient":")" + recipient +
            R"(","subject":"Stock counting","body":)"
            R"("Hello,\n\nwould a short call about stock counting help your team? I am free most mornings.\n")" +
            more + "}",
        status);
  }
  boost::json::value send(const std::string& id, int status = 200) {
    const std::string path = "/api/operator/drafts/" + id;
    post(path + "/approve", R"({"approved_by":"Eva"})");
    return post(path + "/send", "", status);
  }
  /// The first rule that holds it, past those that only warn.
  static std::string held_by(const boost::json::value& refused) {
    for (const auto& reason : refused.at("reasons").as_array())
      if (reason.at("severity") == "hold") return std::string(reason.at("rule").as_string());
    return "";
  }
  std::vector<std::string> steps() {
    std::vector<std::string> all;
    const auto rows =
        test::must(api->database.db().read_now([](ReadTx& tx) { return list_audit_after(tx, 0, 1000); }));
    for (const AuditRow& row : rows)
      if (row.action.ends_with("_mailbox")) all.push_back(row.action + " by " + row.actor);
    return all;
  }
  std::unique_ptr<test::RealApi> api;
  std::unique_ptr<test::FakeMailboxOpener> opener;
};
INSTANTIATE_ENGINES(MailboxApiTest);

TEST_P(MailboxApiTest, TheSettingsMakeTheFirst) {
  const auto page = get(kMailboxes);
  ASSERT_EQ(page.at("items").as_array().size(), 1u);
  const auto& first = page.at("items").at(0);
  EXPECT_EQ(first.at("mailbox_id"), kFirst);
  EXPECT_EQ(first.at("name"), "Eva Sender");
  EXPECT_EQ(first.at("provider"), "outbox");
  EXPECT_EQ(first.at("status"), "ACTIVE");
  EXPECT_EQ(first.at("visibility"), "all");
  EXPECT_TRUE(first.at("user_id").is_null());
  EXPECT_EQ(get(std::string(kMailboxes) + '/' + kFirst), first);
  EXPECT_EQ(api->ask(Method::DELETE, std::string(kMailboxes) + '/' + kFirst).status, 409);
  patch(std::string(kMailboxes) + '/' + kFirst, R"({"version":1,"name":"Other"})", 422);
}

TEST_P(MailboxApiTest, AMailboxIsMadeChangedAndDeletedByOneAtATime) {
  const User bo = api->add_user("bo@sender.example", "Bo Berg", Role::operator_);
  const auto made = add(R"(,"user_id":")" + bo.user_id + '"');
  EXPECT_EQ(made.at("mailbox_id"), "bo@sender.example");
  EXPECT_EQ(made.at("address"), "Bo@Sender.example");
  EXPECT_EQ(made.at("name"), "Bo Berg") << "the user's, as none was given";
  EXPECT_EQ(made.at("status"), "ACTIVE");
  EXPECT_EQ(made.at("visibility"), "own");
  EXPECT_EQ(made.at("version"), 1);
  EXPECT_EQ(post(kMailboxes, R"({"address":"bo@sender.example"})", 409).at("mailbox_id"),
            "bo@sender.example");
  const auto changed =
      patch(kBo, R"({"version":1,"signature":"Bo\nSales","visibility":"team","limits":{"day":5,"gap_s":60,
    "ramp":{"start":2,"step":1,"max":5}},"window":{"days":["mo","tu"],"from":"09:00","to":"17:00","zone":"Europe/Berlin"}})");
  EXPECT_EQ(changed.at("version"), 2);
  EXPECT_EQ(changed.at("limits").at("ramp").at("step"), 1);
  EXPECT_EQ(changed.at("window").at("days").as_array().size(), 2u);
  EXPECT_EQ(changed.at("name"), "Bo Berg");
  EXPECT_EQ(get(kBo), changed);
  const auto stale = patch(kBo, R"({"version":1,"name":"Late"})", 409);
  EXPECT_EQ(stale.at("version"), 2);
  EXPECT_EQ(stale.at("current"), changed);
  EXPECT_TRUE(patch(kBo, R"({"version":2,"window":{"days":[]}})").at("window").is_null())
      << "no days: always";
  EXPECT_EQ(api->ask(Method::DELETE, kBo).status, 204);
  EXPECT_EQ(api->ask(Method::DELETE, kBo).status, 204);
  get(kBo, 404);
  EXPECT_EQ(get(kMailboxes).at("items").as_array().size(), 1u);
  EXPECT_EQ(add().at("status"), "ACTIVE") << "what was ours can be ours again";
  EXPECT_THAT(steps(), ElementsAre(HasSubstr("create_mailbox by"), HasSubstr("change_mailbox by"),
                                   HasSubstr("change_mailbox by"), HasSubstr("delete_mailbox by"),
                                   HasSubstr("create_mailbox by")));
}

TEST_P(MailboxApiTest, WhatIsNoMailboxIsRefusedWithItsField) {
  const struct {
    const char* body;
    const char* path;
  } rows[] = {
      {R"({})", "address"},
      {R"({"address":"nobody"})", "address"},
      {R"({"address":"a/b@x.example"})", "address"},
      {R"({"address":"a@x.example","provider":"pigeon"})", "provider"},
      {R"({"address":"a@x.example","user_id":"nobody"})", "user_id"},
      {R"({"address":"a@x.example","shared_with":["nobody"]})", "shared_with"},
      {R"({"address":"a@x.example","limits":{"day":-1}})", "limits/day"},
      {R"({"address":"a@x.example","window":{"days":["mo"],"from":"17:00","to":"09:00"}})", "window/to"},
      {R"({"address":"a@x.example","colour":"red"})", "colour"}};
  for (const auto& row : rows)
    EXPECT_EQ(post(kMailboxes, row.body, 422).at("errors").at(0).at("path"), row.path) << row.body;
  get(std::string(kMailboxes) + "/nobody@x.example", 404);
  post(std::string(kMailboxes) + "/nobody@x.example/pause", "", 404);
}

TEST_P(MailboxApiTest, TheListIsPagedAndFiltered) {
  for (const char* name : {"a", "b", "c"}) {
    post(kMailboxes, std::string(R"({"address":")") + name + R"(@sender.example"})", 201);
    api->clock.advance(1000);
  }
  const auto page = get(std::string(kMailboxes) + "?limit=2");
  EXPECT_EQ(page.at("items").at(0).at("mailbox_id"), kFirst);
  EXPECT_EQ(page.at("next"), "a@sender.example");
  const auto rest = get(std::string(kMailboxes) + "?limit=2&after=a@sender.example");
  EXPECT_EQ(rest.at("items").at(0).at("mailbox_id"), "b@sender.example");
  EXPECT_EQ(rest.at("items").as_array().size(), 2u);
  EXPECT_TRUE(rest.at("next").is_null());
  EXPECT_EQ(get(std::string(kMailboxes) + "?q=EVA").at("items").as_array().size(), 1u);
  EXPECT_EQ(get(std::string(kMailboxes) + "?status=PAUSED").at("items").as_array().size(), 0u);
}

TEST_P(MailboxApiTest, APauseIsNamedInTheTrailAndHoldsOnlyItsOwnMail) {
  add();
  draft("d1", "ada@example.com", R"(,"mailbox_id":"bo@sender.example")");
  const auto paused = post(std::string(kBo) + "/pause", R"({"reason":"Bo is ill"})");
  EXPECT_EQ(paused.at("status"), "PAUSED");
  EXPECT_EQ(paused.at("hold").at("rule"), "mailbox.paused");
  const auto refused = send("d1", 409);
  EXPECT_EQ(held_by(refused), "mailbox.paused");
  draft("d2", "ben@example.com");
  EXPECT_EQ(send("d2").at("status"), "SENT");
  EXPECT_EQ(post(std::string(kBo) + "/resume", "").at("status"), "ACTIVE");
  EXPECT_EQ(post(std::string(kBo) + "/resume", "").at("status"), "ACTIVE");
  const auto sent = post("/api/operator/drafts/d1/send", "");
  EXPECT_EQ(sent.at("status"), "SENT");
  EXPECT_EQ(sent.at("mailbox_id"), "bo@sender.example");
  EXPECT_EQ(get("/api/operator/drafts/d1/trail").at("attempts").at(0).at("mailbox_id"), "bo@sender.example");
  EXPECT_EQ(get("/api/threads/" + std::string(sent.at("thread_id").as_string())).at("mailbox_id"),
            "bo@sender.example");
  EXPECT_TRUE(get(kBo).at("health").at("last_sent_at").is_string());
  EXPECT_EQ(steps().size(), 3u) << "the second resume changed nothing";
}

TEST_P(MailboxApiTest, AContactHearsFromOneMailboxUntilAPersonMovesThem) {
  add();
  draft("d1", "ada@example.com");
  send("d1");
  const auto contact = get("/api/contacts?q=ada@example.com").at("items").at(0);
  EXPECT_EQ(contact.at("mailbox_id"), kFirst);
  const auto held = draft("d2", "ada@example.com", R"(,"mailbox_id":"bo@sender.example")");
  EXPECT_EQ(held.at("verdict").at("outcome"), "hold");
  EXPECT_EQ(held_by(send("d2", 409)), "mailbox.other");
  const std::string path = "/api/contacts/" + std::string(contact.at("contact_id").as_string());
  const std::string version = std::to_string(contact.at("version").as_int64());
  patch(path, R"({"version":)" + version + R"(,"mailbox_id":"nobody@sender.example"})", 422);
  const auto moved = patch(path, R"({"version":)" + version + R"(,"mailbox_id":"bo@sender.example"})");
  EXPECT_EQ(moved.at("mailbox_id"), "bo@sender.example");
  EXPECT_EQ(post("/api/operator/drafts/d2/send", "").at("status"), "SENT");
  EXPECT_EQ(draft("d3", "ada@example.com").at("mailbox_id"), "bo@sender.example");
  // An edit moves a draft, signed anew.
  const auto edited = patch("/api/operator/drafts/d3", std::string(R"({"mailbox_id":")") + kFirst + R"("})");
  EXPECT_EQ(edited.at("sender"), "Eva Sender <eva@sender.example>");
  EXPECT_EQ(edited.at("version"), 2);
  draft("d4", "new@example.com", R"(,"mailbox_id":"nobody@sender.example")", 422);
}

TEST_P(MailboxApiTest, TheQuotaIsOfTheMailboxThatTheNextMailWouldLeaveFrom) {
  add(R"(,"limits":{"day":3})");
  draft("d1", "ada@example.com", R"(,"mailbox_id":"bo@sender.example")");
  send("d1");
  EXPECT_EQ(get("/api/operator/quota/ada@example.com").at("remaining_today"), 2);
  EXPECT_EQ(get("/api/operator/quota/ada@example.com").at("remaining_this_week"), 1);
  EXPECT_EQ(get("/api/operator/quota/new@example.com").at("remaining_today"), 20);
}

TEST_P(MailboxApiTest, ASignInIsTriedAndNeverShown) {
  const SecretBox secrets({std::string(64, 'k')});
  api->services.secrets = &secrets;
  post(kMailboxes, R"({"address":"cy@sender.example","provider":"smtp"})", 201);
  const std::string path = std::string(kMailboxes) + "/cy@sender.example";
  EXPECT_EQ(get(path).at("status"), "DISCONNECTED");
  post(path + "/resume", "", 409);
  post(path + "/connect", R"({"smtp_url":"smtps://mail.example:465"})", 422);
  const Response connected = api->ask(
      Method::POST, path + "/connect", {},
      R"({"smtp_url":"smtps://mail.example:465","imap_url":"imaps://mail.example:993","user":"cy","password":"hush"})");
  EXPECT_EQ(connected.status, 200) << connected.content();
  EXPECT_THAT(std::string(connected.content()), HasSubstr(R"("status":"ACTIVE")"));
  EXPECT_THAT(std::string(connected.content()), ::testing::Not(HasSubstr("hush")));
  post(kMailboxes, R"({"address":"dee@sender.example","provider":"gmail"})", 201);
  // Gmail needs a client of its own.
  EXPECT_THAT(
      std::string(
          post(std::string(kMailboxes) + "/dee@sender.example/connect", "", 404).at("detail").as_string()),
      HasSubstr("google"));
}

TEST_P(MailboxApiTest, WhoMayNotChangeSettingsReadsAndPausesOnly) {
  add();
  const User ben = api->add_user("ben@sender.example", "Ben", Role::operator_);
  const std::string token = api->add_key(ben.email, {Scope::read, Scope::draft, Scope::send});
  const test::Fields as_ben = {{"Authorization", "Bearer " + token}};
  EXPECT_EQ(api->ask(Method::GET, kBo, as_ben).status, 200);
  EXPECT_EQ(api->ask(Method::PATCH, kBo, as_ben, R"({"version":1,"name":"Ben"})").status, 403);
  EXPECT_EQ(api->ask(Method::DELETE, kBo, as_ben).status, 403);
  EXPECT_EQ(api->ask(Method::POST, std::string(kBo) + "/pause", as_ben).status, 200);
  EXPECT_THAT(steps().back(), HasSubstr("pause_mailbox by Ben"));
}

}  // namespace
}  // namespace sa
