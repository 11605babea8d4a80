// The routes of the original product, on both engines: the Quick Start as written, then good and bad input.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "actions/message/import.h"
#include "actions/user/idempotency.h"
#include "base/crypto/hash.h"
#include "store/job/job.h"
#include "tests/api/real_api.h"

namespace sa {
namespace {

using test::Fields;
using test::RealApi;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kBody =
    "Hello Ada,\\n\\nthank you for your question about our plans. Shall we talk on Tuesday at ten?\\n\\nBest "
    "regards,\\nEva";

std::string draft_json(const std::string& recipient = "ada@customer.example", const std::string& more = "") {
  return R"({"recipient":")" + recipient + R"(","subject":"Your question","body":")" + kBody + "\"" + more +
         "}";
}

class SeedTest : public test::EngineTest {
 protected:
  void SetUp() override {
    test::EngineTest::SetUp();
    if (IsSkipped()) return;
    api = std::make_unique<RealApi>(GetParam());
  }
  std::unique_ptr<RealApi> api;
};
INSTANTIATE_ENGINES(SeedTest);

TEST_P(SeedTest, QuickStart) {
  const auto made = api->json(201, Method::POST, "/api/operator/drafts?draft_id=test-1", draft_json());
  EXPECT_EQ(made.at("id"), "test-1");
  EXPECT_EQ(made.at("status"), "PENDING_APPROVAL");
  const auto pending = api->json(200, Method::GET, "/api/operator/drafts/pending");
  ASSERT_EQ(pending.as_array().size(), 1u);
  EXPECT_EQ(pending.at(0).at("id"), "test-1");
  const auto approved = api->json(200, Method::POST, "/api/operator/drafts/test-1/approve",
                                  R"({"approved_by":"operator@example.com"})");
  EXPECT_EQ(approved.at("status"), "APPROVED");
  EXPECT_EQ(approved.at("approved_by"), "operator@example.com");
  const auto sent = api->json(200, Method::POST, "/api/operator/drafts/test-1/send");
  EXPECT_EQ(sent.at("status"), "SENT");
  EXPECT_FALSE(sent.at("provider_message_id").as_string().empty());
  EXPECT_EQ(api->json(200, Method::GET, "/api/operator/drafts/pending").as_array().size(), 0u);
  const auto quota = api->json(200, Method::GET, "/api/operator/quota/Ada@Customer.example");
  EXPECT_EQ(quota.at("remaining_today"), 19);
  EXPECT_EQ(quota.at("remaining_this_week"), 1);
  EXPECT_EQ(quota.at("remaining_for_contact"), 1);
  const auto trail = api->json(200, Method::GET, "/api/operator/drafts/test-1/trail");
  EXPECT_EQ(trail.at("draft_id"), "test-1");
  std::string steps;
  for (const auto& item : trail.at("items").as_array())
    steps += std::string(item.at("action").as_string()) + " ";
  EXPECT_THAT(steps, HasSubstr("create approve "));
  EXPECT_EQ(trail.at("items").as_array().back().at("to_status"), "SENT");
  EXPECT_EQ(trail.at("items").at(1).at("mode"), "unverified");
  EXPECT_EQ(trail.at("versions").as_array().size(), 1u);
  EXPECT_EQ(trail.at("attempts").at(0).at("state"), "SENT");
}

TEST_P(SeedTest, DraftHasTheContractsFields) {
  const auto made =
      api->json(201, Method::POST, "/api/operator/drafts?draft_id=d1",
                draft_json("ada@customer.example", R"(,"metadata":{"campaign":"spring","n":[1,null]})"));
  for (const char* field : {"id",
                            "recipient",
                            "subject",
                            "body",
                            "metadata",
                            "status",
                            "created_at",
                            "approved_at",
                            "approved_by",
                            "rejected_reason",
                            "sender",
                            "thread_id",
                            "version",
                            "content_hash",
                            "verdict",
                            "checks",
                            "claims",
                            "footer",
                            "sent_at",
                            "provider",
                            "provider_message_id",
                            "rfc_message_id",
                            "not_before",
                            "expires_at",
                            "rejected_by",
                            "source"}) {
    EXPECT_TRUE(made.as_object().contains(field)) << field;
  }
  EXPECT_EQ(made.at("metadata").at("campaign"), "spring");
  EXPECT_EQ(made.at("created_at"), boost::json::value(format_rfc3339(RealApi::kNow)));
  EXPECT_EQ(made.at("source").at("agent"), "operator");
}

struct Row {
  const char* name;
  Method method;
  std::string target;
  std::string body;
  int status;
  std::vector<std::string> contains = {};
  std::vector<std::string> absent = {};
  Fields fields = {};
};

void expect(RealApi& api, const Row& row) {
  SCOPED_TRACE(row.name);
  const Response response = api.ask(row.method, row.target, row.fields, row.body);
  const std::string all = response.headers.text() + std::string(response.content());
  EXPECT_EQ(response.status, row.status) << all;
  EXPECT_LT(response.status, 500) << all;
  for (const std::string& part : row.contains) EXPECT_THAT(all, HasSubstr(part));
  for (const std::string& part : row.absent) EXPECT_THAT(all, Not(HasSubstr(part)));
}

TEST_P(SeedTest, DraftsGoodAndBad) {
  const std::string all = "/api/operator/drafts";
  const std::string one = all + "/d1";
  const std::string long_text(200'000, 'x');
  const Row rows[] = {
      {"create", Method::POST, all + "?draft_id=d1", draft_json(), 201, {"\"id\":\"d1\""}},
      {"the same again", Method::POST, all + "?draft_id=d1", draft_json(), 201, {"\"version\":1"}},
      {"the id with other words",
       Method::POST,
       all + "?draft_id=d1",
       draft_json("bob@customer.example"),
       409,
       {"d1"}},
      {"an id with a blank", Method::POST, all + "?draft_id=a%20b", draft_json(), 201, {"\"id\":\"a b\""}},
      {"an id with a plus for a blank", Method::GET, all + "/a+b", "", 404},
      {"read it", Method::GET, all + "/a%20b", "", 200, {"\"id\":\"a b\""}},
      {"an id with a slash", Method::POST, all + "?draft_id=a/b", draft_json(), 201, {"\"id\":\"a/b\""}},
      {"read that", Method::GET, all + "/a%2Fb", "", 200, {"\"id\":\"a/b\""}},
      {"unicode", Method::POST, all + "?draft_id=%E2%82%AC", draft_json(), 201, {"\"id\":\"€\""}},
      {"no id: we choose", Method::POST, all, draft_json(), 201, {"\"id\":\""}},
      {"an empty id", Method::POST, all + "?draft_id=", draft_json(), 422, {"\"path\":\"draft_id\""}},
      {"an id with a line break", Method::POST, all + "?draft_id=a%0Ab", draft_json(), 422},
      {"an id with a NUL", Method::POST, all + "?draft_id=a%00b", draft_json(), 400},
      {"nothing",
       Method::POST,
       all + "?draft_id=d2",
       "",
       422,
       {R"("path":"recipient")", R"("path":"subject")", R"("path":"body")"}},
      {"wrong types",
       Method::POST,
       all + "?draft_id=d2",
       R"({"recipient":1,"subject":[],"body":null,"metadata":"x"})",
       422,
       {R"("path":"recipient")", R"("path":"subject")", R"("path":"body")", R"("path":"metadata")"}},
      {"malformed", Method::POST, all + "?draft_id=d2", "{\"recipient\"", 400},
      {"unknown fields are ignored", Method::POST, all + "?draft_id=d3",
       draft_json("ada@customer.example", R"(,"priority":"high")"), 201},
      {"no address",
       Method::POST,
       all + "?draft_id=d2",
       draft_json("not an address"),
       422,
       {R"("path":"recipient")"}},
      {"two addresses", Method::POST, all + "?draft_id=d2", draft_json("a@b.example, c@d.example"), 422},
      {"a header in the address", Method::POST, all + "?draft_id=d2",
       draft_json("a@b.example\\r\\nBcc: x@y.example"), 422},
      {"a header in the subject",
       Method::POST,
       all + "?draft_id=d2",
       R"({"recipient":"ada@customer.example","subject":"a\r\nBcc: x@y.example","body":")" +
           std::string(kBody) + "\"}",
       422,
       {R"("path":"subject")"}},
      {"short",
       Method::POST,
       all + "?draft_id=d2",
       R"({"recipient":"ada@customer.example","subject":"a","body":"too short"})",
       422,
       {R"("path":"body")", "length.body_short"}},
      {"200 KB", Method::POST, all + "?draft_id=d2",
       R"({"recipient":"ada@customer.example","subject":"a","body":")" + long_text + "\"}", 422},
      {"no such draft", Method::GET, all + "/none", "", 404, {"none"}},
      {"no such draft's trail", Method::GET, all + "/none/trail", "", 404},
      {"approve no such draft", Method::POST, all + "/none/approve", R"({"approved_by":"ana"})", 404},
      {"send before approval", Method::POST, one + "/send", "", 409, {"PENDING_APPROVAL"}},
      {"approve without a name", Method::POST, one + "/approve", "{}", 422, {R"("path":"approved_by")"}},
      {"approve with a blank name",
       Method::POST,
       one + "/approve",
       R"({"approved_by":" "})",
       422,
       {R"("path":"approved_by")"}},
      {"approve other bytes",
       Method::POST,
       one + "/approve",
       R"({"approved_by":"ana","content_hash":"0000"})",
       409,
       {"content_hash"}},
      {"approve",
       Method::POST,
       one + "/approve",
       R"({"approved_by":"ana"})",
       200,
       {R"("status":"APPROVED")"}},
      {"approve twice", Method::POST, one + "/approve", R"({"approved_by":"ben"})", 409, {"ana"}},
      {"reject without a reason",
       Method::POST,
       one + "/reject",
       R"({"rejected_by":"ana"})",
       422,
       {R"("path":"reason")"}},
      {"withdraw", Method::POST, one + "/withdraw", "{}", 200, {R"("status":"PENDING_APPROVAL")"}},
      {"edit",
       Method::PATCH,
       one,
       R"({"subject":"A better subject","version":1})",
       200,
       {R"("version":2)", "A better subject"}},
      {"edit an old version", Method::PATCH, one, R"({"subject":"x","version":1})", 409},
      {"edit nothing", Method::PATCH, one, "{}", 422},
      {"edit what is unknown", Method::PATCH, one, R"({"status":"SENT"})", 422, {R"("path":"status")"}},
      {"reject",
       Method::POST,
       one + "/reject",
       R"({"reason":"wrong price","rejected_by":"ana"})",
       200,
       {R"("rejected_reason":"wrong price")"}},
      {"reject twice",
       Method::POST,
       one + "/reject",
       R"({"reason":"again","rejected_by":"ben"})",
       409,
       {"wrong price"}},
      {"send what was rejected", Method::POST, one + "/send", "", 409, {"REJECTED"}},
      {"say what became of it", Method::POST, one + "/outcome", R"({"was_sent":false,"reason":"I looked"})",
       409},
      {"wrong method", Method::DELETE, one, "", 405, {"Allow: GET, HEAD, PATCH, OPTIONS"}},
      {"trailing slash", Method::GET, all + "/pending/", "", 404},
  };
  for (const Row& row : rows) expect(*api, row);
}

