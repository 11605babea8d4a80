// Quotas over HTTP: what a contact may still receive, whatever the spelling of their address.
#include "tests/api/scenario.h"

namespace sa {
namespace {

constexpr const char* kQuota = "/api/operator/quota/";

class QuotaApiTest : public test::ScenarioTest {
 protected:
  boost::json::value quota(const std::string& address) {
    return api->json(200, Method::GET, kQuota + address);
  }
};
INSTANTIATE_ENGINES(QuotaApiTest);

TEST_P(QuotaApiTest, AMailTakesAPlaceOfTheMailboxAndOneOfThePerson) {
  EXPECT_EQ(quota("jane.doe@gmail.com").at("remaining_today"), 20);
  send_one("d1", "jane.doe@gmail.com");
  const auto same_person = quota("JaneDoe%2Bsales@googlemail.com");
  EXPECT_EQ(same_person.at("contact_email"), "JaneDoe+sales@googlemail.com") << "as it was asked for";
  EXPECT_EQ(same_person.at("remaining_today"), 19);
  EXPECT_EQ(same_person.at("remaining_this_week"), 1);
  EXPECT_EQ(same_person.at("remaining_for_contact"), 1);
  EXPECT_TRUE(same_person.at("resets_at").is_null());
  const auto somebody_else = quota("bob@customer.example");
  EXPECT_EQ(somebody_else.at("remaining_today"), 19);
  EXPECT_EQ(somebody_else.at("remaining_for_contact"), 2);
}

TEST_P(QuotaApiTest, AFullWeekSaysWhenItEnds) {
  send_one("d1", "ada@customer.example");
  const Instant first = api->clock.now();
  api->clock.advance(kHourMs);
  send_one("d2", "ada@customer.example");
  const auto full = quota("ada@customer.example");
  EXPECT_EQ(full.at("remaining_for_contact"), 0);
  EXPECT_EQ(full.at("resets_at"), boost::json::value(format_rfc3339(first + 7 * kDayMs)));
  EXPECT_EQ(quota("bob@customer.example").at("remaining_for_contact"), 2);
  api->clock.set(first + 7 * kDayMs);
  EXPECT_EQ(quota("ada@customer.example").at("remaining_for_contact"), 1) << "the window rolls";
}

TEST_P(QuotaApiTest, BadInputWrongMethodsAndWhoMayNot) {
  const std::string ada = kQuota + std::string("ada@customer.example");
  const test::Scenario rows[] = {
      {"no address", Method::GET, kQuota + std::string("ada"), "", 422, {R"("path":"contact_email")"}},
      {"two addresses", Method::GET, kQuota + std::string("a@b.example,c@d.example"), "", 422},
      {"an empty one", Method::GET, kQuota, "", 404},
      {"a NUL", Method::GET, kQuota + std::string("ada%00@customer.example"), "", 400},
      {"it is not set", Method::POST, ada, "{}", 405, {"Allow: GET, HEAD, OPTIONS"}},
      {"a reader", Method::GET, ada, "", 200, {"remaining_today"}, {}, {}, service({Scope::read})},
      {"no reader", Method::GET, ada, "", 403, {}, {"remaining_today"}, {}, service({Scope::draft})},
      {"nobody", Method::GET, ada, "", 401, {}, {"remaining_today"}, {}, forged()},
  };
  expect(rows);
}

}  // namespace
}  // namespace sa
