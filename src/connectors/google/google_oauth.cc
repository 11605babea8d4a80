#include "connectors/google/google_oauth.h"

#include "base/crypto/hash.h"
#include "base/reflect/reflect.h"

namespace sa {
namespace {

/// Read mail, and write drafts and send them: nothing else (no deletion of mail, no settings).
constexpr const char* kScopes =
    "https://www.googleapis.com/auth/gmail.readonly https://www.googleapis.com/auth/gmail.compose";
constexpr const char* kWanted[] = {"gmail.readonly", "gmail.compose"};

struct Profile {
  std::string emailAddress;  // NOLINT(readability-identifier-naming): Google's name
};
BOOST_DESCRIBE_STRUCT(Profile, (), (emailAddress))

OauthClient::Options client_options(const GoogleConfig& config, const VendorApi::Options& call) {
  OauthClient::Options client;
  client.provider = "google";
  client.title = "Google";
  client.account_title = "Gmail";
  client.client_id = config.google_client_id;
  client.client_secret = config.google_client_secret;
  client.settings = "GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET";
  client.ended =
      "access was revoked, the password was changed, or the Google app is still in testing, where a sign-in "
      "expires after 7 days (publish the app to avoid that).";
  client.base_url = config.google_oauth_url;
  client.token_path = "/token";
  client.sign_in_codes = {"invalid_grant"};
  client.client_codes = {"invalid_client", "unauthorized_client"};
  client.call = call;
  return client;
}

}  // namespace

GoogleOauth::GoogleOauth(GoogleConfig config, VendorApi::Options call, VendorApi::Tools tools)
    : OauthLink(client_options(config, call), tools),
      config_(std::move(config)),
      call_(std::move(call)),
      tools_(tools) {}

std::string GoogleOauth::sign_in_url(const std::string& redirect_uri, const std::string& state,
                                     const std::string& verifier) const {
  // access_type and prompt: without both Google gives no refresh token to who consented before.
  return config_.google_auth_url + '?' +
         form_text({{"client_id", config_.google_client_id},
                    {"redirect_uri", redirect_uri},
                    {"response_type", "code"},
                    {"scope", kScopes},
                    {"state", state},
                    {"code_challenge", base64url(sha256_bytes(verifier))},
                    {"code_challenge_method", "S256"},
                    {"access_type", "offline"},
                    {"prompt", "consent"}});
}

Task<Result<OauthToken>> GoogleOauth::exchange(std::string code, std::string verifier,
                                               std::string redirect_uri) {
  CO_TRY(OauthToken token,
         co_await client_.exchange(std::move(code), std::move(verifier), std::move(redirect_uri)));
  if (token.refresh_token.empty()) {
    co_return invalid(
        "Google gave no refresh token. Remove the app's access at myaccount.google.com/permissions and "
        "connect again.");
  }
  if (const std::string scope = find_missing_scope(token.scopes, kWanted); !scope.empty()) {
    co_return invalid("The permission \"" + scope +
                      "\" was not granted. Connect again and leave all boxes ticked on Google's page.");
  }
  VendorApi::Options call = call_;
  call.provider = "google";
  call.title = "Gmail";
  call.base_url = config_.gmail_base_url;
  VendorApi gmail(call, tools_, std::make_shared<FixedToken>(token.access_token));
  VendorRequest whose;
  whose.path = "/gmail/v1/users/me/profile";
  const VendorAnswer profile = co_await gmail.call(std::move(whose));
  if (!profile.ok()) co_return gmail.error_of(profile);
  CO_TRY(Profile person, from_json<Profile>(profile.json, Unknown::ignore));
  token.account = std::move(person.emailAddress);
  co_return token;
}

Task<Result<Unit>> GoogleOauth::revoke(OauthToken token) {
  VendorRequest request;
  request.method = "POST";
  request.path = "/revoke";
  request.body = form_text({{"token", token.refresh_token}});
  request.content_type = "application/x-www-form-urlencoded";
  const VendorAnswer answer = co_await client_.api().call(std::move(request));
  // 400: Google does not know the token any more, which is what was asked for.
  if (answer.ok() || answer.status == 400) co_return sa::ok();
  co_return client_.api().error_of(answer);
}

}  // namespace sa
