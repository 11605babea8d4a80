// People, sessions and keys against a database; and every real route against every bad credential.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/api/real_api.h"
#include "tests/job.h"

namespace sa {
namespace {

using test::Fields;
using test::RealApi;
using testing::HasSubstr;

class SessionTest : public test::EngineTest {
 protected:
  void SetUp() override {
    test::EngineTest::SetUp();
    if (IsSkipped()) return;
    ApiSettings settings;
    settings.environment = "production";
    settings.public_url = "https://sales.example";
    api = std::make_unique<RealApi>(GetParam(), settings);
  }
  /// The cookie of a new session.
  std::string sign_in(const std::string& email) {
    const Response response =
        api->ask(Method::POST, "/api/session", {},
                 R"({"email":")" + email + R"(","password":")" + RealApi::kPassword + "\"}");
    EXPECT_EQ(response.status, 200) << response.content();
    const std::string cookie(response.headers.find("Set-Cookie").value_or(""));
    return cookie.substr(0, cookie.find(';'));
  }
  std::unique_ptr<RealApi> api;
};
INSTANTIATE_ENGINES(SessionTest);

Fields with_cookie(const std::string& cookie, bool marked = true) {
  Fields fields = {{"Cookie", cookie}};
  if (marked) fields.emplace_back("X-Requested-With", "sales-agent");
  return fields;
}
Fields with_key(const std::string& token) {
  return {{"Authorization", "Bearer " + token}};
}

TEST_P(SessionTest, SignInAndOut) {
  api->add_user("Ana@Example.com", "Ana", Role::operator_);
  const Response response = api->ask(Method::POST, "/api/session", {},
                                     R"({"email":"ANA@example.com","password":"correct horse battery"})");
  ASSERT_EQ(response.status, 200) << response.content();
  const std::string set(response.headers.find("Set-Cookie").value_or(""));
  for (const char* part : {"sa_session=", "HttpOnly", "SameSite=Strict", "Secure", "Path=/"})
    EXPECT_THAT(set, HasSubstr(part));
  EXPECT_THAT(std::string(response.content()), HasSubstr(R"("name":"Ana")"));
  const std::string cookie = set.substr(0, set.find(';'));
  EXPECT_EQ(api->json(200, Method::GET, "/api/me", "", with_cookie(cookie, false)).at("role"), "operator");
  api->json(403, Method::DELETE, "/api/session", "", with_cookie(cookie, false));
  EXPECT_EQ(api->ask(Method::DELETE, "/api/session", with_cookie(cookie)).status, 204);
  api->json(401, Method::GET, "/api/me", "", with_cookie(cookie));
}

TEST_P(SessionTest, WrongPasswords) {
  api->add_user("ana@example.com", "Ana", Role::operator_);
  const auto refused =
      api->json(401, Method::POST, "/api/session", R"({"email":"ana@example.com","password":"wrong"})");
  const auto unknown =
      api->json(401, Method::POST, "/api/session", R"({"email":"eve@example.com","password":"wrong"})");
  EXPECT_EQ(refused.at("detail"), unknown.at("detail")) << "nobody learns who has an account";
  api->json(422, Method::POST, "/api/session", R"({"email":"ana@example.com"})");
  Fields foreign = {{"Origin", "https://evil.example"}};
  api->json(403, Method::POST, "/api/session", R"({"email":"ana@example.com","password":"x"})", foreign);
}

TEST_P(SessionTest, GuessingIsLimited) {
  int limited = 0;
  for (int i = 0; i < 12; ++i) {
    const Response response =
        api->ask(Method::POST, "/api/session", {},
                 R"({"email":"nobody)" + std::to_string(i) + R"(@example.com","password":"x"})");
    EXPECT_TRUE(response.status == 401 || response.status == 429);
    limited += response.status == 429 ? 1 : 0;
  }
  EXPECT_EQ(limited, 2);
}

TEST_P(SessionTest, SessionsEnd) {
  api->add_user("ana@example.com", "Ana", Role::lead);
  const std::string cookie = sign_in("ana@example.com");
  api->clock.advance(kSessionMs - 1000);
  api->json(200, Method::GET, "/api/me", "", with_cookie(cookie));
  api->clock.advance(SiteAuthenticator::kTrustMs + 2000);
  api->json(401, Method::GET, "/api/me", "", with_cookie(cookie));
  ASSERT_TRUE(test::run_job(api->services, forget_sessions_job()));
}

TEST_P(SessionTest, issue_the_limit_of_an_account_does_not_depend_on_letter_case) {
  api->add_user("ana@example.com", "Ana", Role::operator_);
  const auto try_as = [&](const std::string& email) {
    return api->ask(Method::POST, "/api/session", {}, R"({"email":")" + email + R"(","password":"wrong"})")
        .status;
  };
  EXPECT_EQ(try_as("ana@example.com"), 401);
  // The account's attempts are used up from elsewhere.
  constexpr Rate kByAccount{30, 600'000};
  while (sync_wait(api->limiter.take("sign_in:account:ana@example.com", kByAccount)) == 0) {
  }
  for (const char* email : {"ana@example.com", "ANA@example.com", "Ana@Example.Com"}) {
    EXPECT_EQ(try_as(email), 429) << email;
  }
  EXPECT_EQ(try_as("ben@example.com"), 401) << "another account";
}

TEST_P(SessionTest, APageOfAnotherSiteCannotUseASession) {
  api->add_user("ana@example.com", "Ana", Role::operator_);
  const std::string cookie = sign_in("ana@example.com");
  const std::string body = R"({"approved_by":"Ana"})";
  Fields fields = with_cookie(cookie);
  fields.emplace_back("Origin", "https://evil.example");
  api->json(403, Method::POST, "/api/operator/drafts/d/approve", body, fields);
  api->json(403, Method::POST, "/api/operator/drafts/d/approve", body, with_cookie(cookie, false));
  Fields foreign_form = with_cookie(cookie, false);
  foreign_form.emplace_back("Sec-Fetch-Site", "cross-site");
  api->json(403, Method::POST, "/api/operator/drafts/d/approve", body, foreign_form);
  api->json(404, Method::POST, "/api/operator/drafts/d/approve", body, with_cookie(cookie));
}

// Connecting an account ends on a form of ours: a form sends no X-Requested-With, and from a page without referrer its
// origin is "null".
TEST_P(SessionTest, issue_a_form_of_ours_was_refused) {
  api->add_user("ana@example.com", "Ana", Role::operator_);
  Fields form = with_cookie(sign_in("ana@example.com"), false);
  form.emplace_back("Origin", "null");
  api->json(403, Method::POST, "/api/operator/drafts/d/approve", R"({"approved_by":"Ana"})", form);
  form.emplace_back("Sec-Fetch-Site", "same-origin");
  api->json(404, Method::POST, "/api/operator/drafts/d/approve", R"({"approved_by":"Ana"})", form);
}

TEST_P(SessionTest, Keys) {
  api->add_user("ana@example.com", "Ana", Role::operator_);
  const std::string service = api->add_key(std::nullopt, {Scope::read, Scope::draft});
  const std::string personal = api->add_key("ana@example.com", {});
  const std::string reading = api->add_key("ana@example.com", {Scope::read});
  EXPECT_EQ(api->json(200, Method::GET, "/api/me", "", with_key(service)).at("role"), "service");
  EXPECT_EQ(api->json(200, Method::GET, "/api/me", "", with_key(personal)).at("email"), "ana@example.com");
  const std::string draft =
      R"({"recipient":"a@customer.example","subject":"s","body":"Hello, this is a text of more than fifty characters, to be sure."})";
  api->json(201, Method::POST, "/api/operator/drafts?draft_id=d1", draft, with_key(service));
  api->json(403, Method::POST, "/api/operator/drafts?draft_id=d2", draft, with_key(reading));
  const std::string approve = "/api/operator/drafts/d1/approve";
  api->json(403, Method::POST, approve, R"({"approved_by":"Ana"})", with_key(service));
  api->json(403, Method::POST, approve, R"({"approved_by":"Somebody Else"})", with_key(personal));
  EXPECT_EQ(
      api->json(200, Method::POST, approve, R"({"approved_by":"Ana"})", with_key(personal)).at("approved_by"),
      "Ana");
  api->json(403, Method::POST, "/api/operator/drafts/d1/send", "", with_key(service));
  const auto wish = sync_wait(create_key(api->services, {"bad", std::nullopt, {Scope::send}}));
  EXPECT_FALSE(wish) << "a service key never gets the scope";
}

TEST_P(SessionTest, RevokedKeysStopWithinSeconds) {
  const auto key = sync_wait(create_key(api->services, {"key", std::nullopt, {Scope::read}}));
  ASSERT_TRUE(key);
  api->json(200, Method::GET, "/api/me", "", with_key(key->token));
  ASSERT_TRUE(sync_wait(revoke_key(api->services, key->key_id)));
  api->clock.advance(SiteAuthenticator::kTrustMs);
  api->json(401, Method::GET, "/api/me", "", with_key(key->token));
}

TEST_P(SessionTest, ADisabledUserIsOutUntilEnabledAgain) {
  api->add_user("eva@example.com", "Eva", Role::owner);
  api->add_user("ana@example.com", "Ana", Role::operator_);
  const std::string cookie = sign_in("ana@example.com");
  const std::string token = api->add_key("ana@example.com", {});
  ASSERT_TRUE(sync_wait(disable_user(api->services, "Ana@example.com")));
  api->clock.advance(SiteAuthenticator::kTrustMs);
  api->json(401, Method::GET, "/api/me", "", with_cookie(cookie));
  api->json(401, Method::GET, "/api/me", "", with_key(token));
  const std::string wish =
      R"({"email":"ana@example.com","password":")" + std::string(RealApi::kPassword) + "\"}";
  EXPECT_EQ(api->ask(Method::POST, "/api/session", {}, wish).status, 401);
  ASSERT_TRUE(sync_wait(enable_user(api->services, "ana@example.com")));
  EXPECT_EQ(api->ask(Method::POST, "/api/session", {}, wish).status, 200);
  api->json(401, Method::GET, "/api/me", "", with_cookie(cookie));
  EXPECT_EQ(sync_wait(disable_user(api->services, "nobody@example.com")).error().code, ErrorCode::not_found);
}

TEST_P(SessionTest, TheOnlyOwnerCannotBeDisabled) {
  api->add_user("eva@example.com", "Eva", Role::owner);
  EXPECT_EQ(sync_wait(disable_user(api->services, "eva@example.com")).error().code, ErrorCode::conflict);
  api->add_user("ira@example.com", "Ira", Role::owner);
  ASSERT_TRUE(sync_wait(disable_user(api->services, "ira@example.com")));
  EXPECT_FALSE(sync_wait(disable_user(api->services, "eva@example.com"))) << "the other one is disabled";
}

TEST_P(SessionTest, ANewPasswordEndsTheSessions) {
  api->add_user("ana@example.com", "Ana", Role::operator_);
  const std::string cookie = sign_in("ana@example.com");
  EXPECT_EQ(sync_wait(change_password(api->services, "ana@example.com", "short")).error().code,
            ErrorCode::invalid);
  ASSERT_TRUE(sync_wait(change_password(api->services, "ana@example.com", "another long password")));
  api->clock.advance(SiteAuthenticator::kTrustMs);
  api->json(401, Method::GET, "/api/me", "", with_cookie(cookie));
  const auto try_with = [&](const std::string& password) {
    const std::string wish = R"({"email":"ana@example.com","password":")" + password + "\"}";
    return api->ask(Method::POST, "/api/session", {}, wish).status;
  };
  EXPECT_EQ(try_with(RealApi::kPassword), 401);
  EXPECT_EQ(try_with("another long password"), 200);
}