TEST_P(SeedTest, ListsInPages) {
  for (int i = 0; i < 5; ++i) {
    api->json(201, Method::POST, "/api/operator/drafts?draft_id=p" + std::to_string(i),
              draft_json("c" + std::to_string(i) + "@customer.example"));
    api->clock.advance(i == 2 ? 0 : 1000);  // two have the same time
  }
  std::string target = "/api/operator/drafts/pending?limit=2";
  std::string seen;
  for (int page = 0; page < 3; ++page) {
    const Response response = api->ask(Method::GET, target);
    ASSERT_EQ(response.status, 200);
    const boost::json::value drafts = test::must(parse_json(response.content()));
    for (const auto& draft : drafts.as_array()) seen += std::string(draft.at("id").as_string()) + " ";
    const std::string link(response.headers.find("Link").value_or(""));
    EXPECT_EQ(link.empty(), page == 2) << link;
    if (link.empty()) break;
    target = link.substr(1, link.find('>') - 1);
  }
  EXPECT_EQ(seen, "p0 p1 p2 p3 p4 ");
  const auto first = api->json(200, Method::GET, "/api/operator/drafts?status=PENDING_APPROVAL&limit=3");
  EXPECT_EQ(first.at("items").as_array().size(), 3u);
  const std::string next(first.at("next").as_string());
  const auto rest = api->json(200, Method::GET, "/api/operator/drafts?limit=3&after=" + next);
  EXPECT_EQ(rest.at("items").as_array().size(), 2u);
  EXPECT_TRUE(rest.at("next").is_null());
  const Row rows[] = {
      {"limit 0", Method::GET, "/api/operator/drafts/pending?limit=0", "", 422, {R"("path":"limit")"}},
      {"limit too large", Method::GET, "/api/operator/drafts/pending?limit=1001", "", 422},
      {"empty limit", Method::GET, "/api/operator/drafts/pending?limit=", "", 422, {R"("path":"limit")"}},
      {"empty status", Method::GET, "/api/operator/drafts?status=", "", 422, {R"("path":"status")"}},
      {"limit that is none", Method::GET, "/api/operator/drafts/pending?limit=x", "", 422},
      {"a forged cursor",
       Method::GET,
       "/api/operator/drafts/pending?after=zzz",
       "",
       422,
       {R"("path":"after")"}},
      {"another forged cursor", Method::GET, "/api/operator/drafts/pending?after=MTIz", "", 422},
      {"unknown status", Method::GET, "/api/operator/drafts?status=NEW", "", 422, {R"("path":"status")"}},
      {"none sent", Method::GET, "/api/operator/drafts?status=SENT", "", 200, {R"("items":[])"}},
  };
  for (const Row& row : rows) expect(*api, row);
  // What the database cannot hold, or what no row has.
  for (const std::string& text :
       {std::string("5 \xff\xfe"), std::string("5 a\0b", 5), std::string("-5 p1"), std::string("5 "),
        std::string(" p1"), std::string("99999999999999999999 p1")}) {
    for (const char* list : {"/api/operator/drafts/pending", "/api/operator/drafts", "/api/messages"}) {
      const bool may_be_old = text.starts_with('-') && list == std::string_view("/api/messages");
      expect(*api, {"a cursor that we did not make",
                    Method::GET,
                    list + ("?after=" + base64url(text)),
                    "",
                    may_be_old ? 200 : 422,
                    {may_be_old ? "items" : R"("path":"after")"}});
    }
  }
}

