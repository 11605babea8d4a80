// Scenarios of the API, a row each: who asks for what, what is answered, and what it leaves behind in the trail, the work list and
// the outbox.
// THREADS: one.
#pragma once

#include <gmock/gmock.h>

#include "store/job/job.h"
#include "tests/api/real_api.h"

namespace sa::test {

/// What a request leaves behind. A refusal leaves nothing.
struct Traces {
  std::int64_t audit_rows = 0;
  std::int64_t jobs = 0;
  std::int64_t mails = 0;
  auto operator<=>(const Traces&) const = default;
};
inline void PrintTo(const Traces& traces, std::ostream* out) {
  *out << traces.audit_rows << " audit rows, " << traces.jobs << " jobs, " << traces.mails << " mails";
}

struct Scenario {
  const char* name;
  Method method;
  std::string target;
  std::string body;
  int status;
  std::vector<std::string> contains = {};
  std::vector<std::string> absent = {};
  Traces traces = {};
  Fields fields = {};
};

/// A suite of the API by noun: each test has the real API on an empty database, on both engines; who asks without credentials is
/// the local operator.
class ScenarioTest : public EngineTest {
 protected:
  void SetUp() override {
    EngineTest::SetUp();
    if (IsSkipped()) return;
    api = std::make_unique<RealApi>(GetParam());
  }

  void expect(const Scenario& row) {
    SCOPED_TRACE(row.name);
    const Traces before = traces();
    const Response response = api->ask(row.method, row.target, row.fields, row.body);
    const std::string all = response.headers.text() + std::string(response.content());
    EXPECT_EQ(response.status, row.status) << all;
    for (const std::string& part : row.contains) EXPECT_THAT(all, ::testing::HasSubstr(part));
    for (const std::string& part : row.absent) EXPECT_THAT(all, ::testing::Not(::testing::HasSubstr(part)));
    const Traces after = traces();
    EXPECT_EQ(
        (Traces{after.audit_rows - before.audit_rows, after.jobs - before.jobs, after.mails - before.mails}),
        row.traces);
  }
  template <std::size_t n>
  void expect(const Scenario (&rows)[n]) {
    for (const Scenario& row : rows) expect(row);
  }

  /// The credentials of a service with these scopes.
  Fields service(std::vector<Scope> scopes) {
    return {{"Authorization", "Bearer " + api->add_key(std::nullopt, std::move(scopes))}};
  }
  /// The same, by nobody.
  static Fields forged() {
    return {{"Authorization", "Bearer sa_0000000000000000000000000000000000000000000"}};
  }

  /// A draft to `recipient` that was approved and sent.
  void send_one(const std::string& id, const std::string& recipient) {
    const std::string one = "/api/operator/drafts/" + id;
    expect({"create",
            Method::POST,
            "/api/operator/drafts?draft_id=" + id,
            R"({"recipient":")" + recipient + R"(","subject":"Stock counting )" + id +
                R"(","body":"Hello, would a short call about stock counting help your team next week? Eva"})",
            201,
            {},
            {},
            {.audit_rows = 1}});
    api->json(200, Method::POST, one + "/approve", R"({"approved_by":"ana"})");
    EXPECT_EQ(api->json(200, Method::POST, one + "/send").at("status"), "SENT");
  }

  std::unique_ptr<RealApi> api;

 private:
  Traces traces() {
    Traces found;
    must(api->services.db.read_now([&](ReadTx& tx) -> Result<Unit> {
      TRY(const AuditHead head, get_audit_head(tx));
      TRY(const std::vector<JobCount> counts, count_jobs(tx));
      found.audit_rows = head.seq;
      for (const JobCount& each : counts) found.jobs += each.jobs;
      return ok();
    }));
    if (!std::filesystem::exists(api->outbox_folder)) return found;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(api->outbox_folder))
      found.mails += entry.path().extension() == ".eml";
    return found;
  }
};

}  // namespace sa::test
