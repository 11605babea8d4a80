// Contacts and who must not be written to, on both engines: a person is one contact whatever the spelling, a
// change is made to what was read, and a removal is never forgotten.
#include "store/contact/contact.h"
#include "store/contact/origin.h"

#include "tests/store/store_test.h"

namespace sa {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

std::string hash_of(char digit) {
  return std::string(64, digit);
}

class ContactStoreTest : public test::StoreTest {
 protected:
  static AddressKeys keys(const std::string& address, const std::string& alias) { return {address, alias}; }
  static Contact contact(const std::string& id, const std::string& email, Instant at = kNow) {
    Contact made;
    made.contact_id = id;
    made.email = made.email_key = email;
    made.created_at = made.updated_at = at;
    return made;
  }
  void add(const Contact& made, const AddressKeys& address) {
    write([&](Tx& tx) -> Result<Unit> {
      TRY_OK(insert_contact(tx, made, ContactOrigin::person));
      return insert_contact_address(tx, link(made, address, "start"));
    });
  }
  static ContactAddress link(const Contact& made, const AddressKeys& address, const char* linked_by) {
    return {address.email_key, made.contact_id, address.email_key, address.alias_key,
            hash_of('0'),      linked_by,       made.created_at};
  }
  std::optional<Contact> find(const AddressKeys& address) {
    return read([&](ReadTx& tx) { return find_contact_by_email(tx, address); });
  }
  std::vector<std::string> addresses(const std::string& contact_id) {
    std::vector<std::string> all;
    for (const ContactAddress& each :
         read([&](ReadTx& tx) { return list_contact_addresses(tx, contact_id); }))
      all.push_back(each.email_key + " " + each.linked_by);
    return all;
  }