TEST_P(SeedTest, Agents) {
  const std::string analyze = "/api/agents/prospecting/analyze";
  const std::string schedule = "/api/agents/nurturing/schedule";
  const std::string check = "/api/agents/validation/check";
  const std::string report = "/api/agents/reporting/generate";
  const Row rows[] = {
      {"analyze",
       Method::POST,
       analyze,
       R"({"message_id":"m1","sender":"ada@customer.example","subject":"Pricing","body":"What does it cost for 40 seats? We decide by end of March. See https://customer.example"})",
       200,
       {R"("message_id":"m1")", R"("intent_analysis":{)", R"("question":)", R"("budget")", R"("timeline")",
        R"("pain_point")", R"("greeting")", R"("proposal")", R"("relevance_score":)", R"("emails")",
        R"("urls")", R"("companies")", R"("response_prompt")", R"("action":")", R"("reasons":[)",
        R"("kind")"}},
      {"analyze nothing", Method::POST, analyze, "{}", 422, {R"("path":"message_id")", R"("path":"body")"}},
      {"analyze a hostile body", Method::POST, analyze,
       R"({"message_id":"m","sender":"a@b.example","subject":"s","body":")" + std::string(100'000, 'a') +
           R"(!"})",
       200},
      {"analyze a NUL", Method::POST, analyze,
       R"({"message_id":"m","sender":"a@b.example","subject":"s","body":"a\u0000b"})", 422},
      {"schedule",
       Method::POST,
       schedule,
       R"({"contact_id":"c1","company_id":"co1","engagement_stage":"qualified"})",
       200,
       {R"("stage":"qualified")", R"("next_action":{)", R"("title")", R"("follow_up_date":"20)",
        R"("task_id":")"}},
      {"schedule by the old name",
       Method::POST,
       schedule,
       R"({"contact_id":"c1","company_id":"co1","engagement_stage":"initial_contact"})",
       200,
       {R"("stage":"initial)"}},
      {"schedule an unknown stage",
       Method::POST,
       schedule,
       R"({"contact_id":"c1","company_id":"co1","engagement_stage":"won"})",
       422,
       {R"("path":"engagement_stage")"}},
      {"check",
       Method::POST,
       check,
       R"({"draft_id":"d","recipient":"a@b.example","subject":"Act now","body":"Guaranteed 100% success! Act now!"})",
       200,
       {R"("compliance":{)", R"("violations")", R"("quality")", R"("tone")", R"("length")",
        R"("passed_checks")", R"("total_checks":4)", R"("approval_status":"requires_review")",
        R"("issues":[)", R"("claims")"}},
      {"demo prospecting",
       Method::GET,
       "/api/agents/demo/prospecting",
       "",
       200,
       {R"("demo_type":"prospecting")", R"("incoming_message")", R"("intent_score")", R"("key_signals")",
        R"("suggested_response")"}},
      {"demo validation",
       Method::GET,
       "/api/agents/demo/validation",
       "",
       200,
       {R"("compliance_check")", R"("overall_status")", R"("operator_action")"}},
      {"demo nurturing",
       Method::GET,
       "/api/agents/demo/nurturing",
       "",
       200,
       {R"("engagement_stage")", R"("engagement_history")", R"("timing")"}},
      {"unknown demo", Method::GET, "/api/agents/demo/singing", "", 404},
      {"run a demo",
       Method::POST,
       "/api/agents/demo/run",
       R"({"demo_type":"nurturing","company_domain":"acme.example"})",
       200,
       {"acme.example"}},
      {"run an unknown demo",
       Method::POST,
       "/api/agents/demo/run",
       R"({"demo_type":"singing","company_domain":"acme.example"})",
       422,
       {R"("path":"demo_type")"}},
      {"a domain that is none", Method::POST, "/api/agents/demo/run",
       R"({"demo_type":"nurturing","company_domain":"not a domain"})", 422},
      {"engagement",
       Method::POST,
       report,
       R"({"report_type":"engagement_summary","time_period":"last_7_days"})",
       200,
       {R"("total_emails_sent":0)", R"("open_rate":null)"}},
      {"funnel",
       Method::POST,
       report,
       R"({"report_type":"conversion_funnel","time_period":"2026-W03"})",
       200,
       {R"("funnel_stages")", R"("conversion_rates")"}},
      {"agents",
       Method::POST,
       report,
       R"({"report_type":"agent_performance","time_period":"2026-01"})",
       200,
       {R"("prospecting_agent")", R"("system_health")"}},
      {"unknown report",
       Method::POST,
       report,
       R"({"report_type":"weather","time_period":"2026-01"})",
       422,
       {R"("path":"report_type")"}},
      {"unknown period",
       Method::POST,
       report,
       R"({"report_type":"conversion_funnel","time_period":"sometime"})",
       422,
       {R"("path":"time_period")"}},
  };
  for (const Row& row : rows) expect(*api, row);
}

