#include "core/draft/release.h"

#include <algorithm>
#include <iterator>

#include "base/reflect/reflect.h"

namespace sa {

Error refusal(const Draft& draft, const Verdict& verdict, Instant now) {
  std::string words;
  bool only_quota = verdict.outcome == Outcome::hold;
  for (const Reason& reason : verdict.reasons) {
    if (reason.severity != Severity::hold && reason.severity != Severity::block) continue;
    words += (words.empty() ? "" : " ") + reason.words;
    if (!reason.rule.starts_with("quota.")) only_quota = false;
  }
  boost::json::object details{{"reasons", to_json(verdict.reasons)}, {"verdict", to_json(verdict)}};
  std::vector<Claim> open;
  std::copy_if(draft.claims.begin(), draft.claims.end(), std::back_inserter(open), needs_acknowledgement);
  if (!open.empty()) details["claims"] = to_json(open);
  Error error{only_quota ? ErrorCode::limited : ErrorCode::conflict,
              "Draft " + draft.id +
                  (verdict.outcome == Outcome::block ? " cannot be sent. " : " must wait. ") + words};
  if (verdict.until)
    error.retry_after_s = std::max<std::int64_t>(1, (*verdict.until - now + 999) / kSecondMs);
  error.details = std::move(details);
  return error;
}

Result<ApprovedDraft> release(const Draft& draft, const Verdict& verdict, Instant now) {
  TRY(Draft claimed, claim(draft, now));
  if (verdict.outcome != Outcome::send) return refusal(draft, verdict, now);
  return ApprovedDraft(std::move(claimed));
}

}  // namespace sa
