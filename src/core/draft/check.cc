#include "core/draft/check.h"

namespace sa {

bool needs_acknowledgement(const Claim& claim) {
  if (claim.status == ClaimStatus::CONTRADICTED) return true;
  const bool is_ours = claim.class_ == ClaimClass::commitment || claim.class_ == ClaimClass::offer ||
                       claim.class_ == ClaimClass::reference;
  // Money that went to the wrong account does not come back.
  const bool is_account = claim.kind == "account";
  return (is_ours || is_account) && claim.status == ClaimStatus::UNSUPPORTED;
}

}  // namespace sa
