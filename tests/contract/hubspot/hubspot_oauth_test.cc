// HubSpot's sign-in and its renewed token, against the fake (tests/fakes/vendors/hubspot_oauth.mjs) and before the mock server
// made from HubSpot's own API description.
#include "connectors/hubspot/hubspot_oauth.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <mutex>

#include "base/async/timer.h"
#include "base/log.h"
#include "base/text/url.h"
#include "connectors/http/account_token.h"
#include "connectors/hubspot/hubspot.h"
#include "tests/contract/vendor.h"
#include "tests/fakes/token_store.h"

namespace sa {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kBack = "http://localhost:8976/";

/// HubSpot at `url`, with a client of its.
struct Connected {
  explicit Connected(const std::string& url, std::string secret = "fake-hubspot-secret") {
    HubspotConfig config;
    config.hubspot_client_id = "fake-hubspot-client";
    config.hubspot_client_secret = std::move(secret);
    config.hubspot_auth_url = url + "/oauth/authorize";
    config.hubspot_base_url = url;
    VendorApi::Options call;
    call.retry.first_ms = 1;
    oauth.emplace(config, call, tools());
    token = std::make_shared<AccountToken>(oauth->client(), store, tools());
    call.base_url = url;
    crm.emplace(std::move(call), tools(), token);
  }
  VendorApi::Tools tools() { return {http, clock, timer, random}; }
  /// What HubSpot's page sends the browser back with.
  std::string field(const char* wanted) {
    const std::string url = oauth->sign_in_url(kBack, "a state", "a verifier");
    const HttpAnswer consent = sync_wait(http.call({"GET", url}));
    EXPECT_EQ(consent.status, 302) << consent.body;
    const std::string location(consent.header("location"));
    EXPECT_THAT(location, testing::StartsWith(kBack));
    const auto pairs = query_pairs(std::string_view(location).substr(location.find('?') + 1));
    for (const auto& [name, value] : *pairs) {
      if (name == wanted) return value;
    }
    return {};
  }
  std::string bearer() {
    const auto given = sync_wait(token->bearer());
    return given ? *given : given.error().message;
  }
  OauthToken connect() {
    auto got = sync_wait(oauth->exchange(field("code"), "a verifier", kBack));
    if (!got) throw std::runtime_error(got.error().message);
    store.token = *got;
    return *std::move(got);
  }

  SetClock clock{system_clock().now()};
  SeededRandom random{1};
  SystemTimer timer;  // the waits for another's renewal are real
  HttpClient http{{}};
  test::FakeTokenStore store;
  std::optional<HubspotOauth> oauth;
  std::shared_ptr<AccountToken> token;
  std::optional<HubspotCrm> crm;
};

struct HubspotOauthTest : ::testing::Test {
  void SetUp() override {
    url = test::Vendor::url_of("TEST_HUBSPOT_URL");
    if (!url) GTEST_SKIP() << "TEST_HUBSPOT_URL is not set: run by tools/with-vendors";
    hubspot.emplace(url);
    fake.emplace(hubspot->http, url);
  }
  /// How often tokens were asked for.
  std::size_t count_token_calls() {
    std::size_t count = 0;
    for (const auto& row : fake->ledger("call")) count += row.at("path").as_string() == "/oauth/v1/token";
    return count;
  }

  const char* url = nullptr;
  std::optional<Connected> hubspot;
  std::optional<test::Vendor> fake;
};

TEST_F(HubspotOauthTest, a_person_connects_an_account_and_lets_it_go) {
  EXPECT_THAT(hubspot->oauth->sign_in_url(kBack, "a state", "a verifier"),
              AllOf(HasSubstr("scope=oauth%20crm.objects.contacts.read%20"), HasSubstr("state=a%20state"),
                    Not(HasSubstr("code_challenge")), Not(HasSubstr("verifier"))));
  EXPECT_EQ(hubspot->field("state"), "a state");
  const std::string code = hubspot->field("code");
  EXPECT_FALSE(sync_wait(hubspot->oauth->exchange(code, "", "http://localhost:1/"))) << "another address";
  const auto got = sync_wait(hubspot->oauth->exchange(code, "", kBack));
  ASSERT_TRUE(got) << got.error().message;
  EXPECT_EQ(got->account, "fake.example (62515)");
  EXPECT_THAT(got->scopes, HasSubstr("crm.objects.deals.read"));
  EXPECT_FALSE(got->refresh_token.empty());
  EXPECT_EQ((got->expires_at - hubspot->clock.now()) / kMinuteMs, 30);
  const auto twice = sync_wait(hubspot->oauth->exchange(code, "", kBack));
  EXPECT_EQ(twice.error().code, ErrorCode::invalid);
  EXPECT_THAT(twice.error().message, HasSubstr("already used"));
  EXPECT_TRUE(sync_wait(hubspot->oauth->revoke(*got)));
  EXPECT_TRUE(sync_wait(hubspot->oauth->revoke(*got))) << "it is gone already";
  EXPECT_EQ(sync_wait(hubspot->oauth->client().renew(*got)).error().code, ErrorCode::unauthenticated);
}

TEST_F(HubspotOauthTest, a_scope_that_was_not_granted_is_named) {
  fake->post("/_fake/settings",
             R"({"scopes":["oauth","crm.objects.contacts.read","crm.objects.contacts.write",
    "crm.objects.companies.read","crm.objects.deals.read"]})");
  const auto got = sync_wait(hubspot->oauth->exchange(hubspot->field("code"), "", kBack));
  ASSERT_FALSE(got);
  EXPECT_THAT(got.error().message, HasSubstr("\"forms\""));
}

