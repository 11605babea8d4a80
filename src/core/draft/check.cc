#include "core/draft/check.h"

#include <algorithm>

namespace sa {

namespace {

/// Its words promise something, or lead to where money goes: money that went to the wrong account does not come back.
bool binds_us(const Claim& claim) {
  return claim.class_ == ClaimClass::commitment || claim.class_ == ClaimClass::offer ||
         claim.class_ == ClaimClass::reference || claim.kind == "account";
}

}  // namespace

bool needs_acknowledgement(const Claim& claim) {
  return claim.status == ClaimStatus::CONTRADICTED ||
         (claim.status == ClaimStatus::UNSUPPORTED && binds_us(claim));
}

bool needs_lead(const Claim& claim) {
  return claim.status == ClaimStatus::CONTRADICTED && binds_us(claim);
}

void keep_acknowledged(const std::vector<Claim>& before, std::vector<Claim>* claims) {
  for (Claim& claim : *claims) {
    const auto vouched = std::find_if(before.begin(), before.end(), [&](const Claim& each) {
      return each.claim_id == claim.claim_id && each.status == ClaimStatus::ACKNOWLEDGED;
    });
    const bool is_open =
        claim.status == ClaimStatus::UNSUPPORTED || claim.status == ClaimStatus::CONTRADICTED;
    if (is_open && vouched != before.end() && vouched->expected == claim.expected)
      claim.status = ClaimStatus::ACKNOWLEDGED;
  }
}

}  // namespace sa
