// Segments and campaigns over HTTP: saved, counted, checked, launched with the number that was confirmed, paused, cancelled, finished; with a row
// of the trail for each step.
#include <gmock/gmock.h>

#include "actions/campaign/campaign.h"
#include "actions/campaign/launch.h"
#include "actions/enrollment/schedule.h"
#include "store/contact/origin.h"
#include "store/job/job.h"
#include "store/mailbox/mailbox.h"
#include "tests/api/real_api.h"
#include "tests/job.h"

namespace sa {
namespace {

using test::Fields;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr const char* kSegments = "/api/segments";
constexpr const char* kCampaigns = "/api/campaigns";
constexpr const char* kAutumn = "/api/campaigns/autumn";

constexpr const char* kPilot =
    R"({"sequence_id":"pilot","name":"Pilot","language":"en","steps":[{"step_id":"first","subject":"Stock counting at your place",)"
    R"("body":"Hello {{first_name}},\n\nwould a short call about stock counting help your team? I am free most mornings.\n"}]})";
constexpr const char* kVips =
    R"({"segment_id":"vips","name":"Very important","filter":{"field":"tag","op":"is","value":"vip"}})";
constexpr const char* kNewAutumn =
    R"({"campaign_id":"autumn","name":"Pilot, autumn","sequence_id":"pilot","segment_id":"vips"})";

class CampaignApiTest : public test::EngineTest {
 protected:
  void SetUp() override {
    test::EngineTest::SetUp();
    if (IsSkipped()) return;
    api = std::make_unique<test::RealApi>(GetParam());
    api->services.gate_policy.postal_address = "1 Example Street";
  }
  boost::json::value get(const std::string& target, int status = 200) {
    return api->json(status, Method::GET, target);
  }
  boost::json::value post(const std::string& target, const std::string& body = "", int status = 200,
                          Fields who = {}) {
    return api->json(status, Method::POST, target, body, std::move(who));
  }
  boost::json::value put(const std::string& target, const std::string& body, int status = 200) {
    return api->json(status, Method::PUT, target, body);
  }
  boost::json::value step(const char* verb, int status = 200, Fields who = {}) {
    return post(std::string(kAutumn) + '/' + verb, "", status, std::move(who));
  }
  boost::json::value launch(int count, int status = 200, Fields who = {}) {
    return post(std::string(kAutumn) + "/launch", R"({"confirm_count":)" + std::to_string(count) + "}",
                status, std::move(who));
  }
  Fields person(Role role) {
    const std::string email = std::string(enum_name(role)) + "@sender.example";
    api->add_user(email, "Person", role);
    return {{"Authorization", "Bearer " + api->add_key(email, scopes_of(role))}};
  }
  Fields service(std::vector<Scope> scopes) {
    return {{"Authorization", "Bearer " + api->add_key(std::nullopt, std::move(scopes))}};
  }
  std::string add_contact(const std::string& name, const std::string& more = R"(,"tags":["vip"])") {
    const auto made =
        post("/api/contacts",
             R"({"email":")" + name + R"(@)" + name + R"(.example","first_name":")" + name +
                 R"(","timezone":"Europe/Berlin","country":"DE","basis":"customer")" + more + "}",
             201);
    return std::string(made.at("contact_id").as_string());
  }
  /// A campaign of an active sequence for two contacts.
  void set_up() {
    post("/api/sequences", kPilot, 201);
    post("/api/sequences/pilot/activate");
    post(kSegments, kVips, 201);
    add_contact("ada");
    add_contact("ben");
    add_contact("cy", "");
    post(kCampaigns, kNewAutumn, 201);
  }
  static boost::json::value line(const boost::json::value& card, std::string_view rule) {
    for (const auto& each : card.at("checklist").as_array())
      if (std::string_view(each.at("rule").as_string()) == rule) return each;
    return {{"outcome", "missing"}, {"count", -1}};
  }
  std::vector<std::string> trail(const std::string& about) {
    std::vector<std::string> all;
    const auto rows =
        test::must(api->database.db().read_now([](ReadTx& tx) { return list_audit_after(tx, 0, 5000); }));
    for (const AuditRow& row : rows)
      if (row.action.find(about) != std::string::npos) all.push_back(row.action);
    return all;
  }
  void run(const JobRow& job, boost::json::object payload = {}) {
    const auto done = test::run_job(api->services, job, std::move(payload));
    ASSERT_TRUE(done) << done.error().message;
  }
  std::unique_ptr<test::RealApi> api;
};
INSTANTIATE_ENGINES(CampaignApiTest);

