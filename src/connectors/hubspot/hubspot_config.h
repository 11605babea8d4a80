// The settings of HubSpot: the key of a private app, or the client of an app whose account a person connects.
// THREADS: values.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/reflect/setting.h"
#include "base/web_url.h"

namespace sa {

struct HubspotConfig {
  std::string hubspot_api_key;
  std::string hubspot_base_url = "https://api.hubapi.com";
  std::string hubspot_client_id;
  std::string hubspot_client_secret;
  std::string hubspot_auth_url = "https://app.hubspot.com/oauth/authorize";

  static constexpr const char* kTitle = "HubSpot";
  static std::vector<Setting> settings() {
    return {
        {rule(&HubspotConfig::hubspot_api_key).describe("Access token of a HubSpot private app."),
         "none: tasks stay local", kSecret},
        {rule(&HubspotConfig::hubspot_base_url)
             .must(is_safe_url, kSafeUrlWords)
             .describe("Base URL of the HubSpot API. Change it only for tests.")},
        {rule(&HubspotConfig::hubspot_client_id)
             .describe("OAuth client id of your HubSpot app; use it instead of HUBSPOT_API_KEY "
                       "(docs/connect-hubspot.md)."),
         "none"},
        {rule(&HubspotConfig::hubspot_client_secret)
             .describe(
                 "Client secret of the HubSpot app: it signs the webhooks, and HUBSPOT_CLIENT_ID needs it."),
         "none: HubSpot's webhooks are refused", kSecret},
        {rule(&HubspotConfig::hubspot_auth_url)
             .must(is_safe_url, kSafeUrlWords)
             .describe("URL of HubSpot's consent page. Change it only for tests.")},
    };
  }
  static std::vector<Rule> rules() { return rules_of(settings()); }
  void complete() { strip_slashes(hubspot_base_url); }
  std::vector<std::string> problems(std::string_view) const {
    std::vector<std::string> all;
    // Two keys may be those of two accounts, and no order of theirs would be a safe guess.
    if (!hubspot_api_key.empty() && !hubspot_client_id.empty())
      all.push_back(
          "HUBSPOT_API_KEY and HUBSPOT_CLIENT_ID are both set. Keep one: the access token of a private app, "
          "or the client of an OAuth app (docs/connect-hubspot.md).");
    if (!hubspot_client_id.empty() && hubspot_client_secret.empty())
      all.push_back("HUBSPOT_CLIENT_ID needs HUBSPOT_CLIENT_SECRET (docs/connect-hubspot.md).");
    return all;
  }
};
BOOST_DESCRIBE_STRUCT(HubspotConfig, (),
                      (hubspot_api_key, hubspot_base_url, hubspot_client_id, hubspot_client_secret,
                       hubspot_auth_url))

}  // namespace sa
