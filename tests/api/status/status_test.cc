// The service itself over HTTP: alive, ready or not and why, and what it does. These routes are open, so no words of a cause,
// which may name hosts and users, stand in an answer.
#include "tests/api/scenario.h"

namespace sa {
namespace {

using testing::HasSubstr;
using testing::Not;

class StatusApiTest : public test::ScenarioTest {
 protected:
  void add_probe(const std::string& name, bool needed, Result<std::string> answer) {
    api->context.probes.push_back(
        {name, needed, [answer]() -> Task<Result<std::string>> { co_return answer; }});
  }
};
INSTANTIATE_ENGINES(StatusApiTest);

TEST_P(StatusApiTest, OneThatIsNeededAndDownMakesItNotReady) {
  add_probe("mail", true, unavailable("connect to mail.intern:25 as eva failed"));
  const Response down = api->ask(Method::GET, "/ready");
  EXPECT_EQ(down.status, 503);
  EXPECT_EQ(down.headers.find("Retry-After"), "5");
  const std::string text(down.content());
  EXPECT_THAT(text, HasSubstr(R"("status":"not_ready")"));
  EXPECT_THAT(text, HasSubstr("does not answer"));
  EXPECT_THAT(text, HasSubstr(R"("name":"database")")) << "the others are told, too";
  EXPECT_THAT(text, Not(HasSubstr("mail.intern")));
}

TEST_P(StatusApiTest, OneThatIsNotNeededIsShownAndDoesNotMatter) {
  add_probe("cache", false, unavailable("connect to cache.intern failed"));
  add_probe("writer", true, std::string("template"));
  expect({"ready",
          Method::GET,
          "/ready",
          "",
          200,
          {R"("status":"ready")", R"("name":"cache","needed":false,"ok":false)", R"("words":"template")"},
          {"cache.intern"}});
}

TEST_P(StatusApiTest, TheStatusCountsDraftsByTheirState) {
  send_one("sent", "ada@customer.example");
  const Instant oldest = api->clock.now();
  for (const char* id : {"first", "second"}) {
    expect({id,
            Method::POST,
            std::string("/api/operator/drafts?draft_id=") + id,
            R"({"recipient":"bob@customer.example","subject":")" + std::string(id) +
                R"(","body":"Hello, shall we talk about stock counting on Tuesday? Eva"})",
            201,
            {},
            {},
            {.audit_rows = 1}});
    api->clock.advance(kMinuteMs);
  }
  const auto status = api->json(200, Method::GET, "/api/status");
  EXPECT_EQ(status.at("queue_depth"), 2);
  EXPECT_EQ(status.at("oldest_pending_at"), boost::json::value(format_rfc3339(oldest)));
  EXPECT_EQ(status.at("drafts").at("PENDING_APPROVAL"), 2);
  EXPECT_EQ(status.at("drafts").at("SENT"), 1);
  EXPECT_EQ(status.at("mail_leaves"), false);
  EXPECT_EQ(status.at("database"), GetParam());
}

TEST_P(StatusApiTest, TimeIsTheMachinesUnlessAFileSetsIt) {
  EXPECT_EQ(api->json(200, Method::GET, "/api/status").at("clock").at("simulated"), false);
  expect({"there is no file to look at", Method::POST, "/api/clock/tick", "", 404, {"CLOCK_FILE"}});
}

TEST_P(StatusApiTest, ItIsOnlyRead) {
  const test::Scenario rows[] = {
      {"health", Method::POST, "/health", "{}", 405, {"Allow: GET, HEAD, OPTIONS"}},
      {"ready", Method::DELETE, "/ready", "", 405},
      {"status", Method::PUT, "/api/status", "{}", 405},
      {"a parameter that it does not have", Method::GET, "/api/status?verbose=1", "", 200},
      {"a head", Method::HEAD, "/health", "", 200, {"application/json"}},
  };
  expect(rows);
}

TEST_P(StatusApiTest, TheRootIsAPageForABrowserAndASheetForAProgram) {
  const test::Scenario rows[] = {
      {"a browser",
       Method::GET,
       "/",
       "",
       200,
       {"text/html", "Vary: Accept"},
       {R"("service")"},
       {},
       {{"Accept", "text/html,application/xhtml+xml"}}},
      {"a program",
       Method::GET,
       "/",
       "",
       200,
       {R"("service":"sales-agent")", "Vary: Accept"},
       {"<html"},
       {},
       {{"Accept", "application/json"}}},
      {"one that does not say", Method::GET, "/", "", 200, {R"("service":"sales-agent")"}},
  };
  expect(rows);
}

}  // namespace
}  // namespace sa
