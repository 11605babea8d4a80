// POST /api/webhooks/{provider}: what is proven acts once, everything else is refused and acts never.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/crypto/hash.h"
#include "connectors/hubspot/hubspot_webhook.h"
#include "store/job/job.h"
#include "tests/api/real_api.h"

namespace sa {
namespace {

using test::Fields;

constexpr const char* kPath = "/api/webhooks/hubspot";
const std::string kBody = R"([{"subscriptionType":"contact.creation","objectId":7}])";

struct WebhookApiTest : test::EngineTest {
  void SetUp() override {
    test::EngineTest::SetUp();
    if (IsSkipped()) return;
    api = std::make_unique<test::RealApi>(GetParam());
    api->services.webhooks = {&webhook};
  }
  Fields headers(const std::string& body, const std::string& secret = "secret") {
    const std::string at = std::to_string(api->clock.now().ms);
    const std::string hex =
        hmac_sha256_hex(secret, std::string("POST") + "http://localhost:8000" + kPath + body + at);
    std::string bytes;
    for (std::size_t i = 0; i < hex.size(); i += 2)
      bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
    return {{"X-HubSpot-Signature-v3", base64(bytes)}, {"X-HubSpot-Request-Timestamp", at}};
  }
  std::int64_t jobs() {
    const auto counts = test::must(api->database.db().read_now([](ReadTx& tx) { return count_jobs(tx); }));
    std::int64_t all = 0;
    for (const JobCount& each : counts) all += each.kind == "sync_crm_record" ? each.jobs : 0;
    return all;
  }

  HubspotWebhook webhook{"secret"};
  std::unique_ptr<test::RealApi> api;
};
INSTANTIATE_ENGINES(WebhookApiTest);

TEST_P(WebhookApiTest, what_is_proven_acts_once) {
  const Fields fields = headers(kBody);
  const auto first = api->json(200, Method::POST, kPath, kBody, fields);
  EXPECT_EQ(first.at("repeated").as_bool(), false);
  EXPECT_EQ(jobs(), 1);
  const auto second = api->json(200, Method::POST, kPath, kBody, fields);
  EXPECT_EQ(second.at("repeated").as_bool(), true);
  EXPECT_EQ(jobs(), 1);
}

TEST_P(WebhookApiTest, issue_a_change_while_its_record_is_read_is_looked_at_again) {
  api->json(200, Method::POST, kPath, kBody, headers(kBody));
  test::must(api->database.db().write_now([&](Tx& tx) {
    return claim_jobs(tx, "worker", api->clock.now(), api->clock.now() + kMinuteMs, 10, false);
  }));
  const std::string next = R"([{"eventId":2,"subscriptionType":"contact.propertyChange","objectId":7}])";
  api->json(200, Method::POST, kPath, next, headers(next));
  EXPECT_EQ(jobs(), 2);
}

TEST_P(WebhookApiTest, issue_a_repetition_with_a_fresh_signature_acts_once) {
  api->json(200, Method::POST, kPath, kBody, headers(kBody));
  api->clock.advance(kMinuteMs);
  const auto second = api->json(200, Method::POST, kPath, kBody, headers(kBody));
  EXPECT_EQ(second.at("repeated").as_bool(), true);
}

TEST_P(WebhookApiTest, what_is_not_proven_is_refused) {
  const Fields good = headers(kBody);
  Fields only_signature = {good[0]};
  Fields only_time = {good[1]};
  EXPECT_EQ(api->ask(Method::POST, kPath, {}, kBody).status, 401);
  EXPECT_EQ(api->ask(Method::POST, kPath, only_signature, kBody).status, 401);
  EXPECT_EQ(api->ask(Method::POST, kPath, only_time, kBody).status, 401);
  EXPECT_EQ(api->ask(Method::POST, kPath, headers(kBody, "other"), kBody).status, 401);
  EXPECT_EQ(api->ask(Method::POST, kPath, good, kBody + " ").status, 401);
  EXPECT_EQ(api->ask(Method::POST, std::string(kPath) + "?a=1", good, kBody).status, 401);
  api->clock.advance(5 * kMinuteMs + 1);
  EXPECT_EQ(api->ask(Method::POST, kPath, good, kBody).status, 401);
  EXPECT_EQ(jobs(), 0);
}

TEST_P(WebhookApiTest, what_is_not_set_up_is_not_there) {
  EXPECT_EQ(api->ask(Method::POST, "/api/webhooks/gmail", {}, "{}").status, 404);
}

}  // namespace
}  // namespace sa
