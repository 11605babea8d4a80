// The fake Gmail that tools/with-vendors started, reset, and all of ours that speaks with it, as app/wiring/provider.cc wires it.
// THREADS: one.
#pragma once

#include <memory>
#include <optional>

#include "connectors/google/gmail.h"
#include "connectors/google/gmail_feed.h"
#include "connectors/google/google_oauth.h"
#include "connectors/http/account_token.h"
#include "tests/contract/vendor.h"
#include "tests/fakes/token_store.h"

namespace sa::test {

struct GmailHouse {
  /// False when TEST_GMAIL_URL is not set. A second call begins anew: an empty mailbox, a closed breaker.
  bool open() {
    const char* url = Vendor::url_of("TEST_GMAIL_URL");
    if (!url) return false;
    fake.emplace(http, url);
    store.token = OauthToken{"ana@ours.example",
                             "",
                             "fake-access-token",
                             "fake-refresh-token",
                             system_clock().now() + kHourMs,
                             {},
                             {}};
    GoogleConfig config;
    config.google_client_id = "fake-client.apps.googleusercontent.com";
    config.google_client_secret = "fake-client-secret";
    config.google_auth_url = std::string(url) + "/o/oauth2/v2/auth";
    config.google_oauth_url = config.gmail_base_url = url;
    VendorApi::Options calls;
    calls.retry.first_ms = 1;
    google.emplace(config, calls, tools());
    token = std::make_shared<AccountToken>(google->client(), store, tools());
    VendorApi::Options call = gmail_call_options(calls, 0);
    call.base_url = url;
    call.whole_ms = call.first_byte_ms = 500;
    api.emplace(call, tools(), token);
    gmail.emplace(*api, system_clock());
    feed.emplace(*api, config);
    return true;
  }
  VendorApi::Tools tools() { return {http, system_clock(), timer, system_random()}; }

  HttpClient http{{}};
  SystemTimer timer;
  FakeTokenStore store;
  std::optional<Vendor> fake;
  std::optional<GoogleOauth> google;
  std::shared_ptr<AccountToken> token;
  std::optional<VendorApi> api;
  std::optional<GmailMailbox> gmail;
  std::optional<GmailFeed> feed;
};

}  // namespace sa::test