TEST_F(HubspotOauthTest, a_token_that_ends_is_renewed_by_one_of_many) {
  hubspot->connect();
  hubspot->clock.advance(31 * kMinuteMs);
  fake->post("/_fake/clock", R"({"advance_ms":1860000})");
  const std::size_t before = count_token_calls();
  std::vector<Task<Result<CrmPage>>> reads;
  for (int i = 0; i < 8; ++i) reads.push_back(hubspot->crm->fetch_record("contact", "1"));
  for (const auto& page : sync_wait_all(std::move(reads))) EXPECT_TRUE(page) << page.error().message;
  EXPECT_EQ(hubspot->store.saves, 1);
  EXPECT_EQ(count_token_calls(), before + 1);
}

TEST_F(HubspotOauthTest, a_token_that_dies_in_the_middle_of_a_call_is_renewed_and_the_call_made_once) {
  hubspot->connect();
  fake->post("/_fake/objects", R"({"objects":[{"type":"contacts","id":"5","properties":{}}]})");
  fake->plan(R"([{"match":{"method":"POST","path":"/tasks$"},"times":1,"fault":"expire_token"}])");
  const Instant now = hubspot->clock.now();
  const auto task = sync_wait(hubspot->crm->put_task({"task-1", "5", "Call", "", now, now + kMinuteMs}));
  ASSERT_TRUE(task) << task.error().message;
  EXPECT_EQ(hubspot->store.saves, 1);
  std::size_t made = 0;
  for (const auto& row : fake->ledger("call"))
    made += row.at("effect").is_string() && row.at("effect").as_string() == "task_created";
  EXPECT_EQ(made, 1U);
}

TEST_F(HubspotOauthTest, a_sign_in_that_ended_says_what_to_do_and_is_not_asked_for_again) {
  hubspot->connect();
  hubspot->clock.advance(kHourMs);
  fake->post("/_fake/clock", R"({"advance_ms":3600000})");
  fake->plan(R"([{"match":{"path":"/oauth/v1/token"},"fault":"invalid_grant"}])");
  const std::size_t before = count_token_calls();
  for (int i = 0; i < 2; ++i) {
    const auto page = sync_wait(hubspot->crm->fetch_record("contact", "1"));
    ASSERT_FALSE(page);
    EXPECT_EQ(page.error().code, ErrorCode::unauthenticated);
    EXPECT_THAT(page.error().message, AllOf(HasSubstr("uninstalled"), HasSubstr("sales-agent auth hubspot")));
  }
  EXPECT_THAT(hubspot->store.token->problem, HasSubstr("BAD_REFRESH_TOKEN"));
  EXPECT_EQ(count_token_calls(), before + 1);
}

TEST_F(HubspotOauthTest, issue_an_account_that_was_replaced_or_let_go_is_called_no_more) {
  const OauthToken first = hubspot->connect();
  EXPECT_EQ(hubspot->bearer(), first.access_token);
  const OauthToken second = hubspot->connect();
  EXPECT_EQ(hubspot->bearer(), second.access_token);
  // HubSpot lets an access token live on when its refresh token was ended.
  hubspot->store.token.reset();
  EXPECT_THAT(hubspot->bearer(), HasSubstr("No HubSpot account is connected"));
}

TEST_F(HubspotOauthTest, a_wrong_secret_names_the_settings) {
  const OauthToken good = hubspot->connect();
  Connected other(url, "wrong");
  const auto renewed = sync_wait(other.oauth->client().renew(good));
  ASSERT_FALSE(renewed);
  EXPECT_THAT(renewed.error().message,
              AllOf(HasSubstr("BAD_CLIENT_SECRET"), HasSubstr("HUBSPOT_CLIENT_SECRET")));
}

TEST_F(HubspotOauthTest, no_line_of_the_log_holds_a_token) {
  std::vector<std::string> lines;
  std::mutex mutex;
  LogSettings settings;
  settings.level = LogLevel::debug;
  settings.sink = [&](std::string_view line) {
    const std::lock_guard lock(mutex);
    lines.emplace_back(line);
  };
  start_log(settings);
  const OauthToken token = hubspot->connect();
  EXPECT_TRUE(sync_wait(hubspot->oauth->revoke(token)));
  start_log({});
  EXPECT_GE(lines.size(), 3U);
  EXPECT_THAT(lines, Each(AllOf(Not(HasSubstr(token.access_token)), Not(HasSubstr(token.refresh_token)))));
  EXPECT_THAT(lines.back(), HasSubstr("/oauth/v1/refresh-tokens/..."));
}

TEST(HubspotOauthPrismTest, every_request_is_what_hubspots_description_allows) {
  const char* url = test::Vendor::url_of("TEST_PRISM_HUBSPOT_URL");
  if (!url) GTEST_SKIP() << "TEST_PRISM_HUBSPOT_URL is not set: run by tools/with-vendors --prism";
  Connected hubspot(url);
  // Both calls were answered: the example of the description grants a scope "string".
  const auto got = sync_wait(hubspot.oauth->exchange("code", "", kBack));
  ASSERT_FALSE(got);
  EXPECT_THAT(got.error().message, HasSubstr("The scope \"oauth\" was not granted"));
  OauthToken token;
  token.refresh_token = "a refresh token";
  const auto renewed = sync_wait(hubspot.oauth->client().renew(token));
  EXPECT_TRUE(renewed) << renewed.error().message;
  const auto revoked = sync_wait(hubspot.oauth->revoke(token));
  EXPECT_TRUE(revoked) << revoked.error().message;
}

}  // namespace
}  // namespace sa