TEST_P(SeedTest, TheServiceItself) {
  const Row rows[] = {
      {"health", Method::GET, "/health", "", 200, {R"({"status":"ok"})"}},
      {"ready",
       Method::GET,
       "/ready",
       "",
       200,
       {R"("status":"ready")", R"("name":"database")", R"("latency_ms")"}},
      {"root for a program",
       Method::GET,
       "/",
       "",
       200,
       {R"("service":"sales-agent")", R"("version")", R"("environment":"development")",
        R"("operator_mode_enabled":true)", R"("cold_start_demo":true)", R"("validation_agent":true)",
        R"("outcome_reporter":true)"},
       {},
       {{"Accept", "application/json"}}},
      {"root for a browser",
       Method::GET,
       "/",
       "",
       200,
       {"text/html", "<!doctype html>", "Vary: Accept"},
       {"\"service\""},
       {{"Accept", "text/html,*/*"}}},
      {"status",
       Method::GET,
       "/api/status",
       "",
       200,
       {R"("operator_mode":true)", R"("approval_required":true)", R"("max_emails_per_day":20)",
        R"("max_emails_per_week":2)", R"("queue_depth":0)", R"("mail_provider":"outbox")",
        R"("writer":"template")", R"("dead_jobs":[])", R"("workers":[])", R"("breakers":[])"}},
      {"document",
       Method::GET,
       "/openapi.json",
       "",
       200,
       {R"("openapi": "3.1.0")", "/api/operator/drafts/{draft_id}/approve"}},
      {"docs",
       Method::GET,
       "/docs",
       "",
       200,
       {"text/html", "/docs/docs.js", "ETag"},
       {"http://", "https://"}},
      {"docs script", Method::GET, "/docs/docs.js", "", 200, {"text/javascript"}},
      {"docs style", Method::GET, "/docs/docs.css", "", 200, {"text/css"}, {"url("}},
      {"docs nothing else", Method::GET, "/docs/docs.html", "", 404},
      {"no file of ours", Method::GET, "/..%2f..%2fetc/passwd", "", 404},
      {"nor this way", Method::GET, "/../etc/passwd", "", 404},
      {"me", Method::GET, "/api/me", "", 200, {R"("unverified":true)", R"("role":"owner")"}},
      {"quota of nobody",
       Method::GET,
       "/api/operator/quota/not-an-address",
       "",
       422,
       {R"("path":"contact_email")"}},
      {"no such thread", Method::GET, "/api/threads/none", "", 404},
      {"no such message", Method::GET, "/api/messages/none", "", 404},
      {"no messages", Method::GET, "/api/messages", "", 200, {R"({"items":[],"next":null})"}},
      {"a link we did not make", Method::GET, "/u/forged.0123", "", 404},
  };
  for (const Row& row : rows) expect(*api, row);
}

