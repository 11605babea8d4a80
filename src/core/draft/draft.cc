#include "core/draft/draft.h"

#include <algorithm>
#include <initializer_list>

#include "base/crypto/hash.h"
#include "base/reflect/reflect.h"
#include "base/text/ascii.h"

namespace sa {
namespace {

/// conflict unless the draft is in one of `states`.
Result<Unit> require_status(const Draft& draft, std::initializer_list<DraftStatus> states, const char* step) {
  if (std::find(states.begin(), states.end(), draft.status) != states.end()) return ok();
  boost::json::object present{{"status", enum_name(draft.status)}, {"version", draft.version}};
  if (draft.approved_by) present["approved_by"] = *draft.approved_by;
  if (draft.rejected_by) present["rejected_by"] = *draft.rejected_by;
  return conflict("Draft " + draft.id + " cannot be " + step + ": it is " + describe_state(draft) + ".")
      .with_details("draft", std::move(present));
}

void forget_approval(Draft* draft) {
  draft->approved_at.reset();
  draft->approved_by.reset();
  draft->approved_hash.reset();
  // The step of a sequence keeps its instant, whoever edits its mail.
  if (!draft->source.enrollment_id) draft->not_before.reset();
}

void forget_rejection(Draft* draft) {
  draft->rejected_at.reset();
  draft->rejected_by.reset();
  draft->rejected_reason.reset();
}

}  // namespace

std::string content_hash(const Draft& draft) {
  Canonical fields;
  fields.add("draft-content-1").add(draft.sender).add(draft.recipient).add(draft.subject).add(draft.body);
  fields.add(draft.footer)
      .add(draft.rfc_message_id)
      .add(draft.in_reply_to.value_or(""))
      .add(draft.unsubscribe_url);
  for (const std::string& reference : draft.reference_ids) fields.add(reference);
  return sha256_hex(fields.text());
}

std::string describe_state(const Draft& draft) {
  std::string words(enum_name(draft.status));
  std::string who;
  if (draft.approved_by) who = "approved by " + *draft.approved_by;
  if (draft.status == DraftStatus::REJECTED) {
    who = "rejected by " + draft.rejected_by.value_or("?") + ": " + draft.rejected_reason.value_or("");
  }
  if (draft.sent_at) who += ", sent " + format_rfc3339(*draft.sent_at);
  if (!who.empty()) words += " (" + who + ")";
  return words;
}

Result<Draft> approve(Draft draft, const std::string& approved_by,
                      const std::optional<std::string>& expected_hash, Instant now) {
  TRY_OK(require_status(draft, {DraftStatus::PENDING_APPROVAL}, "approved"));
  if (is_blank(approved_by))
    return invalid_field("approved_by", "Enter the name or address of the person who approves.");
  if (draft.expires_at && *draft.expires_at <= now) {
    return conflict("Draft " + draft.id + " expired at " + format_rfc3339(*draft.expires_at) +
                    ". Create a new draft.");
  }
  if (expected_hash && *expected_hash != draft.content_hash) {
    return conflict("Draft " + draft.id + " has changed since you read it (it is now version " +
                    std::to_string(draft.version) + "). Read it again, then approve it.")
        .with_details("content_hash", boost::json::value(draft.content_hash));
  }
  draft.status = DraftStatus::APPROVED;
  draft.approved_at = now;
  draft.approved_by = approved_by;
  draft.approved_hash = draft.content_hash;
  draft.snoozed_until.reset();
  draft.updated_at = now;
  return draft;
}

Result<Draft> acknowledge_claim(Draft draft, const std::string& claim_id, const std::string& content_hash,
                                const Actor& actor) {
  TRY_OK(require_status(draft, {DraftStatus::PENDING_APPROVAL}, "have its claims confirmed"));
  if (content_hash != draft.content_hash) {
    return conflict("Draft " + draft.id + " has changed since you read it (it is now version " +
                    std::to_string(draft.version) + "). Read it again, then confirm its claims.")
        .with_details("content_hash", boost::json::value(draft.content_hash));
  }
  const auto claim = std::find_if(draft.claims.begin(), draft.claims.end(),
                                  [&](const Claim& each) { return each.claim_id == claim_id; });
  if (claim_id.empty() || claim == draft.claims.end())
    return not_found("Draft " + draft.id + " has no claim " + claim_id + ".");
  if (claim->status == ClaimStatus::VERIFIED || claim->status == ClaimStatus::ACKNOWLEDGED) {
    return conflict("“" + claim->text + "” needs no confirmation: it is " +
                    (claim->status == ClaimStatus::VERIFIED ? "verified." : "already acknowledged."));
  }
  if (needs_lead(*claim) && !actor.leads()) {
    return forbidden(
        "“" + claim->text + "” contradicts what we said before (“" + claim->expected.value_or("") +
        "”): only a lead or an owner may acknowledge it. Ask one of them, or correct the draft.");
  }
  claim->status = ClaimStatus::ACKNOWLEDGED;
  return draft;
}

Result<Draft> reject(Draft draft, const std::string& rejected_by, const std::string& reason, Instant now) {
  TRY_OK(require_status(draft, {DraftStatus::PENDING_APPROVAL, DraftStatus::APPROVED}, "rejected"));
  if (is_blank(rejected_by))
    return invalid_field("rejected_by", "Enter the name or address of the person who rejects.");
  if (is_blank(reason))
    return invalid_field("reason", "Enter a reason. It is kept with the draft and in the audit trail.");
  forget_approval(&draft);
  draft.snoozed_until.reset();
  draft.status = DraftStatus::REJECTED;
  draft.rejected_at = now;
  draft.rejected_by = rejected_by;
  draft.rejected_reason = reason;
  draft.updated_at = now;
  return draft;
}

Result<Draft> reopen(Draft draft, Instant now) {
  TRY_OK(require_status(draft, {DraftStatus::REJECTED}, "reopened"));
  if (!draft.rejected_at || now - *draft.rejected_at > kReopenMs) {
    return conflict("Draft " + draft.id + " was rejected more than " + std::to_string(kReopenMs / kSecondMs) +
                    " seconds ago (" + describe_state(draft) + "). Create a new draft.");
  }
  forget_rejection(&draft);
  draft.status = DraftStatus::PENDING_APPROVAL;
  draft.updated_at = now;
  return draft;
}

Result<Draft> snooze(Draft draft, const std::optional<Instant>& until, Instant now) {
  TRY_OK(require_status(draft, {DraftStatus::PENDING_APPROVAL}, "snoozed"));
  if (until && *until <= now) return invalid_field("until", "Choose a time that is still to come.");
  if (until && draft.expires_at && *until >= *draft.expires_at) {
    return invalid_field(
        "until", "The draft expires at " + format_rfc3339(*draft.expires_at) + ". Choose an earlier time.");
  }
  draft.snoozed_until = until;
  return draft;
}

Result<Draft> plan(Draft draft, Instant at, Instant now) {
  TRY_OK(require_status(draft, {DraftStatus::APPROVED}, "sent"));
  draft.not_before = at;
  draft.updated_at = now;
  return draft;
}

Result<Draft> withdraw(Draft draft, Instant now) {
  TRY_OK(require_status(draft, {DraftStatus::APPROVED}, "withdrawn"));
  forget_approval(&draft);
  draft.status = DraftStatus::PENDING_APPROVAL;
  draft.updated_at = now;
  return draft;
}

Result<Draft> edit(Draft draft, const DraftEdit& change, std::string rfc_message_id, Instant now) {
  TRY_OK(require_status(draft, {DraftStatus::PENDING_APPROVAL, DraftStatus::APPROVED}, "edited"));
  forget_approval(&draft);
  draft.status = DraftStatus::PENDING_APPROVAL;
  if (change.recipient) draft.recipient = *change.recipient;
  if (change.subject) draft.subject = *change.subject;
  if (change.body) draft.body = *change.body;
  draft.version += 1;
  draft.rfc_message_id = std::move(rfc_message_id);
  draft.content_hash = content_hash(draft);
  draft.updated_at = now;
  return draft;
}

Result<Draft> expire(Draft draft, Instant now) {
  TRY_OK(require_status(draft, {DraftStatus::PENDING_APPROVAL}, "expired"));
  if (!draft.expires_at || *draft.expires_at > now) {
    return conflict("Draft " + draft.id + " has not reached its deadline.");
  }
  draft.status = DraftStatus::EXPIRED;
  draft.updated_at = now;
  return draft;
}

Result<Draft> claim(Draft draft, Instant now) {
  TRY_OK(require_status(draft, {DraftStatus::APPROVED}, "sent"));
  if (!draft.approved_hash || *draft.approved_hash != content_hash(draft)) {
    return conflict("Draft " + draft.id + " has changed since it was approved. Approve it again.");
  }
  draft.status = DraftStatus::SENDING;
  draft.not_before.reset();
  draft.updated_at = now;
  return draft;
}

Result<Draft> confirm_sent(Draft draft, const std::string& provider, const std::string& provider_message_id,
                           Instant now) {
  TRY_OK(require_status(draft, {DraftStatus::SENDING, DraftStatus::OUTCOME_UNKNOWN}, "confirmed as sent"));
  if (provider.empty() || provider_message_id.empty()) {
    return invalid_field(
        "provider_message_id",
        "The provider's message id is missing: without it a draft cannot be marked as SENT.");
  }
  draft.status = DraftStatus::SENT;
  draft.sent_at = now;
  draft.provider = provider;
  draft.provider_message_id = provider_message_id;
  draft.updated_at = now;
  return draft;
}

Result<Draft> confirm_found(Draft draft, const std::string& provider, const std::string& provider_message_id,
                            Instant now) {
  TRY(Draft claimed, claim(std::move(draft), now));
  return confirm_sent(std::move(claimed), provider, provider_message_id, now);
}

Result<Draft> refuse(Draft draft, const std::string& reason, Instant now) {
  TRY_OK(require_status(draft, {DraftStatus::SENDING, DraftStatus::OUTCOME_UNKNOWN}, "marked as failed"));
  draft.status = DraftStatus::FAILED;
  draft.failed_reason = reason;
  draft.updated_at = now;
  return draft;
}

Result<Draft> postpone(Draft draft, Instant not_before, Instant now) {
  TRY_OK(require_status(draft, {DraftStatus::SENDING}, "postponed"));
  draft.status = DraftStatus::APPROVED;
  draft.not_before = not_before;
  draft.updated_at = now;
  return draft;
}

Result<Draft> lose_track(Draft draft, const std::string& reason, Instant now) {
  TRY_OK(require_status(draft, {DraftStatus::SENDING}, "marked as unknown"));
  draft.status = DraftStatus::OUTCOME_UNKNOWN;
  draft.failed_reason = reason;
  draft.updated_at = now;
  return draft;
}

Result<Draft> resolve_not_sent(Draft draft, Instant now) {
  TRY_OK(require_status(draft, {DraftStatus::OUTCOME_UNKNOWN}, "taken back"));
  draft.status = DraftStatus::APPROVED;
  draft.failed_reason.reset();
  draft.updated_at = now;
  return draft;
}

}  // namespace sa
