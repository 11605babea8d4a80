// Lists of contacts and companies in the store, on both engines.
#include "store/contact/find.h"

#include "store/contact/contact.h"
#include "store/contact/origin.h"
#include "tests/store/store_test.h"

namespace sa {
namespace {

class FindStoreTest : public test::StoreTest {};
INSTANTIATE_ENGINES(FindStoreTest);

TEST_P(FindStoreTest, issue_a_list_begins_at_the_last_id_whatever_the_id_is) {
  // Behind the highest code point by bytes, as every id is in a database's language that puts that one first.
  const std::string last = "\xf4\x8f\xbf\xbf-last";
  Contact contact;
  contact.created_at = contact.updated_at = kNow;
  Company company;
  company.name = company.name_key = "acme";
  company.created_at = company.updated_at = kNow;
  for (const std::string& id : {std::string("a"), last}) {
    contact.contact_id = contact.email = contact.email_key = company.company_id = id;
    write([&](Tx& tx) { return insert_contact(tx, contact, ContactOrigin::person); });
    write([&](Tx& tx) { return insert_company(tx, company); });
  }
  const auto people = [&](const std::string& after) {
    return read([&](ReadTx& tx) { return list_contacts(tx, {}, {"", "", after}, 10); });
  };
  const auto companies = [&](const std::string& after) {
    return read([&](ReadTx& tx) { return list_companies(tx, {}, {"", "", after}, 10); });
  };
  ASSERT_EQ(people("").size(), 2u);
  ASSERT_EQ(companies("").size(), 2u);
  // The next page goes on behind the last of the one before.
  const std::string newest = people("").front().contact_id;
  ASSERT_EQ(people(newest).size(), 1u);
  EXPECT_NE(people(newest).front().contact_id, newest);
  ASSERT_EQ(companies(newest).size(), 1u);
  EXPECT_NE(companies(newest).front().company_id, newest);
}

}  // namespace
}  // namespace sa
