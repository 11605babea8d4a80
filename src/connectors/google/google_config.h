// The settings of Gmail: the OAuth client, the mailbox, the first sync, and Pub/Sub's pushes.
// THREADS: values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/reflect/setting.h"
#include "base/web_url.h"

namespace sa {

struct GoogleConfig {
  std::string google_client_id;
  std::string google_client_secret;
  std::string google_auth_url = "https://accounts.google.com/o/oauth2/v2/auth";
  std::string google_oauth_url = "https://oauth2.googleapis.com";  ///< base of /token and /revoke
  std::string gmail_base_url = "https://gmail.googleapis.com";
  std::int64_t gmail_quota_per_minute = 6000;
  int gmail_first_sync_days = 30;    ///< how far the first reading goes back
  int gmail_first_sync_mails = 500;  ///< how many it takes at most, the newest
  std::string gmail_pubsub_topic;    ///< "projects/p/topics/t"; empty: no push, polling alone
  std::string gmail_push_audience;
  std::string gmail_push_service_account;
  std::string google_certs_url = "https://www.googleapis.com/oauth2/v3/certs";

  static constexpr const char* kTitle = "Gmail";
  static std::vector<Setting> settings() {
    return {
        {rule(&GoogleConfig::google_client_id)
             .describe("OAuth client id for connecting a Gmail account (docs/connect-gmail.md)."),
         "none"},
        {rule(&GoogleConfig::google_client_secret)
             .describe("OAuth client secret for connecting a Gmail account."),
         "none", kSecret},
        {rule(&GoogleConfig::google_auth_url)
             .must(is_safe_url, kSafeUrlWords)
             .describe("URL of Google's consent page. Change it only for tests.")},
        {rule(&GoogleConfig::google_oauth_url)
             .must(is_safe_url, kSafeUrlWords)
             .describe("Base URL of Google's token service. Change it only for tests.")},
        {rule(&GoogleConfig::gmail_base_url)
             .must(is_safe_url, kSafeUrlWords)
             .describe("Base URL of the Gmail API. Change it only for tests.")},
        {rule(&GoogleConfig::gmail_quota_per_minute)
             .min(0)
             .max(10000000)
             .describe("Gmail quota units that one account may use per minute (Google allows 6000 for "
                       "projects created since May 2026). 0: no limit on our side.")},
        {rule(&GoogleConfig::gmail_first_sync_days)
             .min(1)
             .max(3650)
             .describe("How many days back the first sync of a Gmail account goes.")},
        {rule(&GoogleConfig::gmail_first_sync_mails)
             .min(1)
             .max(100000)
             .describe("Most mails that the first sync of a Gmail account reads, newest first.")},
        {rule(&GoogleConfig::gmail_pubsub_topic)
             .describe("Pub/Sub topic to which Gmail publishes new-mail notifications, as "
                       "projects/<project>/topics/<topic>."),
         "none: Gmail is polled every minute"},
        {rule(&GoogleConfig::gmail_push_audience)
             .describe(
                 "Audience of the Pub/Sub subscription that pushes to <PUBLIC_URL>/api/webhooks/gmail."),
         "none: Gmail's pushes are refused"},
        {rule(&GoogleConfig::gmail_push_service_account)
             .describe("Service account that signs the tokens of Gmail's pushes."),
         "none"},
        {rule(&GoogleConfig::google_certs_url)
             .must(is_safe_url, kSafeUrlWords)
             .describe("URL of the public keys that verify Google's tokens. Change it only for tests.")},
    };
  }
  static std::vector<Rule> rules() { return rules_of(settings()); }
  void complete() {
    strip_slashes(google_oauth_url);
    strip_slashes(gmail_base_url);
  }
  std::vector<std::string> problems(std::string_view mail_provider) const {
    if (mail_provider != "gmail" || (!google_client_id.empty() && !google_client_secret.empty())) return {};
    return {"MAIL_PROVIDER=gmail needs GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET (docs/connect-gmail.md)."};
  }
};
BOOST_DESCRIBE_STRUCT(GoogleConfig, (),
                      (google_client_id, google_client_secret, google_auth_url, google_oauth_url,
                       gmail_base_url, gmail_quota_per_minute, gmail_first_sync_days, gmail_first_sync_mails,
                       gmail_pubsub_topic, gmail_push_audience, gmail_push_service_account, google_certs_url))

}  // namespace sa
