// One person: merged from two contacts and separated again, their consents, their follow-ups, and everything that is kept of them.
#include <gmock/gmock.h>

#include <cstdio>
#include <fstream>

#include "actions/contact/merge.h"
#include "actions/contact/suppression.h"
#include "actions/message/mail_intake.h"
#include "store/enrollment/enrollment.h"
#include "tests/api/real_api.h"
#include "tests/job.h"
#include "tests/store/database.h"

namespace sa {
namespace {

using test::must;

constexpr const char* kContacts = "/api/contacts";

class PersonApiTest : public test::EngineTest {
 protected:
  void SetUp() override {
    test::EngineTest::SetUp();
    if (IsSkipped()) return;
    api = std::make_unique<test::RealApi>(GetParam());
  }
  boost::json::value get(const std::string& target, int status = 200) {
    return api->json(status, Method::GET, target);
  }
  boost::json::value post(const std::string& target, const std::string& body = {}, int status = 200) {
    api->clock.advance(1000);
    return api->json(status, Method::POST, target, body);
  }
  std::string add(const std::string& body) { return path_of(post(kContacts, body, 201)); }
  static std::string path_of(const boost::json::value& contact) {
    return std::string(kContacts) + '/' + id_of(contact);
  }
  static std::string id_of(const boost::json::value& contact) {
    return std::string(contact.at("contact_id").as_string());
  }
  std::string id(const std::string& path) { return id_of(get(path)); }
  std::string into(const std::string& path) { return R"({"into":")" + id(path) + "\"}"; }
  boost::json::value draft(const std::string& name, const std::string& recipient) {
    return post(
        "/api/operator/drafts?draft_id=" + name,
        R"({"recipient":")" + recipient +
            R"(","subject":"Stock counting","body":"Hello, would a short call about stock counting help your team this week?"})",
        201);
  }
  std::string rules(const std::string& draft_id) {
    std::string all;
    const auto found = get("/api/operator/drafts/" + draft_id);
    for (const auto& each : found.at("verdict").at("reasons").as_array())
      all += std::string(each.at("rule").as_string()) + ' ';
    return all;
  }
  bool is_suppressed(const std::string& address) {
    return get("/api/suppressions/check?address=" + address).at("suppressed").as_bool();
  }
  std::string kinds(const std::string& path) {
    std::string all;
    const auto page = get(path + "/timeline");
    for (const auto& item : page.at("items").as_array())
      all += (all.empty() ? "" : " ") + std::string(item.at("kind").as_string());
    return all;
  }
  std::int64_t left_this_week(const std::string& address) {
    return get("/api/operator/quota/" + address).at("remaining_for_contact").as_int64();
  }
  std::unique_ptr<test::RealApi> api;
};
INSTANTIATE_ENGINES(PersonApiTest);

TEST_P(PersonApiTest, TheSameNameAtTheSameCompanyIsAProposal) {
  add(R"({"email":"ada@acme.example","name":"Ada Byron","company":"Acme"})");
  add(R"({"email":"ada@home.example","name":"Byron, ADA","company":"acme"})");
  add(R"({"email":"ada@other.example","name":"Ada Byron","company":"Other"})");
  add(R"({"email":"ada@nowhere.example","name":"Ada Byron"})");
  add(R"({"email":"bo@acme.example","name":"Bo Li","company":"Acme"})");
  add(R"({"email":"bo@home.example","name":"Bo Li","company":"Acme"})");
  const auto first = get("/api/contacts/duplicates?limit=1");
  ASSERT_EQ(first.at("items").as_array().size(), 1u);
  EXPECT_EQ(first.at("items").at(0).at("rule"), "contact.same_name");
  EXPECT_EQ(first.at("items").at(0).at("contacts").as_array().size(), 2u);
  EXPECT_EQ(first.at("items").at(0).at("contacts").at(0).at("email"), "ada@acme.example");
  const auto second =
      get("/api/contacts/duplicates?limit=1&after=" + std::string(first.at("next").as_string()));
  EXPECT_EQ(second.at("items").at(0).at("contacts").at(1).at("email"), "bo@home.example");
  EXPECT_TRUE(second.at("next").is_null());
}

