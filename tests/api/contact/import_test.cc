// Contact lists over HTTP: the file is kept until a job has read it, whoever is in between.
#include <gmock/gmock.h>

#include "actions/contact/import_job.h"
#include "jobs/kind.h"
#include "jobs/runner.h"
#include "store/contact/import.h"
#include "tests/api/real_api.h"
#include "tests/job.h"
#include "tests/store/database.h"

namespace sa {
namespace {

using test::must;
using testing::HasSubstr;

constexpr const char* kImports = "/api/imports/contacts";

class ImportApiTest : public test::EngineTest {
 protected:
  void SetUp() override {
    test::EngineTest::SetUp();
    if (IsSkipped()) return;
    api = std::make_unique<test::RealApi>(GetParam());
    start();
  }
  /// As after a restart.
  void start() {
    Runner::Options options;
    options.node_id = "node-test";
    runner = std::make_unique<Runner>(api->services.db, api->clock, api->random, job_kinds(api->services),
                                      options);
  }
  void run_jobs() {
    while (must(runner->run_due()) > 0) {
    }
  }
  boost::json::value post(const std::string& query, const std::string& file, int status = 202,
                          test::Fields fields = {}) {
    fields.emplace_back("Content-Type", "text/csv; charset=utf-8");
    return api->json(status, Method::POST, kImports + query, file, std::move(fields));
  }
  boost::json::value get(const boost::json::value& import, int status = 200) {
    return api->json(status, Method::GET, path_of(import));
  }
  static std::string path_of(const boost::json::value& import) {
    return "/api/imports/" + std::string(import.at("import_id").as_string());
  }
  std::size_t files() const {
    const auto folder = api->outbox_folder / "uploads";
    if (!std::filesystem::exists(folder)) return 0;
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder), {}));
  }
  static std::string list(int rows) {
    std::string file = "email,name\r\n";
    for (int i = 0; i < rows; ++i) file += "p" + std::to_string(i) + "@acme.example,P\r\n";
    return file;
  }
  std::int64_t audit_rows(const char* action) {
    return static_cast<std::int64_t>(
        must(api->services.db.read_now([&](ReadTx& tx) { return list_audit_of_action(tx, action); })).size());
  }
  std::unique_ptr<test::RealApi> api;
  std::unique_ptr<Runner> runner;
};
INSTANTIATE_ENGINES(ImportApiTest);

TEST_P(ImportApiTest, AListIsTakenAndReadByAJob) {
  const auto begun = post("?source=fair%202026&basis=legitimate_interest&basis_at=2026-11-01",
                          "E-Mail;Vorname;Notiz\nada@acme.example;Ada;=1\nno address;;x\n;;\n");
  EXPECT_EQ(begun.at("status"), "RUNNING");
  EXPECT_EQ(begun.at("delimiter"), ";");
  EXPECT_EQ(begun.at("mapping").at(1).at("field"), "first_name");
  EXPECT_EQ(files(), 1u);
  run_jobs();
  const auto done = get(begun);
  EXPECT_EQ(done.at("status"), "DONE");
  EXPECT_EQ(done.at("rows"), 3);
  EXPECT_EQ(done.at("outcomes").at("created"), 1);
  EXPECT_EQ(done.at("outcomes").at("rejected"), 1);
  EXPECT_EQ(done.at("outcomes").at("blank"), 1);
  EXPECT_EQ(files(), 0u);
  EXPECT_EQ(audit_rows("import_contacts"), 1);
  const auto errors = api->ask(Method::GET, path_of(begun) + "/errors");
  EXPECT_EQ(errors.headers.find("Content-Type"), "text/csv; charset=utf-8");
  EXPECT_THAT(std::string(errors.content()),
              HasSubstr("line,column,rule,words,row\r\n3,E-Mail,import.address,"));
  EXPECT_THAT(std::string(errors.content()), HasSubstr("\"no address,,x\""));
  const auto ada = api->json(200, Method::GET, "/api/contacts?q=ada@acme.example").at("items").at(0);
  EXPECT_EQ(ada.at("first_name"), "Ada");
  EXPECT_EQ(ada.at("basis"), "legitimate_interest");
  const auto consents = api->json(
      200, Method::GET, "/api/contacts/" + std::string(ada.at("contact_id").as_string()) + "/consents");
  EXPECT_EQ(consents.at("items").at(0).at("source"), "") << "where the data is from proves no consent";
  EXPECT_EQ(consents.at("items").at(0).at("obtained_at"), "2026-11-01T00:00:00Z");
  // A second run changes nothing.
  const auto again = post("?source=fair%202026&basis=legitimate_interest&basis_at=2026-11-01",
                          "E-Mail;Vorname;Notiz\nada@acme.example;Ada;=1\nno address;;x\n;;\n");
  EXPECT_NE(again.at("import_id"), begun.at("import_id"));
  run_jobs();
  EXPECT_EQ(get(again).at("outcomes").at("unchanged"), 1);
}

