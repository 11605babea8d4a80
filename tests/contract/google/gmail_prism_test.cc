// Every shape of request that the Gmail connector can make, before Gmail's own API description (Prism, tools/with-vendors).
#include <gtest/gtest.h>

#include "connectors/google/gmail.h"
#include "connectors/google/gmail_feed.h"
#include "tests/contract/approved.h"

namespace sa {
namespace {

struct GmailPrismTest : ::testing::Test {
  void SetUp() override {
    const char* url = std::getenv("TEST_PRISM_GMAIL_URL");
    if (!url)
      GTEST_SKIP() << "TEST_PRISM_GMAIL_URL is not set: run through tools/with-vendors --prism, with "
                      "../shared/data there";
    VendorApi::Options options = gmail_call_options({}, 0);
    options.base_url = url;
    api.emplace(options, VendorApi::Tools{http, system_clock(), timer, system_random()},
                std::make_shared<FixedToken>("x"));
  }
  HttpClient http{{}};
  SystemTimer timer;
  std::optional<VendorApi> api;
};

TEST_F(GmailPrismTest, EveryRequestIsAsDescribed) {
  GmailMailbox gmail(*api, system_clock());
  GoogleConfig config;
  config.gmail_pubsub_topic = "projects/p/topics/t";
  GmailFeed feed(*api, config);
  const Draft mail = test::pending_draft("prism");
  SendTicket ticket{mail.rfc_message_id, "18f0", "", system_clock().now(), mail.recipient_key, mail.subject};
  const Instant soon = system_clock().now() + kMinuteMs;
  const Preparation ready = sync_wait(gmail.prepare(test::approved(mail), ticket, soon));
  EXPECT_FALSE(ready.prepared_id.empty());
  ticket.prepared_id = "string";
  (void)sync_wait(gmail.send(test::approved(mail), ticket, soon));
  (void)sync_wait(gmail.find_sent(ticket));  // get, delete
  ticket.prepared_id.clear();
  (void)sync_wait(gmail.find_sent(ticket));  // list, delete
  EXPECT_TRUE(sync_wait(feed.fetch("")));    // profile, list, get
  EXPECT_TRUE(sync_wait(
      feed.fetch(R"({"history_id":"7","list_page":"","history_page":"p","read":0,"is_first":false})")));
  EXPECT_TRUE(sync_wait(feed.renew_push()));
  const ProviderState state = api->state();
  EXPECT_GE(state.calls, 10);
  EXPECT_EQ(state.refused, 0);
  EXPECT_EQ(state.failures, 0);
}

TEST_F(GmailPrismTest, AWrongRequestIsRefused) {
  VendorRequest wrong;
  wrong.path = "/gmail/v1/users/me/messages?maxResults=many";
  EXPECT_FALSE(sync_wait(api->call(wrong)).ok());
  EXPECT_EQ(api->state().refused, 1);
}

}  // namespace
}  // namespace sa
