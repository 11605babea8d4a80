#include "core/draft/standing.h"

#include <algorithm>

#include "base/reflect/reflect.h"

namespace sa {

bool is_open(DraftStatus status) {
  return status == DraftStatus::PENDING_APPROVAL || status == DraftStatus::APPROVED;
}

bool counts_itself(const Draft& draft) {
  return draft.status == DraftStatus::SENDING || draft.status == DraftStatus::SENT ||
         draft.status == DraftStatus::OUTCOME_UNKNOWN;
}

bool is_ready(const Draft& draft) {
  return draft.status == DraftStatus::APPROVED && draft.approved_hash == content_hash(draft);
}

bool is_still_wished(const Draft& draft, std::int64_t version, Instant approved_at) {
  return draft.status == DraftStatus::APPROVED && draft.version == version &&
         draft.approved_at == approved_at;
}

bool is_wait(const Reason& reason) {
  return reason.rule.starts_with("time.") || reason.rule.starts_with("quota.") || is_closed_hours(reason) ||
         reason.rule == "mailbox.gap";
}

bool is_closed_hours(const Reason& reason) {
  return reason.rule == "time.window" || reason.rule == "mailbox.window";
}

bool is_snoozed(const Draft& draft, Instant now) {
  return draft.snoozed_until && *draft.snoozed_until > now;
}

bool is_without_finding(const Draft& draft) {
  const auto& reasons = draft.verdict.reasons;
  return draft.checks.passed() && std::all_of(reasons.begin(), reasons.end(), [](const Reason& reason) {
           return reason.severity == Severity::info || is_closed_hours(reason);
         });
}

bool is_same_content(const Draft& draft, const Draft& wish) {
  return draft.version == 1 && draft.recipient == wish.recipient && draft.subject == wish.subject &&
         draft.body == wish.body && draft.message_id == wish.message_id &&
         to_json_text(draft.metadata) == to_json_text(wish.metadata);
}

}  // namespace sa