TEST_P(ImportApiTest, ItGoesOnAfterARestartAndUnderItsIdWhenItIsSentAgain) {
  const std::string file = list(2200);
  const auto begun = post("", file);
  // One part of several.
  must(runner->run_due());
  const std::int64_t rows = get(begun).at("rows").as_int64();
  EXPECT_GT(rows, 0);
  EXPECT_LT(rows, 2200);
  start();
  EXPECT_EQ(post("", file).at("import_id"), begun.at("import_id"));
  EXPECT_EQ(files(), 1u) << "the file of before is not needed any more";
  EXPECT_NE(post("?on_conflict=skip", "email\n").at("import_id"), begun.at("import_id"));
  run_jobs();
  const auto done = get(begun);
  EXPECT_EQ(done.at("status"), "DONE");
  EXPECT_EQ(done.at("rows"), 2200);
  EXPECT_EQ(done.at("outcomes").at("created"), 2200);
  EXPECT_EQ(files(), 0u);
}

TEST_P(ImportApiTest, WhatIsNotUnderstoodIsRefusedWithTheGuess) {
  const auto ambiguous = post("", "email,first name,Vorname\n", 422);
  EXPECT_EQ(ambiguous.at("errors").at(0).at("path"), "map");
  EXPECT_EQ(ambiguous.at("mapping").at(1).at("field"), "first_name");
  post("", "name,firm\n", 422);
  post("", "", 422);
  post("?owner=nobody", "email\n", 422);
  post("?basis_at=soon", "email\n", 422);
  post("?basis=whim", "email\n", 422);
  post("?on_conflict=fight", "email\n", 422);
  api->json(415, Method::POST, kImports, "{}");
  EXPECT_EQ(files(), 0u);
  EXPECT_EQ(audit_rows("import_contacts"), 0);
  api->json(404, Method::GET, "/api/imports/none");
  api->json(404, Method::GET, "/api/imports/none/errors");
  api->json(404, Method::POST, "/api/imports/none/cancel");
}

TEST_P(ImportApiTest, ADryRunWritesItsOwnRowAlone) {
  const auto begun = post("?dry_run=true", list(700));
  run_jobs();
  const auto done = get(begun);
  EXPECT_EQ(done.at("status"), "DONE");
  EXPECT_EQ(done.at("dry_run"), true);
  EXPECT_EQ(done.at("outcomes").at("created"), 700);
  EXPECT_TRUE(api->json(200, Method::GET, "/api/contacts").at("items").as_array().empty());
  EXPECT_EQ(files(), 0u);
}

TEST_P(ImportApiTest, ItIsCancelledOnce) {
  const auto begun = post("", list(2200));
  must(runner->run_due());
  const auto cancelled = api->json(200, Method::POST, path_of(begun) + "/cancel");
  EXPECT_EQ(cancelled.at("status"), "CANCELLED");
  EXPECT_EQ(files(), 0u);
  const auto rows = get(begun).at("rows");
  run_jobs();
  EXPECT_EQ(get(begun).at("rows"), rows) << "the rows that were done stay, and no other follows";
  api->json(200, Method::POST, path_of(begun) + "/cancel");
  EXPECT_EQ(audit_rows("cancel_import"), 1);
  const auto other = post("", "email\n");
  run_jobs();
  api->json(409, Method::POST, path_of(other) + "/cancel");
}

TEST_P(ImportApiTest, issue_an_import_that_nobody_can_continue_says_so) {
  const auto lost = post("", list(10));
  std::filesystem::remove_all(api->outbox_folder / "uploads");
  must(runner->run_due());
  EXPECT_EQ(get(lost).at("status"), "RUNNING") << "the file may be back";
  EXPECT_FALSE(
      test::run_job(api->services, import_contacts_job(), {{"import_id", lost.at("import_id")}}, "x", true));
  EXPECT_EQ(get(lost).at("status"), "FAILED");
  EXPECT_THAT(std::string(get(lost).at("error").as_string()), HasSubstr("is not there"));
  const auto killed = post("", list(11));
  api->clock.advance(8 * kDayMs);
  must(test::run_job(api->services, forget_imports_job()));
  EXPECT_EQ(get(killed).at("status"), "RUNNING")
      << "what was answered 202 goes on by itself, after any pause";
  run_jobs();
  EXPECT_EQ(get(killed).at("status"), "DONE");
}

TEST_P(ImportApiTest, LeadsAndOwnersMayImport) {
  api->add_user("op@ours.example", "Op", Role::operator_);
  const std::string token = api->add_key("op@ours.example", {Scope::read, Scope::draft});
  const std::string key = api->add_key(std::nullopt, {Scope::read, Scope::contacts});
  post("", "email\n", 403, {{"Authorization", "Bearer " + token}});
  post("", "email\n", 202, {{"Authorization", "Bearer " + key}});
  EXPECT_EQ(files(), 1u) << "that of the key";
}

TEST_P(ImportApiTest, TheSameKeyIsAnsweredTheSame) {
  const auto first = post("", "email\nada@acme.example\n", 202, {{"Idempotency-Key", "k1"}});
  run_jobs();
  EXPECT_EQ(post("", "email\nada@acme.example\n", 202, {{"Idempotency-Key", "k1"}}), first);
  post("", "email\nbo@acme.example\n", 422, {{"Idempotency-Key", "k1"}});
  EXPECT_EQ(files(), 0u);
}

}  // namespace
}  // namespace sa