/// A source that holds one mail.
class OneMail final : public MailSource {
 public:
  explicit OneMail(std::string raw) : raw_(std::move(raw)) {}
  const std::string& path() const override { return path_; }
  std::string fingerprint() const override { return "one"; }
  std::uint64_t size() const override { return 1; }
  Result<Unit> read(std::uint64_t, const std::function<bool(RawMail&&)>& sink) override {
    sink({raw_, "", 0, 1});
    return ok();
  }

 private:
  std::string raw_;
  std::string path_ = "test";
};

TEST_P(SeedTest, OneMessageHasItsHtmlAndAListHasNot) {
  OneMail source(
      "From: Ada <ada@customer.example>\nTo: eva@sender.example\nSubject: Plans\nMessage-ID: "
      "<h1@customer.example>\n"
      "Date: Mon, 23 Nov 2026 09:00:00 +0000\nMIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n"
      "<p>Is <b>sign-on</b> part of it?</p><script>steal()</script>\n");
  ASSERT_TRUE(import_mail(api->services, source, nullptr));
  const auto list = api->json(200, Method::GET, "/api/messages").at("items");
  ASSERT_EQ(list.as_array().size(), 1u);
  EXPECT_FALSE(list.at(0).as_object().contains("html")) << "a list of large texts is slow for nothing";
  const std::string id(list.at(0).at("message_id").as_string());
  const auto one = api->json(200, Method::GET, "/api/messages/" + id);
  EXPECT_THAT(std::string(one.at("html").as_string()), HasSubstr("<script>steal()</script>"))
      << "as it was sent";
  EXPECT_EQ(one.at("html_bytes"), list.at(0).at("html_bytes"));
  EXPECT_GT(one.at("html_bytes").as_int64(), 0);
  const std::string thread_id(one.at("thread_id").as_string());
  const auto thread = api->json(200, Method::GET, "/api/threads/" + thread_id);
  EXPECT_FALSE(thread.at("messages").at(0).as_object().contains("html"));
}