TEST_P(CampaignApiTest, ASegmentIsSavedCountedChangedAndDeleted) {
  const auto made = post(kSegments, kVips, 201);
  EXPECT_EQ(made.at("version"), 1);
  EXPECT_EQ(post(kSegments, kVips, 201), made) << "the same again";
  post(kSegments, R"({"segment_id":"vips","name":"Other","filter":null})", 409);
  const std::string ada = add_contact("ada");
  add_contact("ben", "");
  auto counted = get("/api/segments/vips/count");
  EXPECT_EQ(counted.at("count"), 1);
  ASSERT_EQ(counted.at("sample").as_array().size(), 1u);
  EXPECT_EQ(counted.at("sample").at(0), ada.c_str());
  EXPECT_EQ(put("/api/segments/vips", R"({"name":"Everybody","filter":null,"version":1})").at("version"), 2);
  EXPECT_EQ(put("/api/segments/vips", R"({"name":"Late","version":1})", 409).at("version"), 2);
  EXPECT_EQ(get("/api/segments/vips/count").at("count"), 2);
  EXPECT_EQ(get(kSegments).at("items").as_array().size(), 1u);
  EXPECT_EQ(post(kSegments, R"({"name":"N","filter":{"field":"tag","op":"like","value":"x"}})", 422)
                .at("errors")
                .at(0)
                .at("path"),
            "filter/op");
  EXPECT_EQ(api->ask(Method::DELETE, "/api/segments/vips").status, 204);
  get("/api/segments/vips", 404);
  get("/api/segments/vips/count", 404);
  EXPECT_THAT(trail("segment"), ElementsAre("create_segment", "change_segment", "delete_segment"));
}