TEST_P(PersonApiTest, EverythingMovesAndComesBack) {
  const std::string ada = add(R"({"email":"ada@acme.example","name":"Ada Byron","title":"CTO"})");
  const std::string old = add(
      R"({"email":"ada@home.example","name":"A. Byron","phone":"+4930123","company":"Acme","stage":"qualified","tags":["vip"],"custom":{"plan":"gold"},"basis":"consent","source":"fair"})");
  post(old + "/notes", R"({"text":"Likes tea."})", 201);
  post("/api/tasks", R"({"title":"Call","due_date":"2026-11-24","contact_id":")" + id(old) + "\"}", 201);
  draft("d1", "ada@home.example");
  post("/api/operator/drafts/d1/approve", R"({"approved_by":"ana"})");
  post("/api/operator/drafts/d1/send");
  EXPECT_EQ(left_this_week("ada@acme.example"), 2);
  EXPECT_EQ(left_this_week("ada@home.example"), 1);
  const auto before_ada = get(ada);
  const auto before_old = get(old);
  const std::string history = kinds(old);

  post(old + "/merge", into(old), 422);
  post(old + "/merge", R"({"into":"nobody"})", 422);
  const auto merged = post(old + "/merge", into(ada));
  EXPECT_EQ(merged.at("contact_id"), before_ada.at("contact_id"));
  EXPECT_EQ(merged.at("name"), "Ada Byron") << "the one that stays keeps its own";
  EXPECT_EQ(merged.at("title"), "CTO");
  EXPECT_EQ(merged.at("phone"), "+4930123");
  EXPECT_EQ(merged.at("stage"), "qualified");
  EXPECT_EQ(merged.at("basis"), "consent");
  EXPECT_EQ(merged.at("emails"), boost::json::value({"ada@acme.example", "ada@home.example"}));
  get(old, 404);
  EXPECT_EQ(left_this_week("ada@acme.example"), 1) << "one person has one quota";
  EXPECT_EQ(left_this_week("ada@home.example"), 1);
  EXPECT_EQ(get(std::string("/api/tasks?contact_id=") + id(ada)).at("items").as_array().size(), 1u);
  EXPECT_THAT(kinds(ada), testing::HasSubstr("draft"));
  EXPECT_THAT(kinds(ada), testing::HasSubstr("consent"));
  EXPECT_EQ(get("/api/contacts?q=a.%20byron").at("items").as_array().size(), 1u);
  // What a person changes meanwhile stays.
  api->json(200, Method::PATCH, ada,
            R"({"title":"CEO","phone":"+4930999","version":)" +
                std::to_string(get(ada).at("version").as_int64()) + "}");

  const auto back = post(old + "/unmerge");
  for (const char* field : {"contact_id", "email", "emails", "name", "phone", "company", "stage", "tags",
                            "custom", "basis", "source", "created_at"})
    EXPECT_EQ(back.at(field), before_old.at(field)) << field;
  EXPECT_EQ(kinds(old), "note " + history);
  const auto after = get(ada);
  for (const char* field :
       {"email", "emails", "name", "company", "stage", "tags", "custom", "basis", "source"})
    EXPECT_EQ(after.at(field), before_ada.at(field)) << field;
  EXPECT_EQ(after.at("title"), "CEO");
  EXPECT_EQ(after.at("phone"), "+4930999");
  EXPECT_EQ(left_this_week("ada@acme.example"), 2);
  EXPECT_EQ(left_this_week("ada@home.example"), 1);
  EXPECT_TRUE(get(std::string("/api/tasks?contact_id=") + id(ada)).at("items").as_array().empty());
  EXPECT_EQ(get("/api/contacts?q=gold").at("items").as_array().size(), 0u);
  post(old + "/unmerge", {}, 409);
  const auto rows =
      must(api->services.db.read_now([&](ReadTx& tx) { return list_audit_of_action(tx, "merge_contacts"); }));
  EXPECT_EQ(rows.size(), 1u);
}

TEST_P(PersonApiTest, AnOptOutHoldsForThePersonAsLongAsTheyAreOne) {
  const std::string ada = add(R"({"email":"ada@acme.example"})");
  const std::string old = add(R"({"email":"ada@home.example"})");
  post("/api/suppressions", R"({"address":"ada@home.example","reason":"objection"})", 201);
  draft("d1", "ada@acme.example");
  EXPECT_FALSE(is_suppressed("ada@acme.example"));
  post(old + "/merge", into(ada));
  EXPECT_TRUE(is_suppressed("ada@acme.example"));
  api->json(409, Method::POST, "/api/operator/drafts/d1/approve", R"({"approved_by":"ana"})");
  post(ada + "/unmerge");
  EXPECT_FALSE(is_suppressed("ada@acme.example"));
  EXPECT_TRUE(is_suppressed("ada@home.example"));
  post("/api/operator/drafts/d1/approve", R"({"approved_by":"ana"})");
}

TEST_P(PersonApiTest, AMergeIsUndoneForThirtyDays) {
  const std::string ada = add(R"({"email":"ada@acme.example"})");
  const std::string old = add(R"({"email":"ada@home.example"})");
  post(old + "/merge", into(ada));
  api->clock.advance(30 * kDayMs + 1000);
  post(old + "/unmerge", {}, 409);
  must(test::run_job(api->services, forget_merges_job()));
  post(old + "/unmerge", {}, 404);
  post(ada + "/unmerge", {}, 409);
  EXPECT_EQ(get(ada).at("emails").as_array().size(), 2u);
}

