// The steps of the router for every request: scenario rows over toy routes.
#include "api/http/router.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/http/problem.h"
#include "base/log.h"
#include "tests/api/toy_api.h"

namespace sa {
namespace {

using test::Fields;
using test::make_request;
using test::ToyApi;
using testing::HasSubstr;
using testing::Not;

template <class Options>
concept CompilesWithoutPolicy =
    requires(Options options) { route<test::get_toy>("x", Method::GET, "/x", "a summary", options); };
static_assert(!CompilesWithoutPolicy<RouteOptions>, "a route names who may");

const std::pair<std::string, std::string> kPerson = {"Authorization", "Bearer sa_person"};
const std::pair<std::string, std::string> kReader = {"Authorization", "Bearer sa_reader"};
const std::pair<std::string, std::string> kService = {"Authorization", "Bearer sa_service"};
const std::pair<std::string, std::string> kJson = {"Content-Type", "application/json"};

struct Scenario {
  const char* name;
  Method method;
  std::string target;
  Fields fields;
  std::string body;
  int status;
  std::vector<std::string> contains = {};  ///< in the head or the body
  std::vector<std::string> absent = {};
};

void expect(ToyApi& api, const Scenario& row) {
  SCOPED_TRACE(row.name);
  Request request = make_request(row.method, row.target, row.fields, row.body);
  const Response response = api.ask(request);
  const std::string all = response.headers.text() + std::string(response.content());
  EXPECT_EQ(response.status, row.status) << all;
  for (const std::string& part : row.contains) EXPECT_THAT(all, HasSubstr(part));
  for (const std::string& part : row.absent) EXPECT_THAT(all, Not(HasSubstr(part)));
  EXPECT_TRUE(response.headers.find("X-Trace-ID"));
  EXPECT_EQ(response.headers.find("X-Content-Type-Options"), "nosniff");
  EXPECT_THAT(std::string(response.headers.find("Content-Security-Policy").value_or("")),
              HasSubstr("default-src 'self'"));
}

TEST(Router, Answers) {
  ToyApi api;
  const Scenario rows[] = {
      {"typed input and answer",
       Method::POST,
       "/api/toys?owner=eva%20m",
       {kPerson, kJson},
       R"({"name":"ball","count":3})",
       201,
       {R"({"name":"ball","owner":"eva m","count":3,"broken_at":null})", "Location: /api/toys/ball"}},
      {"path parameter", Method::GET, "/api/toys/a%20b%2Fc", {kPerson}, "", 200, {R"("name":"a b/c")"}},
      {"unicode parameter", Method::GET, "/api/toys/%E2%82%AC", {kPerson}, "", 200, {"\"name\":\"€\""}},
      {"a list is a plain array", Method::GET, "/api/toys?limit=2", {kReader}, "", 200, {"[{", "},{"}},
      {"no content", Method::POST, "/api/toys/x/break", {kPerson}, "", 204, {}, {"Content-Type: "}},
      {"a body nobody reads may be {}", Method::POST, "/api/toys/x/break", {kPerson, kJson}, "{}", 204},
      {"a page", Method::GET, "/page", {}, "", 200, {"Content-Type: text/html", "<p>toys</p>"}},
      {"head is get", Method::HEAD, "/api/toys/x", {kPerson}, "", 200},
      {"the server as a whole", Method::OPTIONS, "*", {}, "", 204},
      {"absolute form",
       Method::GET,
       "http://localhost:8000/api/toys/x",
       {kPerson},
       "",
       200,
       {R"("name":"x")"}},
      {"json with charset",
       Method::POST,
       "/api/toys",
       {kPerson, {"Content-Type", "application/json; charset=UTF-8"}},
       R"({"name":"b"})",
       201},
      {"own trace id",
       Method::GET,
       "/page",
       {{"X-Trace-ID", "abc.D_1-2"}},
       "",
       200,
       {"X-Trace-ID: abc.D_1-2\r\n"}},
      {"trace id with blank is replaced",
       Method::GET,
       "/page",
       {{"X-Trace-ID", "a b"}},
       "",
       200,
       {},
       {"a b"}},
      {"trace id too long is replaced",
       Method::GET,
       "/page",
       {{"X-Trace-ID", std::string(129, 'a')}},
       "",
       200,
       {},
       {std::string(129, 'a')}},
      {"answers are not stored by default",
       Method::GET,
       "/api/toys/x",
       {kPerson},
       "",
       200,
       {"Cache-Control: no-store"}},
  };
  for (const Scenario& row : rows) expect(api, row);
}

TEST(Router, RefusesWhatIsNotThere) {
  ToyApi api;
  const Scenario rows[] = {
      {"unknown path",
       Method::GET,
       "/nowhere",
       {kPerson},
       "",
       404,
       {"urn:sales-agent:problem:not-found", "/docs"}},
      {"trailing slash", Method::GET, "/api/toys/", {kPerson}, "", 404},
      {"trailing slash behind a parameter", Method::GET, "/api/toys/x/", {kPerson}, "", 404},
      {"double slash", Method::GET, "/api//toys", {kPerson}, "", 404},
      {"path below a leaf", Method::GET, "/page/more", {}, "", 404},
      {"many segments", Method::GET, "/a" + std::string(5000, '/'), {}, "", 404},
      {"no path at all", Method::GET, "*", {}, "", 404},
      {"other method", Method::PUT, "/api/toys/x", {kPerson}, "", 405, {"Allow: GET, HEAD, OPTIONS\r\n"}},
      {"other method of many",
       Method::DELETE,
       "/api/toys",
       {kPerson},
       "",
       405,
       {"Allow: GET, HEAD, POST, OPTIONS\r\n"}},
      {"unknown method", Method::OTHER, "/api/toys", {kPerson}, "", 405},
      {"words win over parameters", Method::GET, "/api/toys/broken", {}, "", 500, {}, {"no such parameter"}},
      {"bad escape in the path", Method::GET, "/api/toys/%zz", {kPerson}, "", 400, {"problem:malformed"}},
      {"cut escape in the path", Method::GET, "/api/toys/%4", {kPerson}, "", 400},
      {"nul in the path", Method::GET, "/api/toys/a%00b", {kPerson}, "", 400},
      {"latin-1 in the path", Method::GET, "/api/toys/%FF", {kPerson}, "", 400},
      {"bad escape in the query", Method::GET, "/api/toys?owner=%", {kPerson}, "", 400},
      {"feature off", Method::GET, "/demo/x", {kPerson}, "", 200},
      {"options",
       Method::OPTIONS,
       "/api/toys",
       {},
       "",
       204,
       {"Allow: GET, HEAD, POST, OPTIONS"},
       {"Access-Control"}},
  };
  for (const Scenario& row : rows) expect(api, row);
  ApiSettings settings;
  settings.cold_start_demo = false;
  ToyApi without(settings);
  expect(without,
         {"feature off", Method::GET, "/demo/x", {kPerson}, "", 404, {"FEATURE_COLD_START_DEMO=true"}});
  expect(without,
         {"feature off says nothing to strangers", Method::GET, "/demo/x", {}, "", 401, {}, {"FEATURE"}});
}

TEST(Router, RefusesBadInput) {
  ToyApi api;
  const std::string target = "/api/toys";
  const Scenario rows[] = {
      {"not json", Method::POST, target, {kPerson, kJson}, "{\"name\":", 400, {"problem:malformed"}},
      {"trailing text", Method::POST, target, {kPerson, kJson}, "{\"name\":\"a\"} x", 400},
      {"invalid utf-8", Method::POST, target, {kPerson, kJson}, "{\"name\":\"\xff\"}", 400},
      {"deep nesting", Method::POST, target, {kPerson, kJson}, std::string(10'000, '['), 400},
      {"not an object", Method::POST, target, {kPerson, kJson}, "[]", 422},
      {"missing", Method::POST, target, {kPerson, kJson}, "{}", 422, {R"("path":"name")"}},
      {"no body", Method::POST, target, {kPerson}, "", 422, {R"("path":"name")"}},
      {"all errors at once",
       Method::POST,
       target + "?limit=0",
       {kPerson, kJson},
       R"({"name":" ","count":10,"colour":"blue","size":1})",
       422,
       {R"("path":"name")", R"("path":"count")", R"("path":"colour")", R"("path":"size")",
        R"("path":"limit")"}},
      {"wrong type", Method::POST, target, {kPerson, kJson}, R"({"name":5})", 422, {R"("path":"name")"}},
      {"unknown query parameter",
       Method::GET,
       target + "?colour=red",
       {kPerson},
       "",
       422,
       {R"("path":"colour")"}},
      {"number that is none", Method::GET, target + "?limit=ten", {kPerson}, "", 422, {R"("path":"limit")"}},
      {"unknown field where the seed forgives",
       Method::POST,
       "/seed/toys?more=1",
       {kPerson, kJson},
       R"({"name":"a","size":1})",
       201},
      {"form",
       Method::POST,
       target,
       {kPerson, {"Content-Type", "application/x-www-form-urlencoded"}},
       "name=a",
       415},
      {"no type", Method::POST, target, {kPerson}, R"({"name":"a"})", 415},
      {"other charset",
       Method::POST,
       target,
       {kPerson, {"Content-Type", "application/json; charset=latin1"}},
       R"({"name":"a"})",
       415},
      {"a body that nobody reads",
       Method::POST,
       "/api/toys/x/break",
       {kPerson, kJson},
       R"({"force":true})",
       422,
       {R"("path":"force")"}},
  };
  for (const Scenario& row : rows) expect(api, row);
}

TEST(Router, AsksWhoBeforeItReads) {
  ToyApi api;
  const std::string broken = "/api/toys/x/break";
  const Scenario rows[] = {
      {"nobody",
       Method::GET,
       "/api/toys/x",
       {},
       "",
       401,
       {"WWW-Authenticate: Bearer", "problem:unauthenticated"}},
      {"wrong token", Method::GET, "/api/toys/x", {{"Authorization", "Bearer sa_wrong"}}, "", 401},
      {"nobody with a malformed body", Method::POST, "/api/toys", {kJson}, "{", 401},
      {"scope is missing", Method::POST, "/api/toys", {kReader, kJson}, "{", 403, {"the scope draft", "ben"}},
      {"a key never approves", Method::POST, broken, {kService}, "", 403, {"Only a person"}},
      {"a person does", Method::POST, broken, {kPerson}, "", 204},
      {"anybody with a name", Method::DELETE, "/api/who/x", {kReader}, "", 200, {"ben"}},
      {"nobody has no name", Method::DELETE, "/api/who/x", {}, "", 401},
      {"a session that ended is taken from the browser",
       Method::GET,
       "/api/toys/x",
       {{"Cookie", "sa_session=old"}},
       "",
       401,
       {"Set-Cookie: sa_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict"}},
  };
  for (const Scenario& row : rows) expect(api, row);
}

TEST(Router, MakesErrorsProblems) {
  ToyApi api;
  std::vector<std::string> lines;
  start_log({.sink = [&](std::string_view line) { lines.emplace_back(line); }});
  const auto row = [](const char* id, int status, std::vector<std::string> contains) {
    return Scenario{id,
                    Method::POST,
                    std::string("/api/toys/") + id + "/break",
                    {kPerson, {"X-Trace-ID", "trace-1"}},
                    "",
                    status,
                    std::move(contains),
                    {"secret"}};
  };
  const std::string json = "Content-Type: application/problem+json";
  expect(api, row("invalid", 422, {json, R"("errors":[{"path":"toy_id","message":"must be a toy"}])"}));
  expect(api, row("forbidden", 403, {R"("detail":"It is not yours.")"}));
  expect(api, row("missing", 404,
                  {R"("detail":"There is no toy missing.")", R"("status":404)", R"("trace_id":"trace-1")"}));
  expect(api, row("conflict", 409, {R"("reasons":["twice"])"}));
  expect(api, row("limited", 429, {"Retry-After: 7\r\n"}));
  expect(api, row("unavailable", 503, {"Retry-After: 5\r\n", "The toy box is closed."}));
  EXPECT_THAT(lines, Not(testing::Contains(HasSubstr("secret"))));
  expect(api, row("internal", 500, {"trace-1"}));
  EXPECT_THAT(lines, testing::Contains(testing::AllOf(HasSubstr("request_failed"), HasSubstr("secret words"),
                                                      HasSubstr("trace-1"))));
  lines.clear();
  expect(api, row("throw", 500, {"trace-1"}));
  EXPECT_THAT(lines,
              testing::Contains(testing::AllOf(HasSubstr("exception: secret words"), HasSubstr("trace-1"))));
  start_log({});
}

TEST(Router, EveryErrorCodeHasARow) {
  for (const ErrorCode code :
       {ErrorCode::invalid, ErrorCode::unauthenticated, ErrorCode::forbidden, ErrorCode::not_found,
        ErrorCode::conflict, ErrorCode::limited, ErrorCode::unavailable, ErrorCode::internal}) {
    Error error{code, "words"};
    error.fields.push_back({"a", "b"});
    const Response response = problem_response(error, "t");
    EXPECT_EQ(response.status, status_of(error));
    EXPECT_EQ(response.status == 500, code == ErrorCode::internal);
  }
}

TEST(Router, LogsOneLineARequest) {
  ToyApi api;
  std::vector<std::string> lines;
  start_log({.format = LogFormat::json, .sink = [&](std::string_view line) { lines.emplace_back(line); }});
  Request request = make_request(Method::POST, "/api/toys?owner=private-owner",
                                 {kPerson, kJson, {"X-Trace-ID", "t-9"}}, R"({"name":"private"})");
  api.ask(request);
  start_log({});
  ASSERT_EQ(lines.size(), 1u);
  for (const char* part : {"\"request\"", "\"/api/toys\"", "201", "\"POST\"", "person:ana", "t-9"}) {
    EXPECT_THAT(lines[0], HasSubstr(part));
  }
  EXPECT_THAT(lines[0], Not(HasSubstr("private")));
}

struct Replayed {
  const char* name;
  Fields fields;
  std::string target;
  std::string body;
  int status;
  int ran;  ///< how often the handler has run by then, since the row before
  std::vector<std::string> contains = {};
};

TEST(Router, IdempotencyKeys) {
  ToyApi api;
  const Fields key = {kPerson, kJson, {"Idempotency-Key", "k1"}};
  const std::string ball = R"({"name":"ball"})";
  const std::string conflict = "/api/toys/conflict/break";
  const Replayed rows[] = {
      {"first", key, "/api/toys", ball, 201, 1, {"Location: /api/toys/ball"}},
      {"again",
       key,
       "/api/toys",
       ball,
       201,
       0,
       {"Location: /api/toys/ball", "Idempotency-Replayed: true", "\"count\":1"}},
      {"other body", key, "/api/toys", R"({"name":"bat"})", 422, 0, {"Idempotency-Key"}},
      {"other address", key, "/api/toys?owner=x", ball, 422, 0},
      {"another principal's key is another key",
       {kService, kJson, {"Idempotency-Key", "k1"}},
       "/api/toys",
       ball,
       201,
       1},
      {"no key", {kPerson, kJson}, "/api/toys", ball, 201, 1},
      {"a refusal is an answer too", {kPerson, {"Idempotency-Key", "k2"}}, conflict, "", 409, 1},
      {"and is replayed",
       {kPerson, {"Idempotency-Key", "k2"}},
       conflict,
       "",
       409,
       0,
       {"Idempotency-Replayed", "twice"}},
      {"a failure is not kept",
       {kPerson, {"Idempotency-Key", "k3"}},
       "/api/toys/unavailable/break",
       "",
       503,
       1},
      {"so it is tried again",
       {kPerson, {"Idempotency-Key", "k3"}},
       "/api/toys/unavailable/break",
       "",
       503,
       1},
      {"nor is an exception", {kPerson, {"Idempotency-Key", "k4"}}, "/api/toys/throw/break", "", 500, 1},
      {"so it runs again", {kPerson, {"Idempotency-Key", "k4"}}, "/api/toys/throw/break", "", 500, 1},
      {"nor is a limit", {kPerson, {"Idempotency-Key", "k5"}}, "/api/toys/limited/break", "", 429, 1},
      {"so it runs once more", {kPerson, {"Idempotency-Key", "k5"}}, "/api/toys/limited/break", "", 429, 1},
      {"who may not, gets no replay", {kReader, kJson, {"Idempotency-Key", "k1"}}, "/api/toys", ball, 403, 0},
      {"empty key", {kPerson, kJson, {"Idempotency-Key", ""}}, "/api/toys", ball, 422, 0},
      {"long key", {kPerson, kJson, {"Idempotency-Key", std::string(256, 'k')}}, "/api/toys", ball, 422, 0},
      {"two keys",
       {kPerson, kJson, {"Idempotency-Key", "a"}, {"Idempotency-Key", "b"}},
       "/api/toys",
       ball,
       422,
       0},
  };
  test::runs = 0;
  for (const Replayed& row : rows) {
    SCOPED_TRACE(row.name);
    const int before = test::runs;
    expect(api, {row.name, Method::POST, row.target, row.fields, row.body, row.status, row.contains});
    EXPECT_EQ(test::runs - before, row.ran);
  }
}

TEST(Router, AReplayedProblemNamesTheRequestThatItAnswers) {
  ToyApi api;
  for (const char* trace_id : {"first", "second"}) {
    expect(api,
           {trace_id,
            Method::POST,
            "/api/toys/conflict/break",
            {kPerson, {"Idempotency-Key", "k"}, {"X-Trace-ID", trace_id}},
            "",
            409,
            {"X-Trace-ID: " + std::string(trace_id), "\"trace_id\":\"" + std::string(trace_id), "twice"}});
  }
}

TEST(Router, WhatCouldNotBeReadIsAnsweredLikeAnythingElse) {
  ToyApi api;
  Request request = make_request(Method::OTHER, "", {{"X-Trace-ID", "mine"}});
  const Response response = api.router->refuse(413, "The body is too large.", request);
  EXPECT_EQ(response.headers.find("X-Trace-ID"), "mine");
  EXPECT_EQ(response.headers.find("Cache-Control"), "no-store");
  EXPECT_THAT(std::string(response.content()), HasSubstr(R"("trace_id":"mine")"));
}

TEST(Router, AProblemDoesNotEchoAWholeBody) {
  const Response response = problem_response(not_found("There is no toy " + std::string(100'000, 'x')), "t");
  EXPECT_LT(response.content().size(), 3000u);
  EXPECT_THAT(std::string(response.content()), HasSubstr("There is no toy xxx"));
}

TEST(Router, AConflictMaySayWhenToComeAgain) {
  EXPECT_EQ(problem_response(conflict("In flight.").with_retry_after(1), "t").headers.find("Retry-After"),
            "1");
  EXPECT_EQ(problem_response(conflict("It is broken."), "t").headers.find("Retry-After"), std::nullopt);
}

TEST(Router, RateLimits) {
  ApiSettings settings;
  settings.rate = {.enabled = true, .requests = 3, .period_seconds = 60};
  settings.trusted_proxies = {"127.0.0.1"};
  ToyApi api(settings);
  const auto get = [&](std::string address, int status) {
    expect(
        api,
        {"get", Method::GET, "/api/toys/x", {kPerson, {"X-Forwarded-For", std::move(address)}}, "", status});
  };
  get("192.0.2.1", 200);
  get("192.0.2.1", 200);
  get("192.0.2.2", 200);
  get("192.0.2.3", 429);  // the principal's three are used up
  get("192.0.2.1", 429);
  api.clock.advance(20'000);  // one more for everybody
  get("192.0.2.1", 200);
  get("192.0.2.2", 429);
  expect(api, {"nobody", Method::GET, "/api/toys/x", {{"X-Forwarded-For", "192.0.2.9"}}, "", 401});
  expect(api, {"nobody", Method::GET, "/nowhere", {{"X-Forwarded-For", "192.0.2.9"}}, "", 404});
  expect(api, {"nobody", Method::GET, "/page", {{"X-Forwarded-For", "192.0.2.9"}}, "", 200});
  expect(api, {"unknown paths count too",
               Method::GET,
               "/nowhere",
               {{"X-Forwarded-For", "192.0.2.9"}},
               "",
               429,
               {"Retry-After: 20\r\n"}});
  api.clock.advance(24 * 3'600'000);
  get("192.0.2.1", 200);
}

TEST(Router, OriginsOfOtherSites) {
  ApiSettings settings;
  settings.allowed_origins = {"https://app.example.com"};
  ToyApi api(settings);
  const std::pair<std::string, std::string> ours = {"Origin", "https://app.example.com"};
  const std::pair<std::string, std::string> theirs = {"Origin", "https://evil.example"};
  expect(api, {"allowed",
               Method::GET,
               "/api/toys/x",
               {kPerson, ours},
               "",
               200,
               {"Access-Control-Allow-Origin: https://app.example.com\r\n", "Vary: Origin"}});
  expect(api, {"not allowed",
               Method::GET,
               "/api/toys/x",
               {kPerson, theirs},
               "",
               200,
               {"Vary: Origin"},
               {"Access-Control"}});
  expect(api, {"preflight",
               Method::OPTIONS,
               "/api/toys",
               {ours},
               "",
               204,
               {"Access-Control-Allow-Methods: GET, HEAD, POST, OPTIONS", "Idempotency-Key", "If-Match",
                "X-Operator-Name", "X-Requested-With"}});
  expect(api,
         {"preflight of others", Method::OPTIONS, "/api/toys", {theirs}, "", 204, {}, {"Access-Control"}});
  expect(api, {"refusals can be read too",
               Method::GET,
               "/nowhere",
               {ours},
               "",
               404,
               {"Access-Control-Allow-Origin"}});
}

// R16: the generated test. Whoever adds a route is tested with it.
TEST(Router, NoRouteAcceptsABadCredential) {
  ToyApi api;
  const Fields bad[] = {{},
                        {{"Authorization", ""}},
                        {{"Authorization", "Bearer"}},
                        {{"Authorization", "Bearer sa_"}},
                        {{"Authorization", "Basic YW5hOmFuYQ=="}},
                        {{"Cookie", "sa_session=x"}}};
  for (const Route& route : api.router->table().routes()) {
    if (route.policy.is_open()) continue;
    for (const Fields& fields : bad) {
      Request request = make_request(route.method, std::string(route.path), fields, "");
      EXPECT_EQ(api.ask(request).status, 401) << route.id;
    }
  }
}

TEST(RouteTable, RefusesContradictions) {
  const auto twice = [](const char* id, const char* path) {
    std::vector<Route> routes = {route<test::get_toy>("a", Method::GET, "/a/{x}", Policy::open(), "", {}),
                                 route<test::get_toy>(id, Method::GET, path, Policy::open(), "", {})};
    RouteTable table(std::move(routes));
  };
  EXPECT_THROW(twice("a", "/b"), std::logic_error);
  EXPECT_THROW(twice("b", "/a/{y}"), std::logic_error);
  EXPECT_NO_THROW(twice("b", "/a/y"));
}

}  // namespace
}  // namespace sa