TEST_P(SeedTest, FilesAreRevalidated) {
  const Response first = api->ask(Method::GET, "/docs/docs.css");
  const std::string etag(first.headers.find("ETag").value_or(""));
  ASSERT_FALSE(etag.empty());
  const Response second = api->ask(Method::GET, "/docs/docs.css", {{"If-None-Match", etag}});
  EXPECT_EQ(second.status, 304);
  EXPECT_TRUE(second.content().empty());
}

TEST_P(SeedTest, OptOut) {
  const auto draft =
      api->json(201, Method::POST, "/api/operator/drafts?draft_id=d1", draft_json("o'neil@customer.example"));
  const std::string url(draft.at("unsubscribe_url").as_string());
  const std::string path = url.substr(url.find("/u/"));
  expect(*api, {"the page asks",
                Method::GET,
                path,
                "",
                200,
                {"o&#39;neil@customer.example", "<form method=\"post\">", "value=\"One-Click\""},
                {"o'neil"}});
  EXPECT_NE(api->json(200, Method::GET, "/api/operator/drafts/d1").at("verdict").at("outcome"), "block")
      << "opening it does nothing";
  Request click = test::make_request(
      Method::POST, path, {{"Content-Type", "application/x-www-form-urlencoded"}, {"Host", "mail.example"}},
      "List-Unsubscribe=One-Click");
  EXPECT_EQ(sync_wait(api->router->handle(click)).status, 200);
  EXPECT_EQ(api->json(200, Method::GET, "/api/operator/drafts/d1").at("verdict").at("outcome"), "block");
  EXPECT_EQ(sync_wait(api->router->handle(click)).status, 200) << "twice is no error";
}

