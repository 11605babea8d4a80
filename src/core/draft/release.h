// The only way out. `release` makes an ApprovedDraft from an APPROVED draft whose bytes are the approved ones, and a
// `send` verdict; a mailbox accepts nothing else. So "no mail without approval" is a type.
// THREADS: pure.
// ERRORS: conflict (with `reasons`) when the state, the hash or the gate says no; limited when only a quota holds.
#pragma once

#include "core/draft/draft.h"
#include "core/draft/gate.h"

namespace sa {

class ApprovedDraft {
 public:
  /// The draft as it is now: SENDING.
  const Draft& draft() const { return draft_; }

 private:
  explicit ApprovedDraft(Draft draft) : draft_(std::move(draft)) {}
  friend Result<ApprovedDraft> release(const Draft& draft, const Verdict& verdict, Instant now);
  Draft draft_;
};

/// APPROVED -> SENDING, if the gate's verdict at this moment is `send`.
Result<ApprovedDraft> release(const Draft& draft, const Verdict& verdict, Instant now);

/// The refusal of a verdict that is not `send`, in words, with its reasons as details.
Error refusal(const Draft& draft, const Verdict& verdict, Instant now);

}  // namespace sa
