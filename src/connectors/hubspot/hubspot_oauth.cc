#include "connectors/hubspot/hubspot_oauth.h"

#include "base/reflect/reflect.h"
#include "base/text/url.h"

namespace sa {
namespace {

/// What connectors/hubspot/hubspot.h calls needs: tasks and notes go by the contacts' scopes. SOURCE:
/// https://developers.hubspot.com/scopes
constexpr const char* kScopes[] = {"oauth",
                                   "crm.objects.contacts.read",
                                   "crm.objects.contacts.write",
                                   "crm.objects.companies.read",
                                   "crm.objects.deals.read",
                                   "forms"};

struct TokenInfo {
  std::int64_t hub_id = 0;
  std::optional<std::string> hub_domain;
  std::vector<std::string> scopes;
};
BOOST_DESCRIBE_STRUCT(TokenInfo, (), (hub_id, hub_domain, scopes))

OauthClient::Options client_options(const HubspotConfig& config, VendorApi::Options call) {
  OauthClient::Options client;
  client.provider = "hubspot";
  client.title = client.account_title = "HubSpot";
  client.client_id = config.hubspot_client_id;
  client.client_secret = config.hubspot_client_secret;
  client.settings = "HUBSPOT_CLIENT_ID and HUBSPOT_CLIENT_SECRET";
  client.ended = "the app was uninstalled from the HubSpot account, or access was revoked.";
  client.base_url = config.hubspot_base_url;
  client.token_path = "/oauth/v1/token";
  client.sign_in_codes = {"BAD_REFRESH_TOKEN", "BAD_AUTH_CODE", "EXPIRED_AUTH_CODE",
                          "BAD_REDIRECT_URI",  "invalid_grant", "MISMATCH_REDIRECT_URI_AUTH_CODE"};
  client.client_codes = {"BAD_CLIENT_ID", "BAD_CLIENT_SECRET", "invalid_client", "unauthorized_client"};
  client.call = std::move(call);
  return client;
}

VendorRequest token_request(std::string method, const std::string& path, const std::string& token) {
  VendorRequest request;
  request.method = std::move(method);
  request.path = path + percent_encode(token);
  request.log_path = path + "...";
  return request;
}

}  // namespace

HubspotOauth::HubspotOauth(const HubspotConfig& config, VendorApi::Options call, VendorApi::Tools tools)
    : OauthLink(client_options(config, std::move(call)), tools), auth_url_(config.hubspot_auth_url) {}

std::string HubspotOauth::sign_in_url(const std::string& redirect_uri, const std::string& state,
                                      const std::string&) const {
  return auth_url_ + '?' +
         form_text({{"client_id", client_.options().client_id},
                    {"redirect_uri", redirect_uri},
                    {"scope", scope_text(kScopes)},
                    {"state", state}});
}

Task<Result<OauthToken>> HubspotOauth::exchange(std::string code, std::string, std::string redirect_uri) {
  CO_TRY(OauthToken token, co_await client_.exchange(std::move(code), "", std::move(redirect_uri)));
  const VendorAnswer answer =
      co_await client_.api().call(token_request("GET", "/oauth/v1/access-tokens/", token.access_token));
  if (!answer.ok()) co_return client_.api().error_of(answer);
  CO_TRY(const TokenInfo info, from_json<TokenInfo>(answer.json, Unknown::ignore));
  std::vector<const char*> granted;
  for (const std::string& scope : info.scopes) granted.push_back(scope.c_str());
  token.scopes = scope_text(granted);
  if (const std::string scope = find_missing_scope(token.scopes, kScopes); !scope.empty()) {
    co_return invalid(
        "The scope \"" + scope +
        "\" was not granted. Add it to the HubSpot app (docs/connect-hubspot.md), and connect again.");
  }
  token.account = info.hub_domain.value_or("HubSpot") + " (" + std::to_string(info.hub_id) + ')';
  co_return token;
}

Task<Result<Unit>> HubspotOauth::revoke(OauthToken token) {
  const VendorAnswer answer =
      co_await client_.api().call(token_request("DELETE", "/oauth/v1/refresh-tokens/", token.refresh_token));
  // 400 and 404: HubSpot does not know the token any more, which is what was asked for.
  if (answer.ok() || answer.status == 400 || answer.status == 404) co_return sa::ok();
  co_return client_.api().error_of(answer);
}

}  // namespace sa
