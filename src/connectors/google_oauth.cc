#include "connectors/google_oauth.h"

#include "base/hash.h"
#include "base/log.h"
#include "base/reflect.h"
#include "base/url.h"

namespace sa {
namespace {

/// Read mail, and write drafts and send them: nothing else (no deletion of mail, no settings).
constexpr const char* kScopes =
    "https://www.googleapis.com/auth/gmail.readonly https://www.googleapis.com/auth/gmail.compose";
constexpr std::int64_t kEarlyMs = 60 * kSecondMs;
constexpr std::int64_t kPollMs = 250;
constexpr int kPolls = 60;

using Form = std::initializer_list<std::pair<const char*, std::string>>;

std::string form_text(Form fields) {
  std::string text;
  for (const auto& [name, value] : fields) {
    if (!text.empty()) text += '&';
    text += std::string(name) + '=' + percent_encode(value);
  }
  return text;
}

struct TokenAnswer {
  std::string access_token;
  std::optional<std::string> refresh_token;
  std::optional<std::string> scope;
  std::int64_t expires_in = 3600;
  std::optional<std::int64_t> refresh_token_expires_in;  ///< of an app in testing
};
BOOST_DESCRIBE_STRUCT(TokenAnswer, (),
                      (access_token, refresh_token, scope, expires_in, refresh_token_expires_in))

struct Profile {
  std::string emailAddress;  // NOLINT(readability-identifier-naming): Google's name
};
BOOST_DESCRIBE_STRUCT(Profile, (), (emailAddress))

Error must_connect_anew() {
  return unauthenticated(
      "Google no longer accepts the sign-in (invalid_grant): it was revoked, the password was changed, or "
      "the "
      "Google app is still in testing, where a sign-in ends after 7 days (publish the app to end that). "
      "Connect "
      "the account anew: `sales-agent auth google`, or Connections in the web app.");
}

}  // namespace

GoogleOauth::GoogleOauth(Options options, VendorApi::Tools tools)
    : options_(std::move(options)),
      tools_(tools),
      api_(
          [&] {
            VendorApi::Options call = options_.call;
            call.provider = "google";
            call.title = "Google";
            call.base_url = options_.oauth_url;
            return call;
          }(),
          tools, nullptr) {}

std::string GoogleOauth::sign_in_url(const std::string& redirect_uri, const std::string& state,
                                     const std::string& verifier) const {
  // access_type and prompt: without both Google gives no refresh token to who consented before.
  return options_.auth_url + '?' +
         form_text({{"client_id", options_.client_id},
                    {"redirect_uri", redirect_uri},
                    {"response_type", "code"},
                    {"scope", kScopes},
                    {"state", state},
                    {"code_challenge", base64url(sha256_bytes(verifier))},
                    {"code_challenge_method", "S256"},
                    {"access_type", "offline"},
                    {"prompt", "consent"}});
}

Task<Result<OauthToken>> GoogleOauth::ask(std::string form, OauthToken known) {
  VendorRequest request;
  request.method = "POST";
  request.path = "/token";
  request.body = std::move(form);
  request.content_type = "application/x-www-form-urlencoded";
  const Instant asked_at = tools_.clock.now();
  const VendorAnswer answer = co_await api_.call(std::move(request));
  if (!answer.ok()) {
    const std::string code = vendor_code(answer.json);
    if (code == "invalid_grant") co_return must_connect_anew();
    if (code == "invalid_client" || code == "unauthorized_client") {
      co_return unauthenticated("Google does not know this client (" + code +
                                "): check GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET.");
    }
    co_return api_.error_of(answer);
  }
  CO_TRY(TokenAnswer given, from_json<TokenAnswer>(answer.json, Unknown::ignore));
  known.access_token = std::move(given.access_token);
  if (given.refresh_token) known.refresh_token = *std::move(given.refresh_token);
  if (given.scope) known.scopes = *std::move(given.scope);
  known.expires_at = asked_at + given.expires_in * kSecondMs;
  if (given.refresh_token_expires_in)
    known.refresh_ends_at = asked_at + *given.refresh_token_expires_in * kSecondMs;
  known.problem.clear();
  co_return known;
}

Task<Result<OauthToken>> GoogleOauth::exchange(std::string code, std::string verifier,
                                               std::string redirect_uri) {
  auto asked = co_await ask(form_text({{"grant_type", "authorization_code"},
                                       {"code", code},
                                       {"code_verifier", verifier},
                                       {"client_id", options_.client_id},
                                       {"client_secret", options_.client_secret},
                                       {"redirect_uri", redirect_uri}}),
                            {});
  if (!asked && asked.error().code == ErrorCode::unauthenticated) {
    co_return invalid(
        "Google did not accept the sign-in: it was used already or came too late. Begin it again.")
        .with_cause(asked.error().message);
  }
  CO_TRY(OauthToken token, std::move(asked));
  if (token.refresh_token.empty()) {
    co_return invalid(
        "Google gave no refresh token. Remove the app's access at myaccount.google.com/permissions and "
        "connect "
        "again.");
  }
  for (const char* scope : {"gmail.readonly", "gmail.compose"}) {
    if (token.scopes.find(scope) == std::string::npos) {
      co_return invalid(std::string("The right \"") + scope +
                        "\" was not granted. Connect again and leave all boxes of Google's page ticked.");
    }
  }
  VendorApi::Options call = options_.call;
  call.provider = "google";
  call.title = "Gmail";
  call.base_url = options_.gmail_url;
  VendorApi gmail(call, tools_, std::make_shared<FixedToken>(token.access_token));
  VendorRequest whose;
  whose.path = "/gmail/v1/users/me/profile";
  const VendorAnswer profile = co_await gmail.call(std::move(whose));
  if (!profile.ok()) co_return gmail.error_of(profile);
  CO_TRY(Profile person, from_json<Profile>(profile.json, Unknown::ignore));
  token.account = std::move(person.emailAddress);
  co_return token;
}

Task<Result<OauthToken>> GoogleOauth::renew(OauthToken token) {
  std::string form = form_text({{"grant_type", "refresh_token"},
                                {"refresh_token", token.refresh_token},
                                {"client_id", options_.client_id},
                                {"client_secret", options_.client_secret}});
  co_return co_await ask(std::move(form), std::move(token));
}

Task<Result<Unit>> GoogleOauth::revoke(OauthToken token) {
  VendorRequest request;
  request.method = "POST";
  request.path = "/revoke";
  request.body = form_text({{"token", token.refresh_token}});
  request.content_type = "application/x-www-form-urlencoded";
  const VendorAnswer answer = co_await api_.call(std::move(request));
  // 400: Google does not know the token any more, which is what was asked for.
  if (answer.ok() || answer.status == 400) co_return sa::ok();
  co_return api_.error_of(answer);
}

GoogleToken::GoogleToken(GoogleOauth& google, TokenStore& store, VendorApi::Tools tools)
    : google_(google), store_(store), tools_(tools) {}

bool GoogleToken::is_usable(const OauthToken& token) const {
  return !token.access_token.empty() && token.access_token != rejected_ &&
         tools_.clock.now() + kEarlyMs < token.expires_at;
}

std::optional<std::string> GoogleToken::cached() const {
  const std::lock_guard lock(mutex_);
  if (!is_usable(known_)) return std::nullopt;
  return known_.access_token;
}

std::string GoogleToken::keep(const OauthToken& token) {
  const std::lock_guard lock(mutex_);
  known_ = token;
  return token.access_token;
}

Task<Unit> GoogleToken::reject(std::string token) {
  const std::lock_guard lock(mutex_);
  // The late refusal of one that was replaced meanwhile must not make the present one good again.
  if (token == known_.access_token) rejected_ = std::move(token);
  co_return Unit{};
}

bool GoogleToken::is_good(const OauthToken& token) const {
  const std::lock_guard lock(mutex_);
  return is_usable(token);
}

/// REQUIRES: it is this caller's turn.
Task<Result<std::string>> GoogleToken::renew() {
  // Read again: who had the turn before may have renewed it.
  CO_TRY(auto stored, co_await store_.find("google"));
  if (!stored || is_good(*stored)) {
    CO_TRY_OK(co_await store_.end_refresh("google"));
    if (stored) co_return keep(*stored);
    co_return unauthenticated("The Gmail account was disconnected.");
  }
  auto renewed = co_await google_.renew(*std::move(stored));
  if (renewed) {
    // Before anybody uses it: a refresh token that was replaced and not stored would be lost.
    CO_TRY_OK(co_await store_.save("google", *renewed));
    co_return keep(*renewed);
  }
  Error error = std::move(renewed).error();
  auto noted = error.code == ErrorCode::unauthenticated
                   ? co_await store_.note_problem("google", error.message)
                   : co_await store_.end_refresh("google");
  if (!noted) log_event(LogLevel::warning, "token_not_noted", {{"cause", log_words(noted.error())}});
  co_return error;
}

Task<Result<std::string>> GoogleToken::bearer() {
  if (auto token = cached()) co_return *std::move(token);
  for (int i = 0; i < kPolls; ++i) {
    CO_TRY(auto stored, co_await store_.find("google"));
    if (!stored) {
      co_return unauthenticated(
          "No Gmail account is connected: run `sales-agent auth google`, or open Connections in the web "
          "app.");
    }
    if (!stored->problem.empty()) co_return unauthenticated(stored->problem);
    if (is_good(*stored)) co_return keep(*stored);
    CO_TRY(const bool mine, co_await store_.begin_refresh("google"));
    if (mine) co_return co_await renew();
    co_await tools_.timer.wait(kPollMs);
  }
  co_return unavailable(
      "The sign-in at Google is being renewed elsewhere and does not end; it will be tried again.");
}

}  // namespace sa
