// Deliveries of webhooks on both engines: each is noted once, and forgotten after its time.
#include "store/webhook/webhook.h"

#include "tests/store/store_test.h"

namespace sa {
namespace {

class WebhookTest : public test::StoreTest {
 protected:
  bool note(const std::string& key, Instant at = kNow) {
    return write([&](Tx& tx) { return note_delivery(tx, key, at); });
  }
};
INSTANTIATE_ENGINES(WebhookTest);

TEST_P(WebhookTest, ADeliveryIsNewOnce) {
  EXPECT_TRUE(note("hubspot/1"));
  EXPECT_FALSE(note("hubspot/1"));
  EXPECT_TRUE(note("hubspot/2"));
}

TEST_P(WebhookTest, OldOnesAreForgottenAndYoungOnesAreNot) {
  note("old", kNow - 1);
  note("young", kNow);
  EXPECT_EQ(write([](Tx& tx) { return delete_old_deliveries(tx, kNow); }), 1);
  EXPECT_TRUE(note("old"));
  EXPECT_FALSE(note("young"));
}

}  // namespace
}  // namespace sa
