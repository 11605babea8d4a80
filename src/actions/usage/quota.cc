#include "actions/usage/quota.h"

#include "actions/contact/contact.h"
#include "mail/address/address.h"
#include "store/draft/draft.h"

namespace sa {

Task<Result<Quota>> get_quota(Services& services, std::string contact_email) {
  const auto key = read_address(contact_email);
  if (!key) co_return invalid_field("contact_email", key.error().message);
  const Instant now = services.clock.now();
  const QuotaLimits& limits = services.gate_policy.limits;
  CO_TRY(const Usage usage, co_await services.db.read([&](ReadTx& tx) {
    return get_usage(tx, services.sender.mailbox_id, address_keys(services, *key), limits, now);
  }));
  co_return remaining(contact_email, usage, limits);
}

}  // namespace sa
