// Sequences over HTTP: saved, changed in versions, activated, previewed, exported; with a row of the trail for each step, and refused with the
// path of what is wrong.
#include <gmock/gmock.h>

#include "actions/enrollment/schedule.h"
#include "tests/api/real_api.h"
#include "tests/job.h"

namespace sa {
namespace {

using test::Fields;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kSequences = "/api/sequences";
constexpr const char* kPilot = "/api/sequences/pilot";

constexpr const char* kFirst =
    R"({"step_id":"first","kind":"email","after_days":0,"thread":"new","subject":"Stock counting at {{company|\"your place\"}}",)"
    R"("body":"Hello {{first_name}},\n\nwould a short call about stock counting help your team? I am free most mornings.\n"})";
constexpr const char* kAgain =
    R"({"step_id":"again","kind":"email","after_days":3,"thread":"same","body":"Hello {{first_name}}, is a call next week possible?"})";
constexpr const char* kCall =
    R"({"step_id":"call","kind":"task","after_days":2,"title":"Call {{first_name}}"})";

std::string pilot(const std::string& steps, const std::string& more = "") {
  return R"({"sequence_id":"pilot","name":"Pilot","language":"en","window":{"days":["mo","tu","we","th","fr"],"from":"09:00",)"
         R"("to":"17:00","zone":"Europe/Berlin"},"steps":[)" +
         steps + "]" + more + "}";
}
std::string pilot() {
  return pilot(std::string(kFirst) + "," + kAgain + "," + kCall);
}

class SequenceApiTest : public test::EngineTest {
 protected:
  void SetUp() override {
    test::EngineTest::SetUp();
    if (IsSkipped()) return;
    api = std::make_unique<test::RealApi>(GetParam());
  }
  boost::json::value get(const std::string& target, int status = 200) {
    return api->json(status, Method::GET, target);
  }
  boost::json::value post(const std::string& target, const std::string& body, int status = 200,
                          Fields who = {}) {
    return api->json(status, Method::POST, target, body, std::move(who));
  }
  boost::json::value put(const std::string& body, int status = 200, Fields who = {}) {
    return api->json(status, Method::PUT, kPilot, body, std::move(who));
  }
  Fields person(Role role) {
    const std::string email = std::string(enum_name(role)) + "@sender.example";
    api->add_user(email, "Person", role);
    return {{"Authorization", "Bearer " + api->add_key(email, scopes_of(role))}};
  }
  Fields key(std::vector<Scope> scopes) {
    return {{"Authorization", "Bearer " + api->add_key(std::nullopt, std::move(scopes))}};
  }
  std::string add_contact(const std::string& fields) {
    const auto made = post("/api/contacts", fields, 201);
    return std::string(made.at("contact_id").as_string());
  }
  std::string ada() {
    return add_contact(
        R"({"email":"ada@theirs.example","first_name":"Ada","company":"Acme","timezone":"Europe/Berlin","country":"DE"})");
  }
  std::vector<std::string> steps(const std::string& about = "sequence") {
    std::vector<std::string> all;
    const auto rows =
        test::must(api->database.db().read_now([](ReadTx& tx) { return list_audit_after(tx, 0, 1000); }));
    for (const AuditRow& row : rows)
      if (row.action.find(about) != std::string::npos) all.push_back(row.action);
    return all;
  }
  void run(const JobRow& job) {
    const auto done = test::run_job(api->services, job);
    ASSERT_TRUE(done) << done.error().message;
  }
  std::unique_ptr<test::RealApi> api;
};
INSTANTIATE_ENGINES(SequenceApiTest);

TEST_P(SequenceApiTest, ASequenceIsSavedChangedAndActivated) {
  const auto made = post(kSequences, pilot(), 201);
  EXPECT_EQ(made.at("sequence_id"), "pilot");
  EXPECT_EQ(made.at("version"), 1);
  EXPECT_EQ(made.at("status"), "DRAFT");
  EXPECT_TRUE(made.at("mailboxes").is_null());
  EXPECT_EQ(made.at("company_reply"), "hold");
  EXPECT_EQ(made.at("steps").at(1).at("thread"), "same");
  EXPECT_EQ(get(kPilot), made);
  EXPECT_EQ(post(kSequences, pilot(), 201), made) << "the same again";
  EXPECT_EQ(post(kSequences, pilot(kFirst), 409).at("current"), made) << "another of that id";

  const auto changed = put(pilot(std::string(kFirst) + "," + kAgain, R"(,"version":1)"));
  EXPECT_EQ(changed.at("version"), 2);
  EXPECT_EQ(changed.at("steps").as_array().size(), 2u);
  EXPECT_EQ(put(pilot(kFirst, R"(,"version":1)"), 409).at("current"), changed) << "stale";
  EXPECT_EQ(put(pilot(std::string(kFirst) + "," + kAgain)), changed) << "the same content makes no version";

  EXPECT_EQ(post(std::string(kPilot) + "/activate", "").at("status"), "ACTIVE");
  EXPECT_EQ(post(std::string(kPilot) + "/activate", "").at("status"), "ACTIVE");
  EXPECT_EQ(get("/api/sequences?status=ACTIVE").at("items").as_array().size(), 1u);
  EXPECT_EQ(get("/api/sequences?status=DRAFT").at("items").as_array().size(), 0u);
  EXPECT_EQ(post(std::string(kPilot) + "/archive", "").at("status"), "ARCHIVED");
  EXPECT_EQ(get(kPilot).at("version"), 2);
  EXPECT_THAT(steps(),
              ElementsAre("create_sequence", "change_sequence", "activate_sequence", "archive_sequence"));
  get(std::string(kSequences) + "/other", 404);
}

TEST_P(SequenceApiTest, TheyAreListedNewestFirstInPages) {
  for (const char* id : {"a", "b", "c"}) {
    post(kSequences, std::string(R"({"sequence_id":")") + id + R"(","name":"N","steps":[)" + kFirst + "]}",
         201);
    api->clock.advance(kMinuteMs);
  }
  const auto page = get("/api/sequences?limit=2");
  EXPECT_EQ(page.at("items").at(0).at("sequence_id"), "c");
  ASSERT_TRUE(page.at("next").is_string());
  const auto rest = get("/api/sequences?limit=2&after=" + std::string(page.at("next").as_string()));
  ASSERT_EQ(rest.at("items").as_array().size(), 1u);
  EXPECT_EQ(rest.at("items").at(0).at("sequence_id"), "a");
  EXPECT_TRUE(rest.at("next").is_null());
}

TEST_P(SequenceApiTest, WhatIsNoSequenceIsRefusedWithItsPath) {
  const auto body = [](const std::string& text) {
    return pilot(R"({"step_id":"first","subject":"Stock","body":")" + text + R"("})");
  };
  const struct {
    std::string body;
    const char* path;
  } rows[] = {
      {R"({})", "name"},
      {R"({"name":"Pilot"})", "steps"},
      {body("Hello {{fist_name}}"), "steps/0/body"},
      {body("Hello {{first_name"), "steps/0/body"},
      {body("Hello }}"), "steps/0/body"},
      {pilot(R"({"step_id":"first","thread":"same","subject":"Mine","body":"Hello"})"), "steps/0/"},
      {pilot(std::string(kFirst) + "," + kFirst), "steps/1/step_id"},
      {pilot(
           R"({"step_id":"first","subject":"Stock","body":"Hello","condition":{"field":"colour","op":"is","value":"x"}})"),
       "steps/0/condition/field"},
      {pilot(kFirst, R"(,"mailboxes":["nobody@sender.example"])"), "mailboxes/0"},
      {pilot(kFirst, R"(,"colour":"red")"), "colour"},
      {R"({"sequence_id":"a/b","name":"N","steps":[]})", "sequence_id"}};
  for (const auto& row : rows)
    EXPECT_THAT(std::string(post(kSequences, row.body, 422).at("errors").at(0).at("path").as_string()),
                HasSubstr(row.path))
        << row.body;
  EXPECT_THAT(steps(), ElementsAre());
}

TEST_P(SequenceApiTest, LeadsSaveAndOnlyPeopleActivate) {
  const Fields operator_ = person(Role::operator_);
  const Fields lead = person(Role::lead);
  const Fields service = key({Scope::read, Scope::draft, Scope::settings, Scope::admin});
  post(kSequences, pilot(), 403, operator_);
  post(kSequences, pilot(), 403, key({Scope::read, Scope::draft}));
  post(kSequences, pilot(), 201, service);
  post(std::string(kPilot) + "/activate", "", 403, service);
  post(std::string(kPilot) + "/activate", "", 403, operator_);
  EXPECT_EQ(get(kPilot).at("status"), "DRAFT");
  post(std::string(kPilot) + "/activate", "", 200, lead);
  post(std::string(kPilot) + "/archive", "", 403, operator_);
  api->json(200, Method::GET, kPilot, "", operator_);
}

TEST_P(SequenceApiTest, AChangeToOneInUseSaysWhomItIsFor) {
  post(kSequences, pilot(), 201);
  post(std::string(kPilot) + "/activate", "");
  const std::string contact = ada();
  post("/api/enrollments", R"({"sequence_id":"pilot","contact_ids":[")" + contact + R"("]})", 202);
  const std::string other = pilot(
      R"({"step_id":"first","subject":"Counting stock","body":"Dear {{first_name}}, would a short call about stock counting help your team next week?"})");
  const auto refused = put(other, 409);
  EXPECT_EQ(refused.at("affected").at("waiting"), 1);
  EXPECT_EQ(refused.at("affected").at("drafted"), 0);
  EXPECT_EQ(get(kPilot).at("version"), 1);

  run(schedule_enrollments_job());
  const auto enrolled = [&] { return get("/api/enrollments?sequence_id=pilot").at("items").at(0); };
  ASSERT_EQ(enrolled().at("status"), "DRAFTED");
  const std::string draft(enrolled().at("draft_ids").at(0).as_string());
  EXPECT_EQ(put(other, 409).at("affected").at("drafted"), 1);

  const auto with = [&](const char* whom) {
    return other.substr(0, other.size() - 1) + R"(,"in_flight":")" + whom + R"("})";
  };
  EXPECT_EQ(put(with("new_only")).at("version"), 2);
  EXPECT_EQ(enrolled().at("sequence_version"), 1);
  EXPECT_EQ(get("/api/operator/drafts/" + draft).at("status"), "PENDING_APPROVAL");

  std::string third = with("all");
  third.replace(third.find("Counting stock"), 14, "Count less now");
  EXPECT_EQ(put(third).at("version"), 3);
  EXPECT_EQ(enrolled().at("sequence_version"), 3);
  EXPECT_EQ(enrolled().at("status"), "WAITING");
  const auto withdrawn = get("/api/operator/drafts/" + draft);
  EXPECT_EQ(withdrawn.at("status"), "REJECTED");
  EXPECT_THAT(std::string(withdrawn.at("rejected_reason").as_string()), HasSubstr("has changed"));
  run(schedule_enrollments_job());
  ASSERT_EQ(enrolled().at("status"), "DRAFTED");
  const auto ids = enrolled().at("draft_ids").as_array();
  EXPECT_EQ(get("/api/operator/drafts/" + std::string(ids.back().as_string())).at("subject"),
            "Count less now");
  EXPECT_THAT(steps(),
              ElementsAre("create_sequence", "activate_sequence", "change_sequence", "change_sequence"));
}

TEST_P(SequenceApiTest, WithAllAStepThatIsTheSameKeepsItsDraft) {
  post(kSequences, pilot(), 201);
  post(std::string(kPilot) + "/activate", "");
  post("/api/enrollments", R"({"sequence_id":"pilot","contact_ids":[")" + ada() + R"("]})", 202);
  run(schedule_enrollments_job());
  put(pilot(kFirst, R"(,"in_flight":"all")"));
  const auto enrolled = get("/api/enrollments?sequence_id=pilot").at("items").at(0);
  EXPECT_EQ(enrolled.at("status"), "DRAFTED");
  EXPECT_EQ(enrolled.at("sequence_version"), 2);
  const std::string draft(enrolled.at("draft_ids").at(0).as_string());
  EXPECT_EQ(get("/api/operator/drafts/" + draft).at("status"), "PENDING_APPROVAL");
}

TEST_P(SequenceApiTest, WithAllAStepThatIsTakenOutEndsWhoStandsAtIt) {
  post(kSequences, pilot(), 201);
  post(std::string(kPilot) + "/activate", "");
  post("/api/enrollments", R"({"sequence_id":"pilot","contact_ids":[")" + ada() + R"("]})", 202);
  run(schedule_enrollments_job());
  const auto enrolled = [&] { return get("/api/enrollments?sequence_id=pilot").at("items").at(0); };
  const std::string draft(enrolled().at("draft_ids").at(0).as_string());
  std::string again = kAgain;
  again.replace(again.find("same"), 4, "new");
  again.insert(again.find(R"("body")"), R"("subject":"Stock",)");
  put(pilot(again, R"(,"in_flight":"all")"));
  EXPECT_EQ(enrolled().at("status"), "WAITING");
  EXPECT_EQ(enrolled().at("step_id"), "again") << "the next one that is still there";
  EXPECT_EQ(get("/api/operator/drafts/" + draft).at("status"), "REJECTED");
  put(pilot(kCall, R"(,"in_flight":"all")"));
  EXPECT_EQ(enrolled().at("status"), "FINISHED") << "no later step is left";
}

TEST_P(SequenceApiTest, APreviewShowsEveryStepAndWritesNothing) {
  post(kSequences, pilot(), 201);
  const std::string with_name = ada();
  const std::string without = add_contact(R"({"email":"ben@theirs.example"})");
  const auto trail = steps("");
  const auto found = post(std::string(kPilot) + "/preview",
                          R"({"contact_ids":[")" + with_name + R"(",")" + without + R"(","nobody"]})");
  EXPECT_EQ(steps(""), trail) << "nothing is written";
  EXPECT_EQ(get("/api/operator/drafts/pending").as_array().size(), 0u);
  ASSERT_EQ(found.at("items").as_array().size(), 3u);
  const auto& item = found.at("items").at(0);
  EXPECT_EQ(item.at("contact_id"), with_name.c_str());
  ASSERT_EQ(item.at("steps").as_array().size(), 3u);
  const auto& first = item.at("steps").at(0);
  EXPECT_EQ(first.at("step_id"), "first");
  EXPECT_EQ(first.at("subject"), "Stock counting at Acme");
  EXPECT_THAT(std::string(first.at("body").as_string()), HasSubstr("Hello Ada,"));
  EXPECT_THAT(std::string(first.at("local_at").as_string()), HasSubstr("+01:00"));
  EXPECT_EQ(first.at("mailbox"), "eva@sender.example");
  EXPECT_EQ(first.at("verdict"), "send") << to_json_text(first);
  EXPECT_EQ(item.at("steps").at(1).at("subject"), "Re: Stock counting at Acme");
  EXPECT_EQ(item.at("steps").at(2).at("kind"), "task");
  EXPECT_EQ(item.at("steps").at(2).at("subject"), "Call Ada");
  std::string before;
  for (const auto& step : item.at("steps").as_array()) {
    const std::string at(step.at("at").as_string());
    EXPECT_LT(before, at);
    before = at;
  }
  EXPECT_THAT(to_json_text(item), Not(HasSubstr("{{")));
  const auto& incomplete = found.at("items").at(1);
  EXPECT_EQ(incomplete.at("steps").as_array().size(), 0u);
  EXPECT_EQ(incomplete.at("skips").at(0).at("rule"), "template.missing_field");
  EXPECT_EQ(incomplete.at("skips").at(0).at("step_id"), "first");
  EXPECT_EQ(found.at("items").at(2).at("skips").at(0).at("rule"), "contact.gone");
  post(std::string(kPilot) + "/preview", R"({"contact_ids":[]})", 422);
  post("/api/sequences/other/preview", R"({"contact_ids":["a"]})", 404);
}

TEST_P(SequenceApiTest, APreviewSaysWhatTheGateWouldSay) {
  post(kSequences, pilot(), 201);
  const std::string contact = ada();
  post("/api/suppressions", R"({"address":"ada@theirs.example","reason":"manual"})", 201);
  const auto found = post(std::string(kPilot) + "/preview", R"({"contact_ids":[")" + contact + R"("]})");
  const auto& first = found.at("items").at(0).at("steps").at(0);
  EXPECT_EQ(first.at("verdict"), "block");
  EXPECT_EQ(first.at("reasons").at(0).at("rule"), "suppression.address");
}

TEST_P(SequenceApiTest, APreviewJudgesTheLaterStepsAsMailAfterTheFirst) {
  post(kSequences, pilot(), 201);
  const std::string contact = ada();
  api->json(200, Method::PUT, "/api/policy/packs/eu", R"({"enabled":true})");
  const auto item =
      post(std::string(kPilot) + "/preview", R"({"contact_ids":[")" + contact + R"("]})").at("items").at(0);
  EXPECT_THAT(to_json_text(item.at("steps").at(0)), HasSubstr("consent.source_notice"));
  EXPECT_THAT(to_json_text(item.at("steps").at(1)), Not(HasSubstr("consent.source_notice")))
      << "only the first mail must name the source";
}

TEST_P(SequenceApiTest, AStepWhoseConditionIsNotMetIsSkipped) {
  post(
      kSequences,
      pilot(
          R"({"step_id":"vip","subject":"For you","body":"Hello {{first_name}}, would a short call about stock counting help your team?","condition":{"field":"tag","op":"is","value":"vip"}},)" +
          std::string(kFirst)),
      201);
  const auto item =
      post(std::string(kPilot) + "/preview", R"({"contact_ids":[")" + ada() + R"("]})").at("items").at(0);
  ASSERT_EQ(item.at("steps").as_array().size(), 1u);
  EXPECT_EQ(item.at("steps").at(0).at("step_id"), "first");
  EXPECT_EQ(item.at("skips").at(0).at("rule"), "step.condition");
}

TEST_P(SequenceApiTest, AnExportCanBeSavedAgain) {
  post(kSequences, pilot(), 201);
  const Response file = api->ask(Method::GET, std::string(kPilot) + "/export");
  EXPECT_EQ(file.status, 200);
  EXPECT_THAT(file.headers.text(), HasSubstr("pilot.json"));
  EXPECT_THAT(std::string(file.content()), Not(HasSubstr("created_at")));
  EXPECT_EQ(put(std::string(file.content())).at("version"), 1) << "it is what is there";
}

}  // namespace
}  // namespace sa
