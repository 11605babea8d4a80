// HubSpot's OAuth 2.0: a person's consent, the account's owner, revoking the access.
//
// HubSpot documents no PKCE for its consent page: the state and the client secret protect the code. Two of its calls have a token
// in the path, so the log gets a different path.
// THREADS: any.
// ERRORS: as ports/account_link.h.
// SOURCE: https://developers.hubspot.com/docs/apps/legacy-apps/authentication/working-with-oauth and
// .../docs/api-reference/legacy/authentication/oauth-tokens/v1 (read 2026-11-22)
#pragma once

#include <string>

#include "connectors/http/oauth_client.h"
#include "connectors/hubspot/hubspot_config.h"

namespace sa {

inline constexpr AccountKind kHubspotAccount{
    .provider = "hubspot",
    .title = "HubSpot",
    .use = AccountUse::crm,
    .set_up =
        "set HUBSPOT_CLIENT_ID and HUBSPOT_CLIENT_SECRET instead of HUBSPOT_API_KEY "
        "(docs/connect-hubspot.md)",
    .effect =
        "Its contacts, companies, deals and form submissions will be read, and follow-up tasks and notes "
        "written to it.",
    .command = "Connect a HubSpot account, using a browser on this machine",
    // HubSpot compares the whole address with those that the app names, and takes http at the name localhost alone.
    .host = "localhost",
    .port = 8976};

class HubspotOauth final : public OauthLink {
 public:
  /// `call`: its retries and breaker count.
  HubspotOauth(const HubspotConfig& config, VendorApi::Options call, VendorApi::Tools tools);

  std::string sign_in_url(const std::string& redirect_uri, const std::string& state,
                          const std::string& verifier) const override;
  /// The account's name is its domain and its id: "example.com (62515)".
  Task<Result<OauthToken>> exchange(std::string code, std::string verifier,
                                    std::string redirect_uri) override;
  /// Ends the refresh token. The app stays in the account until it is uninstalled there.
  Task<Result<Unit>> revoke(OauthToken token) override;

 private:
  const std::string auth_url_;
};

}  // namespace sa