TEST_P(CampaignApiTest, ASegmentCountsPastOnePageOfContacts) {
  post(kSegments, R"({"segment_id":"all","name":"All","filter":null})", 201);
  test::must(api->database.db().write_now([&](Tx& tx) -> Result<Unit> {
    for (int i = 0; i < 1203; ++i) {
      Contact made;
      made.contact_id = "c" + std::to_string(100'000 + i);
      made.email = made.email_key = made.contact_id + "@many.example";
      made.created_at = made.updated_at = api->clock.now();
      TRY_OK(insert_contact(tx, made, ContactOrigin::person));
    }
    return ok();
  }));
  const auto counted = get("/api/segments/all/count");
  EXPECT_EQ(counted.at("count"), 1203);
  EXPECT_EQ(counted.at("sample").as_array().size(), 20u);
  EXPECT_EQ(counted.at("sample").at(0), "c100000");
}

TEST_P(CampaignApiTest, NobodyIsEnrolledForMailsThatCannotBeSent) {
  post(
      "/api/sequences",
      R"({"sequence_id":"pilot","name":"Pilot","steps":[{"step_id":"first","subject":"Hello","body":"Too short."}]})",
      201);
  post("/api/sequences/pilot/activate");
  post(kSegments, kVips, 201);
  add_contact("ada");
  const auto card = post(kCampaigns, kNewAutumn, 201);
  EXPECT_EQ(card.at("status"), "DRAFT");
  EXPECT_EQ(line(card, "draft.invalid").at("outcome"), "block");
  EXPECT_EQ(line(card, "draft.invalid").at("count"), 1);
  EXPECT_THAT(std::string(line(card, "draft.invalid").at("words").as_string()), HasSubstr("step first"));
  launch(1, 409);
}

TEST_P(CampaignApiTest, TheChecklistSaysWhatStandsAgainstALaunch) {
  post("/api/sequences", kPilot, 201);
  post(kSegments, kVips, 201);
  auto card = post(kCampaigns, kNewAutumn, 201);
  EXPECT_EQ(card.at("status"), "DRAFT");
  EXPECT_EQ(line(card, "sequence.active").at("outcome"), "block");
  EXPECT_EQ(line(card, "segment.empty").at("outcome"), "block");
  EXPECT_EQ(line(card, "mailbox.active").at("outcome"), "ok");
  EXPECT_EQ(line(card, "footer.postal_address").at("outcome"), "ok");
  launch(0, 409);

  post("/api/sequences/pilot/activate");
  add_contact("ada");
  card = get(kAutumn);
  EXPECT_EQ(card.at("status"), "READY") << to_json_text(card.at("checklist"));
  EXPECT_EQ(card.at("counts").at("contacts"), 1);
  for (const auto& each : card.at("checklist").as_array()) EXPECT_EQ(each.at("outcome"), "ok") << each;

  post("/api/contacts", R"({"email":"bare@bare.example","tags":["vip"]})", 201);
  add_contact("cy");
  post("/api/suppressions", R"({"address":"cy@cy.example","reason":"manual"})", 201);
  add_contact("dee");
  post("/api/suppressions", R"({"domain":"dee.example","reason":"manual"})", 201);
  card = get(kAutumn);
  EXPECT_EQ(card.at("status"), "READY") << "they only warn";
  EXPECT_EQ(line(card, "segment.empty").at("count"), 4);
  EXPECT_EQ(line(card, "template.missing_field").at("count"), 1);
  EXPECT_THAT(std::string(line(card, "template.missing_field").at("words").as_string()),
              HasSubstr("first_name"));
  EXPECT_EQ(line(card, "contact.timezone").at("count"), 1);
  EXPECT_EQ(line(card, "consent.none").at("count"), 1);
  EXPECT_EQ(line(card, "suppression.address").at("count"), 2);
  EXPECT_EQ(line(card, "suppression.address").at("sample").as_array().size(), 2u);

  post("/api/mailboxes/eva@sender.example/pause", R"({})");
  card = get(kAutumn);
  EXPECT_EQ(card.at("status"), "DRAFT");
  EXPECT_EQ(line(card, "mailbox.active").at("outcome"), "block");
  EXPECT_EQ(line(card, "mailbox.active").at("sample").at(0), "eva@sender.example");
}

TEST_P(CampaignApiTest, ALaunchEnrolsTheNumberThatWasConfirmed) {
  set_up();
  const std::string dee = add_contact("dee");
  post("/api/suppressions", R"({"address":"dee@dee.example","reason":"manual"})", 201);
  const auto refused = launch(2, 409);
  EXPECT_EQ(refused.at("count"), 3);
  EXPECT_EQ(get(kAutumn).at("status"), "READY");
  EXPECT_THAT(trail("enroll"), ElementsAre());

  const auto card = launch(3);
  EXPECT_EQ(card.at("status"), "RUNNING");
  EXPECT_TRUE(card.at("launched_at").is_string());
  EXPECT_TRUE(card.at("enrolling_after").is_null());
  EXPECT_EQ(card.at("counts").at("enrolled"), 2);
  EXPECT_EQ(card.at("counts").at("skipped"), 1);
  EXPECT_EQ(card.at("counts").at("waiting"), 2);
  EXPECT_EQ(card.at("checklist").as_array().size(), 0u);
  const auto skipped = get(std::string(kAutumn) + "/skipped").at("items");
  ASSERT_EQ(skipped.as_array().size(), 1u);
  EXPECT_EQ(skipped.at(0).at("contact_id"), dee.c_str());
  EXPECT_EQ(skipped.at(0).at("rule"), "suppression.address");
  EXPECT_EQ(get("/api/enrollments?campaign_id=autumn").at("items").as_array().size(), 2u);
  launch(3, 409);
  EXPECT_THAT(trail("campaign"), ElementsAre("create_campaign", "launch_campaign"));
  EXPECT_EQ(trail("enroll").size(), 2u);

  run(schedule_enrollments_job());
  const auto progress = get(std::string(kAutumn) + "/progress");
  EXPECT_EQ(progress.at("status"), "RUNNING");
  EXPECT_EQ(progress.at("counts").at("pending"), 2);
  EXPECT_EQ(progress.at("steps").at(0).at("step_id"), "first");
  EXPECT_EQ(progress.at("steps").at(0).at("drafted"), 2);
  EXPECT_TRUE(progress.at("next_at").is_string());

  EXPECT_EQ(api->ask(Method::POST, "/api/contacts/" + dee + "/erase", {}, R"({"confirm":"dee@dee.example"})")
                .status,
            200);
  EXPECT_EQ(get(std::string(kAutumn) + "/skipped").at("items").as_array().size(), 0u);
}

TEST_P(CampaignApiTest, ThePlanOfTheLaunchIsHeldAgainstWhatLeft) {
  const std::string path = std::string(kAutumn) + "/plan-against-actual";
  get("/api/campaigns/nothing/plan-against-actual", 404);
  set_up();
  EXPECT_EQ(get(path).at("is_planned"), false);
  launch(2);
  const auto before = get(path);
  EXPECT_EQ(before.at("is_planned"), true);
  const std::int64_t planned = before.at("planned").as_int64();
  EXPECT_GT(planned, 1);
  EXPECT_EQ(before.at("waiting"), planned);
  EXPECT_EQ(before.at("plan_hash").as_string().size(), 64u);

  // One is approved and leaves; nobody looks at the other.
  run(schedule_enrollments_job());
  const auto drafts = get("/api/operator/drafts/pending");
  const std::string first(drafts.at(0).at("id").as_string());
  post("/api/operator/drafts/" + first + "/approve", R"({"approved_by":"Eva"})");
  post("/api/operator/drafts/" + first + "/send");
  api->clock.set(api->clock.now() + 5 * kDayMs);
  const auto after = get(path);
  EXPECT_EQ(after.at("moved_count"), 1) << to_json_text(after);
  EXPECT_EQ(after.at("moved").at(0).at("draft_id"), first.c_str());
  EXPECT_EQ(after.at("moved").at(0).at("rule"), "draft.early");
  EXPECT_GE(after.at("missing_count").as_int64(), 1);
  bool is_pending = false;
  for (const auto& each : after.at("missing").as_array())
    is_pending = is_pending || each.at("rule") == "draft.pending";
  EXPECT_TRUE(is_pending);
  EXPECT_EQ(after.at("extra_count"), 0);
  EXPECT_EQ(after.at("same").as_int64() + after.at("waiting").as_int64() +
                after.at("moved_count").as_int64() + after.at("missing_count").as_int64(),
            planned);
  EXPECT_EQ(get(path + "?limit=1").at("missing").as_array().size(), 1u);
}

TEST_P(CampaignApiTest, ALargeSegmentIsEnrolledInPartsByAJob) {
  post("/api/sequences", kPilot, 201);
  post("/api/sequences/pilot/activate");
  post(kSegments, R"({"segment_id":"vips","name":"All","filter":null})", 201);
  post(kCampaigns, kNewAutumn, 201);
  test::must(api->database.db().write_now([&](Tx& tx) -> Result<Unit> {
    for (int i = 0; i < 1100; ++i) {
      Contact made;
      made.contact_id = "c" + std::to_string(100'000 + i);
      made.email = made.email_key = made.contact_id + "@many.example";
      made.first_name = "Ada";
      made.created_at = made.updated_at = api->clock.now();
      TRY_OK(insert_contact(tx, made, ContactOrigin::person));
    }
    return ok();
  }));
  const auto card = launch(1100);
  EXPECT_EQ(card.at("counts").at("enrolled"), 500);
  EXPECT_EQ(card.at("enrolling_after"), "c100499");
  EXPECT_EQ(get(std::string(kAutumn) + "/progress").at("is_enrolling"), true);
  const auto jobs = test::must(api->services.db.read_now([](ReadTx& tx) { return count_jobs(tx); }));
  EXPECT_THAT(jobs, Contains(testing::Field(&JobCount::kind, "enroll_segment")));
  const boost::json::object part{
      {"campaign_id", "autumn"}, {"user_id", "local"}, {"name", "local operator"}, {"email", ""},
      {"unverified", true},      {"role", "owner"},    {"sees_all", false}};
  run(enroll_segment_job(), part);
  run(enroll_segment_job(), part);  // it may run twice
  const auto progress = get(std::string(kAutumn) + "/progress");
  EXPECT_EQ(progress.at("counts").at("enrolled"), 1100);
  EXPECT_EQ(progress.at("is_enrolling"), false);
  EXPECT_THAT(trail("launch"), ElementsAre("launch_campaign", "end_launch"));
}

TEST_P(CampaignApiTest, PauseResumeAndCancelAreSteps) {
  set_up();
  step("pause", 409);
  launch(2);
  run(schedule_enrollments_job());
  const auto drafts = get("/api/operator/drafts/pending");
  ASSERT_EQ(drafts.as_array().size(), 2u);
  const std::string first(drafts.at(0).at("id").as_string());
  const std::string second(drafts.at(1).at("id").as_string());
  post("/api/operator/drafts/" + first + "/approve", R"({"approved_by":"Eva"})");

  EXPECT_EQ(step("pause").at("status"), "PAUSED");
  step("pause", 409);
  const auto held = post("/api/operator/drafts/" + first + "/send", "", 409);
  EXPECT_THAT(to_json_text(held), HasSubstr("campaign.paused"));
  EXPECT_EQ(step("resume").at("status"), "RUNNING");

  const auto card = step("cancel");
  EXPECT_EQ(card.at("status"), "CANCELLED");
  EXPECT_TRUE(card.at("ended_at").is_string());
  EXPECT_EQ(card.at("counts").at("pending"), 0);
  EXPECT_EQ(card.at("counts").at("approved"), 0);
  for (const std::string& id : {first, second}) {
    const auto draft = get("/api/operator/drafts/" + id);
    EXPECT_EQ(draft.at("status"), "REJECTED");
    EXPECT_THAT(std::string(draft.at("rejected_reason").as_string()), HasSubstr("was cancelled"));
  }
  run(schedule_enrollments_job());
  EXPECT_EQ(get(kAutumn).at("counts").at("stopped"), 2);
  EXPECT_EQ(step("cancel").at("status"), "CANCELLED") << "again, it withdraws what is left";
  step("resume", 409);
  EXPECT_THAT(trail("_campaign"), ElementsAre("create_campaign", "launch_campaign", "pause_campaign",
                                              "resume_campaign", "cancel_campaign"));
}

TEST_P(CampaignApiTest, ItIsFinishedWithTheLastEnrolment) {
  set_up();
  launch(2);
  run(finish_campaigns_job());
  EXPECT_EQ(get(kAutumn).at("status"), "RUNNING");
  const auto enrolled = get("/api/enrollments?campaign_id=autumn");
  for (const auto& each : enrolled.at("items").as_array())
    post("/api/enrollments/" + std::string(each.at("enrollment_id").as_string()) + "/stop");
  run(finish_campaigns_job());
  EXPECT_EQ(get(kAutumn).at("status"), "FINISHED");
  EXPECT_THAT(trail("finish_campaign"), ElementsAre("finish_campaign"));
  step("cancel", 409);
}

TEST_P(CampaignApiTest, ACampaignIsChangedBeforeItsLaunchOnly) {
  set_up();
  post(kCampaigns, kNewAutumn, 201);
  post(kCampaigns, R"({"campaign_id":"autumn","name":"Other","sequence_id":"pilot","segment_id":"vips"})",
       409);
  EXPECT_EQ(put(kAutumn, R"({"name":"Renamed","sequence_id":"pilot","segment_id":"vips","version":1})")
                .at("version"),
            2);
  put(kAutumn, R"({"name":"Late","sequence_id":"pilot","segment_id":"vips","version":1})", 409);
  const struct {
    const char* body;
    const char* path;
  } rows[] = {{R"({"name":"N","sequence_id":"none","segment_id":"vips"})", "sequence_id"},
              {R"({"name":"N","sequence_id":"pilot","segment_id":"none"})", "segment_id"},
              {R"({"name":"N","sequence_id":"pilot","segment_id":"vips","mailboxes":["x@y.example"]})",
               "mailboxes/0"},
              {R"({"name":"","sequence_id":"pilot","segment_id":"vips"})", "name"}};
  for (const auto& row : rows)
    EXPECT_EQ(post(kCampaigns, row.body, 422).at("errors").at(0).at("path"), row.path) << row.body;
  post(std::string(kAutumn) + "/launch", "{}", 422);
  launch(2);
  put(kAutumn, R"({"name":"Late","sequence_id":"pilot","segment_id":"vips"})", 409);
  EXPECT_EQ(api->ask(Method::DELETE, "/api/segments/vips").status, 409) << "a campaign has it";
  EXPECT_EQ(get("/api/campaigns?status=RUNNING").at("items").as_array().size(), 1u);
  EXPECT_EQ(get("/api/campaigns?status=READY").at("items").as_array().size(), 0u);
}

TEST_P(CampaignApiTest, LeadsLaunchAndAnybodyAtWorkPauses) {
  set_up();
  const Fields operator_ = person(Role::operator_);
  const Fields lead = person(Role::lead);
  const Fields key = service({Scope::read, Scope::draft, Scope::settings, Scope::admin});
  post(kSegments, R"({"name":"N","filter":null})", 403, operator_);
  post(kCampaigns, kNewAutumn, 403, operator_);
  launch(2, 403, operator_);
  launch(2, 403, key);
  launch(2, 200, lead);
  step("pause", 200, key);
  step("resume", 403, key);
  step("resume", 403, operator_);
  step("cancel", 403, operator_);
  step("resume", 200, lead);
}

TEST_P(CampaignApiTest, WhoMayNotSeeAContactNeitherCountsNorEnrolsIt) {
  set_up();
  // Known from mail of a mailbox that is somebody's own.
  test::must(api->database.db().write_now([&](Tx& tx) -> Result<Unit> {
    TeamMailbox own;
    own.mailbox_id = own.address = "own@sender.example";
    own.provider = "outbox";
    own.status = MailboxStatus::ACTIVE;
    own.created_at = own.updated_at = own.ramp_from = api->clock.now();
    TRY_OK(insert_mailbox(tx, own));
    Contact hidden;
    hidden.contact_id = "hidden";
    hidden.email = hidden.email_key = "hidden@hidden.example";
    hidden.first_name = "Hidden";
    hidden.tags = {"vip"};
    hidden.mailbox_id = "own@sender.example";
    hidden.created_at = hidden.updated_at = api->clock.now();
    return insert_contact(tx, hidden, ContactOrigin::mail);
  }));
  const Fields lead = person(Role::lead);
  EXPECT_EQ(api->json(200, Method::GET, "/api/segments/vips/count", "", lead).at("count"), 2);
  EXPECT_EQ(launch(2, 200, lead).at("counts").at("enrolled"), 2);
}

}  // namespace
}  // namespace sa
