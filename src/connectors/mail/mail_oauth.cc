#include "connectors/mail/mail_oauth.h"

#include "base/crypto/hash.h"

namespace sa {
namespace {

OauthClient::Options client_options(const MailOauth::Options& options) {
  const std::size_t path = options.token_url.find('/', options.token_url.find("://") + 3);
  OauthClient::Options client;
  client.provider = "mail";
  client.title = "The mail provider";
  client.account_title = "mail";
  client.client_id = options.client_id;
  client.client_secret = options.client_secret;
  client.settings = "MAIL_OAUTH_CLIENT_ID and MAIL_OAUTH_CLIENT_SECRET";
  client.ended = "it was revoked, or the password was changed.";
  client.base_url = options.token_url.substr(0, path);
  client.token_path = path == std::string::npos ? "/" : options.token_url.substr(path);
  client.sign_in_codes = {"invalid_grant", "interaction_required"};
  client.client_codes = {"invalid_client", "unauthorized_client"};
  client.call = options.call;
  return client;
}

}  // namespace

MailOauth::MailOauth(Options options, VendorApi::Tools tools)
    : options_(std::move(options)), client_(client_options(options_), tools) {}

std::string MailOauth::sign_in_url(const std::string& redirect_uri, const std::string& state,
                                   const std::string& verifier) const {
  // access_type is Google's word for "with a refresh token"; Microsoft wants offline_access among the scopes.
  return options_.auth_url + '?' +
         form_text({{"client_id", options_.client_id},
                    {"redirect_uri", redirect_uri},
                    {"response_type", "code"},
                    {"scope", options_.scope},
                    {"state", state},
                    {"code_challenge", base64url(sha256_bytes(verifier))},
                    {"code_challenge_method", "S256"},
                    {"login_hint", options_.user},
                    {"access_type", "offline"},
                    {"prompt", "consent"}});
}

Task<Result<OauthToken>> MailOauth::exchange(std::string code, std::string verifier,
                                             std::string redirect_uri) {
  CO_TRY(OauthToken token,
         co_await client_.exchange(std::move(code), std::move(verifier), std::move(redirect_uri)));
  if (token.refresh_token.empty()) {
    co_return invalid(
        "The mail provider gave no refresh token. Microsoft wants offline_access in MAIL_OAUTH_SCOPE; then "
        "connect "
        "again.");
  }
  token.account = options_.user;
  co_return token;
}

Task<Result<Unit>> MailOauth::revoke(OauthToken) {
  co_return unavailable("Mail providers have no common way to be told.");
}

}  // namespace sa
