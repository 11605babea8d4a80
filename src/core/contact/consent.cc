#include "core/contact/consent.h"

#include <algorithm>

namespace sa {

const Consent* standing_consent(const std::vector<Consent>& consents, Instant now) {
  const auto found = std::ranges::find_if(consents, [&](const Consent& each) {
    return !each.withdrawn_at && (!each.expires_at || *each.expires_at > now);
  });
  return found == consents.end() ? nullptr : &*found;
}

}  // namespace sa
