// HubSpot's OAuth 2.0: a person's consent, whose the account is, the end of the access.
//
// HubSpot documents no PKCE for its page of consent: the state and the client secret protect the code. A token stands in the path
// of two of its calls: the log gets another one.
// THREADS: any.
// ERRORS: as ports/account_link.h.
// SOURCE: https://developers.hubspot.com/docs/apps/legacy-apps/authentication/working-with-oauth and
// .../docs/api-reference/legacy/authentication/oauth-tokens/v1 (read 2026-11-22)
#pragma once

#include <string>

#include "connectors/http/oauth_client.h"
#include "ports/account_link.h"

namespace sa {

class HubspotOauth final : public AccountLink {
 public:
  struct Options {
    std::string client_id;
    std::string client_secret;
    std::string auth_url;  ///< the page for the browser
    std::string base_url;  ///< of HubSpot's API
    VendorApi::Options call = {};
  };
  HubspotOauth(Options options, VendorApi::Tools tools);

  std::string provider() const override { return "hubspot"; }
  std::string sign_in_url(const std::string& redirect_uri, const std::string& state,
                          const std::string& verifier) const override;
  /// The account's name is its domain and its id: "example.com (62515)".
  Task<Result<OauthToken>> exchange(std::string code, std::string verifier,
                                    std::string redirect_uri) override;
  /// Ends the refresh token. The app stays in the account until it is uninstalled there.
  Task<Result<Unit>> revoke(OauthToken token) override;
  OauthClient& client() { return client_; }

 private:
  const std::string auth_url_;
  OauthClient client_;
};

}  // namespace sa