  static Suppression suppression(const std::string& id, char digit, SuppressionReason reason,
                                 std::optional<std::string> shown = std::nullopt) {
    return {id, hash_of(digit), SuppressionScope::address, reason, "ana", kNow, std::move(shown)};
  }
  void keep(const Suppression& each) {
    write([&](Tx& tx) { return suppress(tx, each); });
  }
  std::vector<std::string> listed(const SuppressionFilter& filter, const std::string& after = "",
                                  std::int64_t limit = 10) {
    return ids(read([&](ReadTx& tx) { return list_suppressions(tx, filter, after, limit); }));
  }
  std::vector<std::string> listed_of(const std::vector<std::string>& hashes) {
    return ids(read([&](ReadTx& tx) { return list_suppressions_of(tx, hashes); }));
  }
  static std::vector<std::string> ids(const std::vector<Suppression>& all) {
    std::vector<std::string> names;
    for (const Suppression& each : all) names.push_back(each.suppression_id);
    return names;
  }
};
INSTANTIATE_ENGINES(ContactStoreTest);

TEST_P(ContactStoreTest, AContactComesBackAsItWas) {
  Contact ben = contact("c1", "Ben@Theirs.example");
  ben.email_key = "ben@theirs.example";
  ben.name = "Ben Größe";
  ben.company = "Theirs";
  ben.timezone = "Europe/Vienna";
  add(ben, keys("ben@theirs.example", "ben@theirs.example"));
  EXPECT_EQ(to_json_text(read([](ReadTx& tx) { return find_contact(tx, "c1"); })), to_json_text(ben));
  EXPECT_FALSE(read([](ReadTx& tx) { return find_contact(tx, "c2"); }));
  EXPECT_FALSE(find(keys("other@theirs.example", "other@theirs.example")));
}

TEST_P(ContactStoreTest, AnotherSpellingIsTheSameContact) {
  const Contact jane = contact("c1", "j.doe@gmail.com");
  add(jane, keys("j.doe@gmail.com", "jdoe@gmail.com"));
  for (int i = 0; i < 2; ++i) {
    write([&](Tx& tx) {
      return insert_contact_address(tx, link(jane, keys("jdoe+x@gmail.com", "jdoe@gmail.com"), "alias"));
    });
  }
  EXPECT_THAT(addresses("c1"), UnorderedElementsAre("j.doe@gmail.com start", "jdoe+x@gmail.com alias"));
  const auto never_seen = find(keys("j.d.o.e@gmail.com", "jdoe@gmail.com"));
  ASSERT_TRUE(never_seen);
  EXPECT_EQ(never_seen->contact_id, "c1");
  EXPECT_EQ(never_seen->email, "j.doe@gmail.com") << "as first seen";
}

TEST_P(ContactStoreTest, TheAddressItselfComesBeforeAnotherSpellingOfIt) {
  // Two contacts of one mailbox: from before spellings were known to be one.
  add(contact("old", "j.doe@gmail.com", kNow - 1), keys("j.doe@gmail.com", "j.doe@gmail.com"));
  add(contact("new", "jdoe@gmail.com"), keys("jdoe@gmail.com", "jdoe@gmail.com"));
  EXPECT_EQ(find(keys("j.doe@gmail.com", "jdoe@gmail.com"))->contact_id, "old");
  EXPECT_EQ(find(keys("jdoe@gmail.com", "jdoe@gmail.com"))->contact_id, "new");
}

TEST_P(ContactStoreTest, OnlyTheVersionThatWasReadIsChanged) {
  add(contact("c1", "ben@theirs.example"), keys("ben@theirs.example", "ben@theirs.example"));
  Contact ben = *read([](ReadTx& tx) { return find_contact(tx, "c1"); });
  ben.stage = ContactStage::qualified;
  ++ben.version;
  EXPECT_TRUE(write([&](Tx& tx) { return update_contact(tx, ben); }));
  EXPECT_FALSE(write([&](Tx& tx) { return update_contact(tx, ben); })) << "somebody was first";
  EXPECT_EQ(read([](ReadTx& tx) { return find_contact(tx, "c1"); })->stage, ContactStage::qualified);
}

TEST_P(ContactStoreTest, TheFirstSuppressionOfAReasonStandsAndReasonsStandBesideEachOther) {
  const Suppression first = suppression("s1", 'a', SuppressionReason::unsubscribe, "ben@theirs.example");
  keep(first);
  keep(suppression("s2", 'a', SuppressionReason::unsubscribe));
  keep(suppression("s3", 'a', SuppressionReason::complaint));
  EXPECT_THAT(listed_of({hash_of('a')}), ElementsAre("s1", "s3"));
  EXPECT_EQ(to_json_text(read([](ReadTx& tx) { return find_suppression(tx, "s1"); })), to_json_text(first));
  EXPECT_FALSE(read([](ReadTx& tx) { return find_suppression(tx, "s2"); }));
}

TEST_P(ContactStoreTest, AnAddressIsHeldBackByItsOwnHashAndByThoseOfItsDomains) {
  keep(suppression("person", 'a', SuppressionReason::manual));
  Suppression domain = suppression("domain", 'd', SuppressionReason::objection);
  domain.scope = SuppressionScope::domain;
  keep(domain);
  keep(suppression("somebody", 'f', SuppressionReason::manual));
  const auto of = [&](const AddressKeys& address) {
    return ids(read([&](ReadTx& tx) { return list_suppressions_of(tx, address); }));
  };
  EXPECT_THAT(of({"", "", hash_of('a'), {hash_of('c'), hash_of('d')}}), ElementsAre("domain", "person"));
  EXPECT_THAT(of({"", "", hash_of('b'), {hash_of('d')}}), ElementsAre("domain"));
  EXPECT_THAT(of({"", "", hash_of('b'), {}}), IsEmpty());
  EXPECT_THAT(listed_of({}), IsEmpty()) << "nobody is everybody";
}

TEST_P(ContactStoreTest, TheListIsFilteredAndGoesOnWhereThePageEnded) {
  keep(suppression("s1", 'a', SuppressionReason::unsubscribe, "ben@theirs.example"));
  keep(suppression("s2", 'b', SuppressionReason::manual, "cy@others.example"));
  Suppression domain = suppression("s3", 'c', SuppressionReason::manual, "theirs.example");
  domain.scope = SuppressionScope::domain;
  keep(domain);
  keep(suppression("s4", 'd', SuppressionReason::complaint));  // of an erased person
  EXPECT_THAT(listed({}), ElementsAre("s1", "s2", "s3", "s4"));
  EXPECT_THAT(listed({}, "s1", 2), ElementsAre("s2", "s3"));
  EXPECT_THAT(listed({}, "s4"), IsEmpty());
  EXPECT_THAT(listed({"theirs", "", "", ""}), ElementsAre("s1", "s3"));
  EXPECT_THAT(listed({"nobody", hash_of('d'), "", ""}), ElementsAre("s4"))
      << "by the hash of who was asked for";
  EXPECT_THAT(listed({"", "", "manual", ""}), ElementsAre("s2", "s3"));
  EXPECT_THAT(listed({"", "", "manual", "domain"}), ElementsAre("s3"));
}

TEST_P(ContactStoreTest, issue_what_is_looked_for_in_the_list_is_plain_text_on_both_engines) {
  keep(suppression("s1", 'a', SuppressionReason::manual, "jane_doe@theirs.example"));
  keep(suppression("s2", 'b', SuppressionReason::manual, "janexdoe@theirs.example"));
  EXPECT_THAT(listed({"jane_doe", "", "", ""}), ElementsAre("s1")) << "an underscore is an underscore";
  EXPECT_THAT(listed({"%", "", "", ""}), IsEmpty());
  EXPECT_THAT(listed({"\\", "", "", ""}), IsEmpty());
  EXPECT_THAT(listed({"Jane_Doe@Theirs", "", "", ""}), ElementsAre("s1"))
      << "small and capital letters are one";
}

TEST_P(ContactStoreTest, ARemovalEndsASuppressionAndIsKept) {
  keep(suppression("s1", 'a', SuppressionReason::unsubscribe, "ben@theirs.example"));
  keep(suppression("s2", 'a', SuppressionReason::complaint));
  const SuppressionRemoval removal{"r1",
                                   "s1",
                                   hash_of('a'),
                                   SuppressionScope::address,
                                   SuppressionReason::unsubscribe,
                                   "ana",
                                   kNow,
                                   "ben@theirs.example",
                                   kNow + 5,
                                   "cy",
                                   "They asked for it.",
                                   "form of 3 May"};
  write([&](Tx& tx) { return remove_suppression(tx, removal); });
  EXPECT_THAT(listed_of({hash_of('a')}), ElementsAre("s2"));
  const auto removals = read([](ReadTx& tx) { return list_suppression_removals(tx, hash_of('a')); });
  ASSERT_THAT(removals, SizeIs(1));
  EXPECT_EQ(to_json_text(removals[0]), to_json_text(removal));
  EXPECT_THAT(read([](ReadTx& tx) { return list_suppression_removals(tx, hash_of('b')); }), IsEmpty());
  keep(suppression("s5", 'a', SuppressionReason::unsubscribe));
  EXPECT_THAT(listed_of({hash_of('a')}), ElementsAre("s2", "s5")) << "whoever opts out anew is heard";
}

}  // namespace
}  // namespace sa