TEST_P(SeedTest, QuotaHoldsAtSend) {
  for (int i = 0; i < 3; ++i) {
    const std::string one = "/api/operator/drafts/q" + std::to_string(i);
    api->json(201, Method::POST, "/api/operator/drafts?draft_id=q" + std::to_string(i),
              draft_json(i == 1 ? "ADA@Customer.Example" : "ada@customer.example",
                         R"(,"metadata":{"n":)" + std::to_string(i) + "}"));
    api->json(200, Method::POST, one + "/approve", R"({"approved_by":"ana"})");
    const Response sent = api->ask(Method::POST, one + "/send");
    EXPECT_EQ(sent.status, i < 2 ? 200 : 429) << sent.content();
    EXPECT_EQ(sent.headers.find("Retry-After").has_value(), i == 2);
    if (i == 2) EXPECT_THAT(std::string(sent.content()), HasSubstr("quota."));
  }
}

TEST_P(SeedTest, IdempotencyKeys) {
  const Fields key = {{"Idempotency-Key", "once"}};
  const auto first = api->json(201, Method::POST, "/api/operator/drafts", draft_json(), key);
  const auto second = api->json(201, Method::POST, "/api/operator/drafts", draft_json(), key);
  EXPECT_EQ(first, second);
  EXPECT_EQ(api->json(200, Method::GET, "/api/operator/drafts/pending").as_array().size(), 1u);
  api->json(422, Method::POST, "/api/operator/drafts", draft_json("bob@customer.example"), key);
  api->clock.advance(25 * kHourMs);
  const auto other = api->json(201, Method::POST, "/api/operator/drafts", draft_json("bob@customer.example"),
                               {{"Idempotency-Key", "once-more"}});
  EXPECT_NE(other.at("id"), first.at("id"));
}

// R12: the process died between the effect and the answer.
TEST_P(SeedTest, IdempotencyAfterACrash) {
  const std::string principal = "person:local";
  const std::string hash =
      sha256_hex(Canonical().add("POST").add("/api/operator/drafts").add(draft_json()).text());
  const auto begun = sync_wait(begin_request(api->services, principal, "crashed", hash));
  ASSERT_TRUE(begun);
  const Fields key = {{"Idempotency-Key", "crashed"}};
  const auto refused = api->json(409, Method::POST, "/api/operator/drafts", draft_json(), key);
  EXPECT_EQ(refused.at("type"), "urn:sales-agent:problem:idempotency-in-flight");
  api->clock.advance(kAbandonedMs);
  const auto made = api->json(201, Method::POST, "/api/operator/drafts", draft_json(), key);
  // The answer was lost again, after the effect: the next try finds the same draft.
  const auto lost = sync_wait(begin_request(api->services, principal, "crashed-2", hash));
  ASSERT_TRUE(lost);
  EXPECT_EQ(api->json(201, Method::POST, "/api/operator/drafts", draft_json(), key).at("id"), made.at("id"));
  EXPECT_EQ(api->json(200, Method::GET, "/api/operator/drafts/pending").as_array().size(), 1u);
}