TEST_P(PersonApiTest, ChainsAreUndoneBackwards) {
  const std::string a = add(R"({"email":"a@acme.example"})");
  const std::string b = add(R"({"email":"b@acme.example"})");
  const std::string c = add(R"({"email":"c@acme.example"})");
  post(a + "/merge", into(b));
  post(b + "/merge", into(c));
  post(a + "/unmerge", {}, 409);
  post(b + "/unmerge");
  EXPECT_EQ(get(b).at("emails").as_array().size(), 2u);
  post(a + "/unmerge");
  EXPECT_EQ(get(a).at("email"), "a@acme.example");
  EXPECT_EQ(get(b).at("emails").as_array().size(), 1u);
  EXPECT_EQ(get(c).at("emails").as_array().size(), 1u);
}

TEST_P(PersonApiTest, WhoIsErasedIsInNoMerge) {
  const std::string ada = add(R"({"email":"ada@acme.example","name":"Ada Byron"})");
  const std::string old = add(R"({"email":"ada@home.example","name":"Lovelace"})");
  post(old + "/merge", into(ada));
  const auto erased = post(ada + "/erase", R"({"confirm":"ada@home.example"})");
  EXPECT_EQ(erased.at("rows_by_table").at("contact_merges"), 1);
  EXPECT_EQ(erased.at("key_hashes").as_array().size(), 2u);
  post(old + "/unmerge", {}, 404);
}

TEST_P(PersonApiTest, OperatorsAndReadersDoNotMerge) {
  const std::string ada = add(R"({"email":"ada@acme.example"})");
  const std::string old = add(R"({"email":"ada@home.example"})");
  api->add_user("op@ours.example", "Op", Role::operator_);
  const std::string token = api->add_key("op@ours.example", {Scope::read, Scope::draft});
  const test::Fields fields{{"Authorization", "Bearer " + token}};
  EXPECT_EQ(api->ask(Method::POST, old + "/merge", fields, into(ada)).status, 403);
  EXPECT_EQ(api->ask(Method::POST, old + "/unmerge", fields).status, 403);
}

TEST_P(PersonApiTest, AScheduleMakesTheTaskAndTheDueDraft) {
  const std::string ada = add(R"({"email":"ada@acme.example","name":"Ada Byron","company":"Acme"})");
  const std::string step = R"({"company_id":"c1","engagement_stage":"engaged","contact_id":")";
  const auto planned = post("/api/agents/nurturing/schedule", step + id(ada) + "\"}");
  const auto tasks = get("/api/tasks?contact_id=" + id(ada)).at("items");
  ASSERT_EQ(tasks.as_array().size(), 1u);
  const auto draft = get("/api/operator/drafts/" + std::string(planned.at("draft_id").as_string()));
  EXPECT_EQ(draft.at("recipient"), "ada@acme.example");
  EXPECT_EQ(draft.at("status"), "PENDING_APPROVAL");
  EXPECT_EQ(draft.at("not_before"), tasks.at(0).at("due_at"));
  EXPECT_EQ(draft.at("metadata").at("task_id"), planned.at("task_id"));
  EXPECT_THAT(rules(std::string(draft.at("id").as_string())), testing::HasSubstr("time.not_before"));
  // Who wants no mail is called at most; whom we do not know cannot be written to.
  post("/api/suppressions", R"({"address":"ada@acme.example","reason":"objection"})", 201);
  EXPECT_TRUE(post("/api/agents/nurturing/schedule", step + id(ada) + "\"}").at("draft_id").is_null());
  EXPECT_TRUE(post("/api/agents/nurturing/schedule", step + "somebody\"}").at("draft_id").is_null());
  EXPECT_EQ(get("/api/operator/drafts/pending").as_array().size(), 1u);
}

