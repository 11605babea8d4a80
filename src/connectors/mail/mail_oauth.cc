#include "connectors/mail/mail_oauth.h"

#include "base/crypto/hash.h"

namespace sa {
namespace {

OauthClient::Options client_options(const MailServerConfig& config, VendorApi::Options call) {
  const std::size_t path = config.mail_oauth_token_url.find('/', config.mail_oauth_token_url.find("://") + 3);
  OauthClient::Options client;
  client.provider = "mail";
  client.title = "The mail provider";
  client.account_title = "mail";
  client.client_id = config.mail_oauth_client_id;
  client.client_secret = config.mail_oauth_client_secret;
  client.settings = "MAIL_OAUTH_CLIENT_ID and MAIL_OAUTH_CLIENT_SECRET";
  client.ended = "access was revoked, or the password was changed.";
  client.base_url = config.mail_oauth_token_url.substr(0, path);
  client.token_path = path == std::string::npos ? "/" : config.mail_oauth_token_url.substr(path);
  client.sign_in_codes = {"invalid_grant", "interaction_required"};
  client.client_codes = {"invalid_client", "unauthorized_client"};
  client.call = std::move(call);
  return client;
}

}  // namespace

MailOauth::MailOauth(MailServerConfig config, VendorApi::Options call, VendorApi::Tools tools)
    : OauthLink(client_options(config, std::move(call)), tools), config_(std::move(config)) {}

std::string MailOauth::sign_in_url(const std::string& redirect_uri, const std::string& state,
                                   const std::string& verifier) const {
  // access_type is Google's word for "with a refresh token"; Microsoft wants offline_access among the scopes.
  return config_.mail_oauth_auth_url + '?' +
         form_text({{"client_id", config_.mail_oauth_client_id},
                    {"redirect_uri", redirect_uri},
                    {"response_type", "code"},
                    {"scope", config_.mail_oauth_scope},
                    {"state", state},
                    {"code_challenge", base64url(sha256_bytes(verifier))},
                    {"code_challenge_method", "S256"},
                    {"login_hint", config_.smtp_user},
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
  token.account = config_.smtp_user;
  co_return token;
}

Task<Result<Unit>> MailOauth::revoke(OauthToken) {
  co_return unavailable("Mail providers have no standard way to revoke a token.");
}

}  // namespace sa
