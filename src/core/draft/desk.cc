#include "core/draft/desk.h"

#include <algorithm>
#include <set>
#include <string>

#include "core/draft/standing.h"

namespace sa {
namespace {

bool is_settled(const Claim& claim) {
  return claim.status == ClaimStatus::VERIFIED || claim.status == ClaimStatus::ACKNOWLEDGED;
}

/// Of one check: an issue that only informs counts where the check failed, and a failure without an issue counts as one.
std::int64_t count_check(bool passed, const std::vector<Issue>& issues, std::set<std::string>* rules) {
  std::int64_t count = !passed && issues.empty() ? 1 : 0;
  for (const Issue& issue : issues) {
    rules->insert(issue.rule);
    if (!passed || issue.severity != Severity::info) ++count;
  }
  return count;
}

bool is_urgent(const Draft& draft, MailSplit answers, Instant now) {
  if (draft.expires_at && *draft.expires_at - now < kUrgentMs) return true;
  return draft.message_id && answers == MailSplit::interested && now - draft.created_at >= kUrgentMs;
}

}  // namespace

std::int64_t count_points(const Draft& draft) {
  std::set<std::string> told;  // by what stands below: the gate's warning of the same says nothing new
  const Checks& checks = draft.checks;
  std::int64_t count = count_check(checks.compliance.passed, checks.compliance.violations, &told) +
                       count_check(checks.quality.passed, checks.quality.issues, &told) +
                       count_check(checks.tone.passed, checks.tone.issues, &told) +
                       count_check(checks.length.passed, checks.length.issues, &told);
  const std::int64_t open = std::ranges::count_if(draft.claims, std::not_fn(is_settled));
  if (open > 0) told.insert({"claim.unsourced", "claim.commitment_unsupported", "claim.contradicted"});
  count += open;
  for (const Reason& reason : draft.verdict.reasons) {
    const bool is_doubt = reason.severity == Severity::hold ||
                          (reason.severity == Severity::warn && !told.contains(reason.rule));
    if (is_doubt && !is_wait(reason)) ++count;
  }
  return count;
}

DeskWord word_of(const Draft& draft) {
  if (draft.verdict.outcome == Outcome::block) return DeskWord::blocked;
  return count_points(draft) > 0 ? DeskWord::check : DeskWord::clean;
}

DraftStatus status_of(DeskSplit split) {
  switch (split) {
    case DeskSplit::scheduled:
      return DraftStatus::APPROVED;
    case DeskSplit::doubtful:
      return DraftStatus::OUTCOME_UNKNOWN;
    case DeskSplit::sent:
      return DraftStatus::SENT;
    case DeskSplit::rejected:
      return DraftStatus::REJECTED;
    case DeskSplit::failed:
      return DraftStatus::FAILED;
    case DeskSplit::sending:
      return DraftStatus::SENDING;
    case DeskSplit::expired:
      return DraftStatus::EXPIRED;
    default:
      return DraftStatus::PENDING_APPROVAL;
  }
}

bool is_in(DeskSplit split, const Draft& draft, MailSplit answers, Instant now) {
  if (draft.status != status_of(split)) return false;
  if (draft.status != DraftStatus::PENDING_APPROVAL) return true;
  if (is_snoozed(draft, now)) return split == DeskSplit::snoozed;
  switch (split) {
    case DeskSplit::urgent:
      return is_urgent(draft, answers, now);
    case DeskSplit::needs_look:
      return word_of(draft) != DeskWord::clean;
    case DeskSplit::clean:
      return word_of(draft) == DeskWord::clean;
    case DeskSplit::snoozed:
      return false;
    default:
      return true;
  }
}

}  // namespace sa