TEST_P(PersonApiTest, EverythingThatIsKeptOfAPersonIsExported) {
  const std::string ada = add(R"({"email":"ada@acme.example","name":"Ada Byron","basis":"consent"})");
  post(ada + "/notes", R"({"text":"Likes tea."})", 201);
  draft("d1", "ada@acme.example");
  post("/api/operator/drafts/d1/approve", R"({"approved_by":"ana"})");
  post("/api/operator/drafts/d1/send");
  const MailIntake intake{api->services, {}, "trace"};
  const auto mail = intake.read(
      "From: Ada =?utf-8?q?B=C3=BCron?= <ada@acme.example>\r\nTo: eva@sender.example\r\nSubject: "
      "Stock\r\nMessage-ID: "
      "<m1@mail.example>\r\nDate: Mon, 23 Nov 2026 10:00:00 +0000\r\nContent-Type: text/plain; "
      "charset=utf-8\r\n\r\nGr\xc3\xbc\xc3\x9f"
      "e, how many do you need?\r\n",
      "test");
  must(api->services.db.write_now([&](Tx& tx) { return intake.store(tx, *mail, api->clock.now()); }));
  post(
      "/api/sequences",
      R"({"sequence_id":"pilot","name":"Pilot","steps":[{"step_id":"first","subject":"Hello","body":"Hello, would a short call about stock counting help your team this week?"}]})",
      201);
  post("/api/sequences/pilot/activate");
  post("/api/enrollments", R"({"sequence_id":"pilot","contact_ids":[")" + id(ada) + "\"]}", 202);
  must(api->services.db.write_now([&](Tx& tx) {
    return save_absence(tx, {id(ada), "m1", api->clock.now() + kDayMs, api->clock.now()});
  }));
  const auto answer = api->ask(Method::GET, ada + "/export");
  EXPECT_EQ(answer.headers.find("Content-Type"), "application/zip");
  const auto path = api->outbox_folder / "person.zip";
  std::ofstream(path, std::ios::binary) << answer.content();
  const auto unzip = [&](const std::string& options) {
    const std::string command = "unzip " + options + " 2>&1";
    const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
    std::string text;
    char piece[4096];
    for (std::size_t size = 0; (size = fread(piece, 1, sizeof piece, pipe.get())) > 0;)
      text.append(piece, size);
    return text;
  };
  EXPECT_THAT(unzip("-t " + path.string()), testing::HasSubstr("No errors detected"));
  const auto person = *parse_json(unzip("-p " + path.string() + " person.json"));
  EXPECT_EQ(person.at("contact").at("name"), "Ada Byron");
  EXPECT_EQ(person.at("notes").at(0).at("text"), "Likes tea.");
  EXPECT_EQ(person.at("consents").at(0).at("basis"), "consent");
  EXPECT_EQ(person.at("drafts").at(0).at("status"), "SENT");
  EXPECT_EQ(person.at("enrollments").at(0).at("sequence_id"), "pilot");
  EXPECT_EQ(person.at("absences").as_array().size(), 1u);
  EXPECT_EQ(person.at("campaign_skips").as_array().size(), 0u);
  EXPECT_EQ(person.at("mails"), 2);
  const std::string mails = unzip("-p " + path.string() + " 'mails/*'");
  EXPECT_THAT(mails, testing::HasSubstr("Message-ID: <m1@mail.example>"));
  EXPECT_THAT(mails, testing::HasSubstr("Gr=C3=BC=C3=9Fe, how many do you need?"));
  EXPECT_THAT(mails, testing::HasSubstr("To: ada@acme.example"));
  get("/api/contacts/none/export", 404);
}

TEST_P(PersonApiTest, AConsentIsKeptShownAndWithdrawn) {
  const std::string ada =
      add(R"({"email":"ada@acme.example","emails":["ada@home.example"],"basis":"public_business"})");
  const auto given =
      post(ada + "/consents",
           R"({"basis":"consent","obtained_at":"2026-11-01T08:00:00Z","source":"web form","proof":"form 7"})",
           201);
  EXPECT_EQ(get(ada).at("basis"), "consent");
  EXPECT_EQ(get(ada).at("basis_at"), "2026-11-01T08:00:00Z");
  EXPECT_EQ(get(ada + "/consents").at("items").as_array().size(), 2u);
  EXPECT_EQ(kinds(ada), "consent consent");
  post(ada + "/consents",
       R"({"basis":"consent","obtained_at":"2026-11-01T08:00:00Z","expires_at":"2026-10-01T08:00:00Z"})",
       422);
  post(ada + "/consents", R"({"basis":"whim"})", 422);
  const std::string one = ada + "/consents/" + std::string(given.at("consent_id").as_string());
  const auto ended = post(one + "/withdraw");
  EXPECT_FALSE(ended.at("withdrawn_at").is_null());
  EXPECT_EQ(get(ada).at("basis"), "public_business") << "the newest that holds";
  EXPECT_TRUE(is_suppressed("ada@acme.example"));
  EXPECT_TRUE(is_suppressed("ada@home.example"));
  EXPECT_THAT(kinds(ada), testing::HasSubstr("consent_withdrawn"));
  post(one + "/withdraw", {}, 409);
  post(ada + "/consents/none/withdraw", {}, 404);
  post("/api/contacts/none/consents", R"({"basis":"consent"})", 404);
  const std::string key = api->add_key(std::nullopt, {Scope::read, Scope::draft});
  EXPECT_EQ(api->ask(Method::POST, ada + "/consents", {{"Authorization", "Bearer " + key}},
                     R"({"basis":"consent"})")
                .status,
            403);
  const auto erased = post(ada + "/erase", R"({"confirm":"ada@acme.example"})");
  EXPECT_EQ(erased.at("rows_by_table").at("consents"), 2);
}

}  // namespace
}  // namespace sa
