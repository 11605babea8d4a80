// Google's OAuth 2.0: a person's consent, with PKCE; the account's owner; revoking the access.
// THREADS: any.
// ERRORS: as ports/account_link.h.
// SOURCE: developers.google.com/identity/protocols/oauth2/native-app and .../web-server, read 2026-11-22.
#pragma once

#include <string>

#include "connectors/google/google_config.h"
#include "connectors/http/oauth_client.h"

namespace sa {

inline constexpr AccountKind kGoogleAccount{
    .provider = "google",
    .title = "Gmail",
    .use = AccountUse::mailbox,
    .set_up = "set GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET (docs/connect-gmail.md)",
    .effect = "Its mail will be read, and approved mail sent from it.",
    .command = "Connect a Gmail account, using a browser on this machine",
    .host = "127.0.0.1",
    .mail_provider = "gmail"};

class GoogleOauth final : public OauthLink {
 public:
  /// `call`: its retries and breaker count.
  GoogleOauth(GoogleConfig config, VendorApi::Options call, VendorApi::Tools tools);

  std::string sign_in_url(const std::string& redirect_uri, const std::string& state,
                          const std::string& verifier) const override;
  Task<Result<OauthToken>> exchange(std::string code, std::string verifier,
                                    std::string redirect_uri) override;
  Task<Result<Unit>> revoke(OauthToken token) override;

 private:
  const GoogleConfig config_;
  const VendorApi::Options call_;
  VendorApi::Tools tools_;
};

}  // namespace sa
