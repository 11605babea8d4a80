// GET /metrics: what happened is counted, what is there is said, and only who may read sees it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/http/metrics.h"
#include "tests/api/real_api.h"

namespace sa {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

struct FailingProvider final : Provider {
  ProviderState state() const override {
    ProviderState state;
    state.provider = "gmail";
    state.breaker = BreakerPosition::open;
    state.calls = 7;
    state.last_error = "a secret word";
    return state;
  }
  Task<Result<ProviderCheck>> check() override { co_return unavailable("down"); }
};

struct MetricsApiTest : test::EngineTest {
  void SetUp() override {
    test::EngineTest::SetUp();
    if (IsSkipped()) return;
    api = std::make_unique<test::RealApi>(GetParam());
    api->context.requests = &requests;
  }
  std::string scrape() { return std::string(api->ask(Method::GET, "/metrics").content()); }

  RequestMetrics requests;
  std::unique_ptr<test::RealApi> api;
};
INSTANTIATE_ENGINES(MetricsApiTest);

TEST_P(MetricsApiTest, requests_and_work_are_counted) {
  const std::string body(300, 'x');
  api->json(201, Method::POST, "/api/operator/drafts?draft_id=m-1",
            R"({"recipient":"ben@example.net","subject":"Hello","body":")" + body + R"("})");
  api->ask(Method::GET, "/nothing/here");
  api->clock.advance(90 * kSecondMs);
  const std::string text = scrape();
  EXPECT_THAT(text, HasSubstr("# TYPE http_request_duration_seconds histogram"));
  EXPECT_THAT(text,
              HasSubstr("http_request_duration_seconds_count{route=\"create_draft\",status=\"201\"} 1"));
  EXPECT_THAT(text, HasSubstr("http_request_duration_seconds_count{route=\"none\",status=\"404\"} 1"));
  EXPECT_THAT(text, HasSubstr("sales_agent_drafts{status=\"PENDING_APPROVAL\"} 1"));
  EXPECT_THAT(text, HasSubstr("sales_agent_oldest_pending_seconds 90"));
  EXPECT_THAT(text, HasSubstr("sales_agent_database_up 1"));
  EXPECT_THAT(text, HasSubstr("process_resident_memory_bytes"));
  EXPECT_THAT(text, Not(HasSubstr("ben@example.net")));
}

TEST_P(MetricsApiTest, a_provider_that_fails_is_seen_without_its_words) {
  FailingProvider provider;
  api->services.providers = {&provider};
  const std::string text = scrape();
  EXPECT_THAT(text, HasSubstr("sales_agent_provider_calls_total{provider=\"gmail\"} 7"));
  EXPECT_THAT(text, HasSubstr("sales_agent_provider_breaker_open{provider=\"gmail\"} 1"));
  EXPECT_THAT(text, Not(HasSubstr("secret")));
}

TEST_P(MetricsApiTest, only_who_may_read_sees_it) {
  api->context.settings.local_operator = false;
  EXPECT_EQ(api->ask(Method::GET, "/metrics").status, 401);
  const std::string token = api->add_key(std::nullopt, {Scope::read});
  const Response answer = api->ask(Method::GET, "/metrics", {{"Authorization", "Bearer " + token}});
  EXPECT_EQ(answer.status, 200);
}

}  // namespace
}  // namespace sa
