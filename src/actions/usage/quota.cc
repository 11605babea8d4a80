#include "actions/usage/quota.h"

#include "actions/contact/contact.h"
#include "actions/mailbox/line.h"
#include "mail/address/address.h"
#include "store/draft/draft.h"
#include "store/mailbox/mailbox.h"

namespace sa {

Task<Result<Quota>> get_quota(Services& services, std::string user_id, std::string contact_email) {
  const auto key = read_address(contact_email);
  if (!key) co_return invalid_field("contact_email", key.error().message);
  const Instant now = services.clock.now();
  QuotaLimits limits = services.gate_policy.limits;
  CO_TRY(const Usage usage, co_await services.db.read([&](ReadTx& tx) -> Result<Usage> {
    const AddressKeys keys = address_keys(services, *key);
    MailboxWish from;
    from.user_id = user_id;
    TRY(from.contact_mailbox_id, find_mailbox_of(tx, keys));
    TRY(const TeamMailbox mailbox, choose_mailbox(tx, from, now));
    limits.mailbox_day = day_limit(mailbox, limits.mailbox_day, now);
    return get_usage(tx, mailbox.mailbox_id, keys, limits, now);
  }));
  co_return remaining(contact_email, usage, limits);
}

}  // namespace sa
