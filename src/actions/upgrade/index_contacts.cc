#include "actions/upgrade/index_contacts.h"

#include "actions/contact/contact.h"
#include "actions/contact/record.h"
#include "store/message/message.h"

namespace sa {
namespace {

constexpr std::int64_t kPage = 500;

/// Runs `page`, which is given the id that the page before ended with and sets the next, until it has no rows more.
template <class Page>
Result<Unit> each_page(Services& services, Page page) {
  std::string after;
  while (true) {
    TRY(const std::string next,
        services.db.write_now([&](Tx& tx) -> Result<std::string> { return page(tx, after); }));
    if (next.empty()) return ok();
    after = next;
  }
}

Result<std::string> hash_page(const Services& services, Tx& tx, const std::string& after) {
  TRY(const auto rows, list_unhashed_addresses(tx, after, kPage));
  for (const ContactAddress& row : rows)
    TRY_OK(hash_contact_address(tx, address_keys(services, row.email_key)));
  return rows.empty() ? std::string() : rows.back().email_key;
}

Result<std::string> index_page(const Services& services, Tx& tx, const std::string& after) {
  TRY(const auto rows, list_contacts_after(tx, after, kPage));
  for (const Contact& row : rows) {
    // A company makes another row of it; what has none is only indexed.
    if (!row.company.empty() && !row.company_id) {
      TRY_OK(change_contact(services, tx, row, row.updated_at));
    } else {
      TRY_OK(index_contact(tx, row));
    }
  }
  return rows.empty() ? std::string() : rows.back().contact_id;
}

Result<std::string> recipients_page(Tx& tx, const std::string& after) {
  TRY(const auto rows, list_message_recipients(tx, after, kPage));
  for (const MessageRecipients& row : rows)
    TRY_OK(insert_message_recipients(tx, row.message_id, row.sent_at, row.recipients));
  return rows.empty() ? std::string() : rows.back().message_id;
}

}  // namespace

Result<Unit> index_contacts(Services& services) {
  TRY_OK(
      each_page(services, [&](Tx& tx, const std::string& after) { return hash_page(services, tx, after); }));
  TRY_OK(
      each_page(services, [&](Tx& tx, const std::string& after) { return index_page(services, tx, after); }));
  return each_page(services, [](Tx& tx, const std::string& after) { return recipients_page(tx, after); });
}

}  // namespace sa
