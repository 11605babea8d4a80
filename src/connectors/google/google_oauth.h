// Google's OAuth 2.0: a person's consent, with PKCE; whose the account is; the end of the access.
// THREADS: any.
// ERRORS: as ports/account_link.h.
// SOURCE: developers.google.com/identity/protocols/oauth2/native-app and .../web-server, read 2026-11-22.
#pragma once

#include <string>

#include "connectors/http/oauth_client.h"
#include "ports/account_link.h"

namespace sa {

class GoogleOauth final : public AccountLink {
 public:
  struct Options {
    std::string client_id;
    std::string client_secret;
    std::string auth_url;   ///< the page for the browser
    std::string oauth_url;  ///< base of /token and /revoke
    std::string gmail_url;  ///< base of the Gmail API: says whose a token is
    VendorApi::Options call = {};
  };
  GoogleOauth(Options options, VendorApi::Tools tools);

  std::string provider() const override { return "google"; }
  std::string sign_in_url(const std::string& redirect_uri, const std::string& state,
                          const std::string& verifier) const override;
  Task<Result<OauthToken>> exchange(std::string code, std::string verifier,
                                    std::string redirect_uri) override;
  Task<Result<Unit>> revoke(OauthToken token) override;
  OauthClient& client() { return client_; }

 private:
  const Options options_;
  VendorApi::Tools tools_;
  OauthClient client_;
};

}  // namespace sa