TEST_P(SessionTest, UsersAreChecked) {
  const auto bad = sync_wait(create_user(api->services, {"no address", "", Role::lead, "short"}));
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().fields.size(), 3u);
  for (const char* name : {"a\nb", "\x1b[31m", " ", "\xff"}) {
    const auto named =
        sync_wait(create_user(api->services, {"a@b.example", name, Role::lead, RealApi::kPassword}));
    ASSERT_FALSE(named) << name;
    EXPECT_EQ(named.error().fields.at(0).path, "name");
    EXPECT_FALSE(sync_wait(create_key(api->services, {name, std::nullopt, {Scope::read}}))) << name;
  }
  EXPECT_FALSE(sync_wait(create_key(api->services, {"", std::nullopt, {Scope::read}})));
  const auto long_one =
      sync_wait(create_user(api->services, {"a@b.example", "A", Role::lead, std::string(1025, 'p')}));
  ASSERT_FALSE(long_one);
  EXPECT_EQ(long_one.error().fields.at(0).message, "must have at most 1024 bytes");
  api->add_user("ana@example.com", "Ana", Role::lead);
  const auto twice =
      sync_wait(create_user(api->services, {"ANA@example.com", "Ana", Role::lead, RealApi::kPassword}));
  ASSERT_FALSE(twice);
  EXPECT_EQ(twice.error().code, ErrorCode::conflict);
}

