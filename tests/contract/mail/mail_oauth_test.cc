// The sign-in at a mail provider, by the standard alone, against the fake of Google's: consent, tokens, renewal, and the token
// that the mail server is given.
#include "connectors/mail/mail_oauth.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/async/timer.h"
#include "base/text/url.h"
#include "connectors/http/account_token.h"
#include "tests/contract/vendor.h"
#include "tests/fakes/token_store.h"

namespace sa {
namespace {

using ::testing::HasSubstr;

constexpr const char* kBack = "http://localhost:1/";
constexpr const char* kVerifier = "a verifier of enough characters to be one at all";

struct MailOauthTest : ::testing::Test {
  void SetUp() override {
    const char* url = test::Vendor::url_of("TEST_GMAIL_URL");
    if (!url) GTEST_SKIP() << "TEST_GMAIL_URL is not set: run through tools/with-vendors";
    fake.emplace(http, url);
    MailServerConfig config;
    config.mail_oauth_auth_url = std::string(url) + "/o/oauth2/v2/auth";
    config.mail_oauth_token_url = std::string(url) + "/token";
    config.mail_oauth_client_id = "fake-client.apps.googleusercontent.com";
    config.mail_oauth_client_secret = "fake-client-secret";
    config.mail_oauth_scope = "https://mail.google.com/";
    config.smtp_user = "ana@ours.example";
    VendorApi::Options call;
    call.retry.first_ms = 1;
    oauth.emplace(config, call, tools());
    token = std::make_shared<AccountToken>(oauth->client(), store, tools());
  }
  VendorApi::Tools tools() { return {http, clock, timer, random}; }
  std::string code() {
    const HttpAnswer consent = sync_wait(http.call({"GET", oauth->sign_in_url(kBack, "a state", kVerifier)}));
    EXPECT_EQ(consent.status, 302) << consent.body;
    const std::string location(consent.header("location"));
    const auto pairs = query_pairs(std::string_view(location).substr(location.find('?') + 1));
    for (const auto& [name, value] : *pairs) {
      if (name == "code") return value;
    }
    return {};
  }

  SetClock clock{system_clock().now()};
  SeededRandom random{1};
  SystemTimer timer;
  HttpClient http{{}};
  test::FakeTokenStore store;
  std::optional<test::Vendor> fake;
  std::optional<MailOauth> oauth;
  std::shared_ptr<AccountToken> token;
};

TEST_F(MailOauthTest, APersonSignsInAndTheTokenIsRenewed) {
  EXPECT_THAT(sync_wait(token->bearer()).error().message, HasSubstr("auth mail"));
  const auto got = sync_wait(oauth->exchange(code(), kVerifier, kBack));
  ASSERT_TRUE(got) << got.error().message;
  EXPECT_EQ(got->account, "ana@ours.example") << "the mail server says whether it is theirs";
  EXPECT_FALSE(got->refresh_token.empty());
  store.token = *got;
  EXPECT_EQ(*sync_wait(token->bearer()), got->access_token);
  clock.advance(kHourMs);
  const auto renewed = sync_wait(token->bearer());
  ASSERT_TRUE(renewed) << renewed.error().message;
  EXPECT_NE(*renewed, got->access_token);
}

TEST_F(MailOauthTest, ACodeWithoutItsVerifierIsWorthNothing) {
  EXPECT_FALSE(
      sync_wait(oauth->exchange(code(), "another verifier, which is not the one that was used", kBack)));
}

TEST_F(MailOauthTest, ARevokedSignInSaysWhatToDo) {
  store.token = *sync_wait(oauth->exchange(code(), kVerifier, kBack));
  fake->plan(R"([{"match":{"path":"/token"},"fault":"invalid_grant"}])");
  clock.advance(kHourMs);
  const auto refused = sync_wait(token->bearer());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::unauthenticated);
  EXPECT_THAT(store.token->problem, HasSubstr("access was revoked"));
}

}  // namespace
}  // namespace sa
