// Policy packs on both engines: the switches, and what the packs go by of a person.
#include "store/policy/policy.h"

#include "store/contact/consent.h"
#include "store/contact/contact.h"
#include "store/contact/origin.h"
#include "store/draft/draft.h"
#include "store/message/message.h"
#include "tests/store/store_test.h"

namespace sa {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

class PolicyStoreTest : public test::StoreTest {
 protected:
  void add_contact(const std::string& id, std::optional<ContactBasis> basis = std::nullopt) {
    Contact made;
    made.contact_id = id;
    made.email = made.email_key = id + "@theirs.example";
    made.country = "Germany";
    made.source = "Trade fair";
    made.basis = basis;
    made.created_at = made.updated_at = kNow - kDayMs;
    write([&](Tx& tx) -> Result<Unit> {
      TRY_OK(insert_contact(tx, made, ContactOrigin::person));
      TRY_OK(insert_contact_address(tx, address_of(id, made.email_key)));
      return insert_contact_address(tx, address_of(id, "other-" + made.email_key));
    });
  }
  static std::string hash_of(const std::string& email) { return email + std::string(64 - email.size(), '0'); }
  static ContactAddress address_of(const std::string& id, const std::string& email) {
    return {email, id, email, email, hash_of(email), "start", kNow};
  }
  static AddressKeys keys_of(const std::string& email) { return {email, email, hash_of(email), {}}; }
  void consent(const std::string& id, const std::string& contact_id, ContactBasis basis, Instant created_at,
               std::optional<Instant> expires_at = {}, std::optional<Instant> withdrawn_at = {}) {
    Consent made;
    made.consent_id = id;
    made.contact_id = contact_id;
    made.basis = basis;
    made.obtained_at = created_at;
    made.source = "a form";
    made.expires_at = expires_at;
    made.withdrawn_at = withdrawn_at;
    if (withdrawn_at) made.withdrawn_by = "ana";
    made.created_by = "ana";
    made.created_at = created_at;
    write([&](Tx& tx) { return insert_consent(tx, made); });
  }
  PolicyContact get(const std::string& email, Instant now = kNow) {
    return read([&](ReadTx& tx) { return get_policy_contact(tx, keys_of(email), now); });
  }
};
INSTANTIATE_ENGINES(PolicyStoreTest);

TEST_P(PolicyStoreTest, ASwitchIsKeptAndChanged) {
  const auto all = [&] { return read([](ReadTx& tx) { return list_pack_switches(tx); }); };
  EXPECT_THAT(all(), IsEmpty());
  write([](Tx& tx) { return keep_pack_switch(tx, {"us", true, "ana", kNow}); });
  write([](Tx& tx) { return keep_pack_switch(tx, {"de", true, "ana", kNow}); });
  write([](Tx& tx) { return keep_pack_switch(tx, {"us", false, "ben", kNow + 5}); });
  ASSERT_THAT(all(), SizeIs(2));
  EXPECT_EQ(all()[0].pack_id, "de");
  EXPECT_TRUE(all()[0].enabled);
  EXPECT_FALSE(all()[1].enabled);
  EXPECT_EQ(all()[1].changed_by, "ben");
  EXPECT_EQ(all()[1].changed_at, kNow + 5);
}

TEST_P(PolicyStoreTest, SomebodyUnknownHasNoFacts) {
  const PolicyContact nobody = get("nobody@theirs.example");
  EXPECT_FALSE(nobody.contact_id);
  EXPECT_FALSE(nobody.basis);
  EXPECT_FALSE(nobody.consent_id);
  EXPECT_FALSE(nobody.wrote_at);
  EXPECT_FALSE(nobody.written_at);
}

TEST_P(PolicyStoreTest, TheNewestConsentThatHoldsCounts) {
  add_contact("ada", ContactBasis::consent);
  consent("c1", "ada", ContactBasis::legitimate_interest, kNow - 9);
  consent("c2", "ada", ContactBasis::consent, kNow - 5, kNow);
  consent("c3", "ada", ContactBasis::customer, kNow - 2, {}, kNow - 1);
  const PolicyContact before = get("other-ada@theirs.example", kNow - 1);
  EXPECT_EQ(before.contact_id, "ada") << "by whichever address";
  EXPECT_EQ(before.consent_id, "c2");
  EXPECT_EQ(before.consent_source, "a form");
  EXPECT_FALSE(before.ended_at);
  const PolicyContact after = get("ada@theirs.example");
  EXPECT_EQ(after.consent_id, "c1") << "one ran out, one was withdrawn";
  EXPECT_EQ(after.consent_basis, ContactBasis::legitimate_interest);
  EXPECT_EQ(after.obtained_at, kNow - 9);
  EXPECT_EQ(after.ended_at, kNow);
  EXPECT_EQ(after.country, "Germany");
  EXPECT_EQ(after.source, "Trade fair");
  EXPECT_EQ(after.known_since, kNow - kDayMs);
}

TEST_P(PolicyStoreTest, MailCountsAtWhicheverAddress) {
  add_contact("ada");
  write([&](Tx& tx) -> Result<Unit> {
    TRY_OK(insert_thread(tx, {"t1", "Hello", "hello", std::nullopt, kNow, "ana@ours.example"}));
    MessageRow mail;
    mail.message_id = "m1";
    mail.thread_id = "t1";
    mail.rfc_message_id = "m1@theirs.example";
    mail.sender = mail.sender_key = "other-ada@theirs.example";
    mail.content_sha256 = std::string(64, 'a');
    mail.linked_by = "start";
    mail.attachments = boost::json::array();
    mail.analysis = boost::json::object();
    mail.source = "file:0";
    mail.sent_at = kNow - 7;
    mail.created_at = kNow;
    mail.mailbox_id = "ana@ours.example";
    TRY_OK(insert_message(tx, mail, std::nullopt));
    return count_outside_mail(tx, "m1", "ana@ours.example", {{hash_of("ada@theirs.example"), ""}}, kNow - 3);
  });
  const PolicyContact ada = get("ada@theirs.example");
  EXPECT_EQ(ada.wrote_at, kNow - 7);
  EXPECT_FALSE(ada.inquired_at) << "they asked for nothing";
  EXPECT_EQ(ada.written_at, kNow - 3);
}

TEST_P(PolicyStoreTest, ADateInTheFutureCountsAsNoLaterThanWeHadTheMail) {
  add_contact("ada");
  write([&](Tx& tx) -> Result<Unit> {
    TRY_OK(insert_thread(tx, {"t1", "Hello", "hello", std::nullopt, kNow, "ana@ours.example"}));
    MessageRow mail;
    mail.message_id = "m1";
    mail.thread_id = "t1";
    mail.rfc_message_id = "m1@theirs.example";
    mail.sender = mail.sender_key = "ada@theirs.example";
    mail.content_sha256 = std::string(64, 'a');
    mail.linked_by = "start";
    mail.attachments = boost::json::array();
    mail.analysis = {{"intent", "pricing"}};
    mail.source = "file:0";
    mail.sent_at = kNow + 3000 * kDayMs;
    mail.created_at = kNow - 2;
    mail.mailbox_id = "ana@ours.example";
    return insert_message(tx, mail, std::nullopt);
  });
  EXPECT_EQ(get("ada@theirs.example").wrote_at, kNow - 2);
  const auto page = read([](ReadTx& tx) { return list_policy_contacts(tx, {"", "ada"}, kNow); });
  ASSERT_THAT(page, SizeIs(1));
  EXPECT_EQ(page[0].wrote_at, kNow - 2);
  EXPECT_EQ(page[0].inquired_at, kNow - 2);
  EXPECT_EQ(get("ada@theirs.example").inquired_at, kNow - 2);
}

TEST_P(PolicyStoreTest, APageSaysTheSame) {
  for (const char* id : {"ada", "ben", "cy", "dan"}) add_contact(id, ContactBasis::customer);
  consent("c1", "ben", ContactBasis::consent, kNow - 9, kNow - 1);
  consent("c2", "cy", ContactBasis::consent, kNow - 9);
  const auto page = read([](ReadTx& tx) { return list_policy_contacts(tx, {"ada", "cy"}, kNow); });
  ASSERT_THAT(page, SizeIs(2));
  for (const PolicyContact& each : page)
    EXPECT_EQ(to_json_text(each), to_json_text(get(*each.contact_id + "@theirs.example")));
  EXPECT_EQ(page[0].ended_at, kNow - 1);
  EXPECT_EQ(page[1].consent_id, "c2");
}

}  // namespace
}  // namespace sa