TEST_P(SessionTest, AKeyIsNoSessionAndASessionNoKey) {
  api->add_user("ana@example.com", "Ana", Role::operator_);
  const std::string key = api->add_key("ana@example.com", {});
  const Fields as_cookie = with_cookie("sa_session=" + key, false);
  api->json(401, Method::GET, "/api/me", "", as_cookie);
  api->json(200, Method::GET, "/api/me", "", with_key(key));
  api->json(401, Method::GET, "/api/me", "", as_cookie);
}

// R16: every route x every bad credential, generated from the route table.
TEST_P(SessionTest, NoRouteAcceptsABadCredential) {
  api->add_user("ana@example.com", "Ana", Role::owner);
  const std::string good = api->add_key("ana@example.com", {});
  const std::string ended = sign_in("ana@example.com");
  EXPECT_EQ(api->ask(Method::DELETE, "/api/session", with_cookie(ended)).status, 204);
  const std::vector<Fields> bad = {
      {},
      with_key(""),
      with_key("sa_"),
      with_key(good.substr(0, good.size() - 1)),
      with_key(good + "x"),
      with_key(good.substr(3)),
      with_key("' OR 1=1 --"),
      {{"Authorization", "Basic " + good}},
      {{"Authorization", good}},
      {{"Authorization", "Bearer " + good}, {"Authorization", "Bearer sa_other"}},
      with_cookie("sa_session="),
      with_cookie("sa_session=" + good),
      with_cookie(ended),
      {{"X-Forwarded-For", "127.0.0.1"}},
      {{"X-Real-IP", "127.0.0.1"}, {"Host", "localhost"}},
  };
  for (const Route& route : api->router->table().routes()) {
    if (route.policy.is_open()) continue;
    for (std::size_t i = 0; i < bad.size(); ++i) {
      const Response response = api->ask(route.method, std::string(route.path), bad[i]);
      EXPECT_EQ(response.status, 401) << route.id << " with credential " << i << ": " << response.content();
    }
  }
}

TEST_P(SessionTest, NobodyIsTheLocalOperatorUnlessSwitchedOn) {
  api->json(401, Method::GET, "/api/me");
  RealApi development(GetParam());
  EXPECT_EQ(development.json(200, Method::GET, "/api/me").at("unverified"), true);
  development.json(401, Method::GET, "/api/me", "", {{"Host", "evil.example"}});
  development.json(401, Method::GET, "/api/me", "", with_key("sa_wrong"));
}

}  // namespace
}  // namespace sa
