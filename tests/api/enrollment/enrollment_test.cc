// Enrolments over the API: who is enrolled and who is skipped, pages, and whose steps are whose.
#include "core/enrollment/enrollment.h"

#include "actions/contact/record.h"
#include "store/contact/contact.h"
#include "store/sequence/sequence.h"
#include "tests/api/scenario.h"

namespace sa {
namespace {

using test::must;
using test::Scenario;

class EnrollmentApiTest : public test::ScenarioTest {
 protected:
  void SetUp() override {
    ScenarioTest::SetUp();
    if (IsSkipped()) return;
    for (const char* id : {"c-1", "c-2"}) add_contact(id);
    Sequence pilot;
    pilot.sequence_id = pilot.name = "pilot";
    pilot.status = SequenceStatus::ACTIVE;
    SequenceStep step;
    step.step_id = "first";
    step.subject = "Stock counting";
    step.body = "Hello, would a short call about stock counting help your team next week?";
    pilot.steps = {step};
    pilot.created_at = pilot.updated_at = api->clock.now();
    must(api->services.db.write_now([&](Tx& tx) { return insert_sequence(tx, pilot, "ana"); }));
  }
  void add_contact(const std::string& id) {
    Contact made;
    made.contact_id = id;
    made.email = made.email_key = id + "@" + id + ".example";
    made.created_at = made.updated_at = api->clock.now();
    must(api->services.db.write_now([&](Tx& tx) {
      return sa::add_contact(api->services, tx, made, {{made.email, made.email_key}}, ContactOrigin::person,
                             made.created_at);
    }));
  }
  static std::string of(const std::string& contact_id, const char* verb = "") {
    return "/api/enrollments/" + make_enrollment_id("pilot", contact_id, 0) + verb;
  }
  static constexpr const char* kAll = "/api/enrollments";
};
INSTANTIATE_ENGINES(EnrollmentApiTest);

TEST_P(EnrollmentApiTest, EnrolLookPauseResumeStop) {
  const auto key = service({Scope::read, Scope::draft});
  const Scenario rows[] = {
      {"neither contacts nor a segment",
       Method::POST,
       kAll,
       R"({"sequence_id":"pilot"})",
       422,
       {"contact_ids"}},
      {"no such sequence",
       Method::POST,
       kAll,
       R"({"sequence_id":"none","contact_ids":["c-1"]})",
       404,
       {"none"}},
      {"no such mailbox",
       Method::POST,
       kAll,
       R"({"sequence_id":"pilot","contact_ids":["c-1"],"mailbox_id":"nobody@x.example"})",
       422,
       {"mailbox_id"}},
      {"a key enrols",
       Method::POST,
       kAll,
       R"({"sequence_id":"pilot","contact_ids":["c-1","c-2","gone"]})",
       202,
       {R"("enrolled":2)", R"("rule":"contact.gone")", "batch_id"},
       {},
       {.audit_rows = 2, .jobs = 2},
       key},
      {"twice",
       Method::POST,
       kAll,
       R"({"sequence_id":"pilot","contact_ids":["c-1"]})",
       202,
       {R"("enrolled":0)", R"("rule":"contact.other_sequence")"}},
      {"all", Method::GET, std::string(kAll) + "?limit=1", "", 200, {R"("next":")", R"("status":"WAITING")"}},
      {"of one contact", Method::GET, std::string(kAll) + "?contact_id=c-2", "", 200, {"c-2"}, {"c-1"}},
      {"of no status", Method::GET, std::string(kAll) + "?status=STOPPED", "", 200, {R"("items":[])"}},
      {"one", Method::GET, of("c-1"), "", 200, {R"("step_id":"first")", R"("draft_ids":[])"}},
      {"none", Method::GET, of("c-9"), "", 404, {"There is no enrolment"}},
      {"a key pauses",
       Method::POST,
       of("c-1", "/pause"),
       "{}",
       200,
       {R"("status":"PAUSED")", R"("rule":"sequence.paused")"},
       {},
       {.audit_rows = 1},
       key},
      {"into the past",
       Method::POST,
       of("c-2", "/pause"),
       R"({"until":"2020-01-01T00:00:00Z"})",
       422,
       {"until"}},
      {"a key does not resume", Method::POST, of("c-1", "/resume"), "", 403, {}, {}, {}, key},
      {"a person resumes",
       Method::POST,
       of("c-1", "/resume"),
       "",
       200,
       {R"("status":"WAITING")"},
       {},
       {.audit_rows = 1}},
      {"what waits is not resumed", Method::POST, of("c-1", "/resume"), "", 409, {"waiting"}},
      {"nothing to retry", Method::POST, of("c-1", "/retry"), "", 409, {"WAITING"}},
      {"a key stops",
       Method::POST,
       of("c-1", "/stop"),
       "",
       200,
       {R"("status":"STOPPED")", R"("rule":"sequence.stopped")"},
       {},
       {.audit_rows = 1},
       key},
      {"only once", Method::POST, of("c-1", "/stop"), "", 409, {"stopped"}},
      {"nobody", Method::GET, kAll, "", 401, {}, {"c-1"}, {}, forged()},
  };
  for (const Scenario& row : rows) expect(row);
}

TEST_P(EnrollmentApiTest, PagesGoOnWhereTheLastEnded) {
  expect({"enrol",
          Method::POST,
          kAll,
          R"({"sequence_id":"pilot","contact_ids":["c-1","c-2"]})",
          202,
          {R"("enrolled":2)"},
          {},
          {.audit_rows = 2, .jobs = 2}});
  const auto first = api->json(200, Method::GET, std::string(kAll) + "?limit=1");
  const std::string next(first.at("next").as_string());
  const auto second = api->json(200, Method::GET, std::string(kAll) + "?limit=1&after=" + next);
  EXPECT_TRUE(second.at("next").is_null());
  EXPECT_NE(first.at("items").at(0).at("enrollment_id"), second.at("items").at(0).at("enrollment_id"));
}

}  // namespace
}  // namespace sa