TEST_P(SeedTest, FeatureFlagsSwitchWhatTheyName) {
  ApiSettings settings = RealApi::development();
  settings.cold_start_demo = settings.validation_agent = settings.outcome_reporter = false;
  RealApi off(GetParam(), settings);
  expect(off, {"demo", Method::GET, "/api/agents/demo/prospecting", "", 404, {"FEATURE_COLD_START_DEMO"}});
  expect(
      off,
      {"validation", Method::POST, "/api/agents/validation/check", "{}", 404, {"FEATURE_VALIDATION_AGENT"}});
  expect(
      off,
      {"reports", Method::POST, "/api/agents/reporting/generate", "{}", 404, {"FEATURE_OUTCOME_REPORTER"}});
}

TEST_P(SeedTest, issue_demos_and_status_need_no_sign_in) {
  // As with API_HOST=0.0.0.0: nobody is the local operator.
  ApiSettings settings = RealApi::development();
  settings.local_operator = false;
  RealApi open(GetParam(), settings);
  expect(open, {"status", Method::GET, "/api/status", "", 200, {R"("rate_limits")"}});
  for (const char* demo : {"prospecting", "validation", "nurturing"})
    expect(open, {demo, Method::GET, "/api/agents/demo/" + std::string(demo), "", 200, {R"("scenario")"}});
  expect(open, {"drafts", Method::GET, "/api/operator/drafts/pending", "", 401});
  // What anybody may ask is limited by address, whatever RATE_LIMIT_* say.
  constexpr int kAMinutes = 30;
  for (int asked = 3; asked < kAMinutes; ++asked)
    expect(open, {"one more", Method::GET, "/api/agents/demo/validation", "", 200});
  expect(open, {"too many", Method::GET, "/api/agents/demo/validation", "", 429, {"Try again in"}});
}

TEST_P(SeedTest, issue_operator_mode_switches_every_operator_route) {
  ApiSettings settings = RealApi::development();
  settings.operator_mode = false;
  RealApi off(GetParam(), settings);
  int routes = 0;
  for (const Route& route : all_routes()) {
    if (!route.path.starts_with("/api/operator/")) continue;
    ++routes;
    const Response response = off.ask(route.method, std::string(route.path));
    EXPECT_EQ(response.status, 404) << route.id;
    EXPECT_THAT(std::string(response.content()), HasSubstr("OPERATOR_MODE_ENABLED=true")) << route.id;
  }
  EXPECT_GT(routes, 10);
  expect(off, {"status", Method::GET, "/api/status", "", 200, {R"("operator_mode":false)"}});
}

TEST_P(SeedTest, StatusShowsWhoWorksAndWhatWasGivenUp) {
  const Instant now = api->clock.now();
  ASSERT_TRUE(api->services.db.write_now([&](Tx& tx) -> Result<Unit> {
    for (const char* id : {"busy", "dead", "left"}) {
      Job job;
      job.job_id = job.key = id;
      job.kind = std::string("kind-") + id;
      job.run_at = job.created_at = now;
      job.trace_id = std::string("trace-") + id;
      TRY_OK(enqueue_job(tx, job));
      // The last one's lease ran out: nobody works on it.
      const Instant until = id == std::string("left") ? now : now + kMinuteMs;
      TRY(const std::vector<Job> claimed, claim_jobs(tx, std::string("node-") + id, now, until, 1, false));
      if (id == std::string("dead")) TRY_OK(give_up_job(tx, claimed.at(0), "host db.intern"));
    }
    return ok();
  }));
  const auto status = api->json(200, Method::GET, "/api/status");
  ASSERT_EQ(status.at("workers").as_array().size(), 1u) << to_json_text(status);
  EXPECT_EQ(status.at("workers").at(0).at("worker"), "node-busy");
  EXPECT_EQ(status.at("workers").at(0).at("jobs"), 1);
  ASSERT_EQ(status.at("dead_jobs").as_array().size(), 1u) << to_json_text(status);
  EXPECT_EQ(status.at("dead_jobs").at(0).at("kind"), "kind-dead");
  EXPECT_EQ(status.at("dead_jobs").at(0).at("trace_id"), "trace-dead");
  EXPECT_THAT(to_json_text(status), Not(HasSubstr("db.intern"))) << "the route needs no sign-in";
}

}  // namespace
}  // namespace sa
