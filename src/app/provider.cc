#include "app/provider.h"

#include "connectors/gmail.h"
#include "connectors/gmail_feed.h"
#include "connectors/google_oauth.h"

namespace sa {

VendorApi::Tools outside_tools(App& app) {
  if (!app.outside) app.outside = std::make_unique<Outside>(app.config());
  return {app.outside->http, app.clock, app.outside->timer, app.random};
}

VendorApi::Options call_options(const Config& config) {
  VendorApi::Options options;
  options.retry = {config.retry_attempts, config.retry_first_ms, config.retry_longest_ms};
  options.breaker = {config.breaker_failures, config.breaker_open_s * kSecondMs};
  return options;
}

std::unique_ptr<AccountLink> open_google(App& app) {
  const Config& config = app.config();
  if (config.google_client_id.empty()) return nullptr;
  GoogleOauth::Options options;
  options.client_id = config.google_client_id;
  options.client_secret = config.google_client_secret;
  options.auth_url = config.google_auth_url;
  options.oauth_url = config.google_oauth_url;
  options.gmail_url = config.gmail_base_url;
  options.call = call_options(config);
  return std::make_unique<GoogleOauth>(std::move(options), outside_tools(app));
}

void open_gmail(App& app) {
  const Config& config = app.config();
  auto token =
      std::make_shared<GoogleToken>(static_cast<GoogleOauth&>(*app.google), *app.tokens, outside_tools(app));
  VendorApi::Options options = gmail_call_options(call_options(config), config.gmail_quota_per_minute);
  options.base_url = config.gmail_base_url;
  app.gmail = std::make_unique<VendorApi>(std::move(options), outside_tools(app), std::move(token));
  app.mailbox = std::make_unique<GmailMailbox>(*app.gmail, app.clock);
  app.feed = std::make_unique<GmailFeed>(
      *app.gmail, GmailFeed::Options{config.gmail_first_sync_days, config.gmail_first_sync_mails,
                                     config.gmail_pubsub_topic});
  app.providers.push_back(app.gmail.get());
}

}  // namespace sa
