// A draft: one mail that may be sent, and its life. Every change of state is one function here that takes the draft
// as it is and returns the draft as it will be, or says why not. Nothing else changes `status`.
//
// docs/draft_states.md draws the machine. The schema repeats what matters most as CHECKs (draft_sent_was_approved).
// THREADS: values and pure functions.
// ERRORS: conflict when the present state does not allow the step (the message says the state and who decided).
#pragma once

#include <boost/describe.hpp>
#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "core/draft/check.h"
#include "core/draft/verdict.h"
#include "core/user/actor.h"

namespace sa {

enum class DraftStatus {
  PENDING_APPROVAL,
  APPROVED,
  REJECTED,
  SENDING,
  SENT,
  FAILED,
  EXPIRED,
  OUTCOME_UNKNOWN
};
BOOST_DESCRIBE_ENUM(DraftStatus, PENDING_APPROVAL, APPROVED, REJECTED, SENDING, SENT, FAILED, EXPIRED,
                    OUTCOME_UNKNOWN)

/// The author of the text, and the tool used.
struct DraftSource {
  std::string agent;                                ///< "operator", "prospecting", "nurturing"
  std::optional<std::string> run_id;                ///< agent_runs
  std::optional<std::string> model;                 ///< "template", or the model's name
  std::optional<std::string> prompt_version;        ///< of prompts/<agent>.md
  std::optional<std::string> fallback_reason = {};  ///< why the template writer wrote it and not the model
  // Of a step of a sequence.
  std::optional<std::string> campaign_id = {};
  std::optional<std::string> sequence_id = {};
  std::optional<std::int64_t> sequence_version = {};
  std::optional<std::string> step_id = {};
  std::optional<std::string> variant_id = {};
  std::optional<std::string> enrollment_id = {};
};
BOOST_DESCRIBE_STRUCT(DraftSource, (),
                      (agent, run_id, model, prompt_version, fallback_reason, campaign_id, sequence_id,
                       sequence_version, step_id, variant_id, enrollment_id))

struct Draft {
  std::string id;         ///< the caller's, or a UUIDv7
  std::string sender;     ///< From, as it will be sent: "Name <address>" or the address
  std::string recipient;  ///< To: one address, as given
  std::string
      recipient_key;  ///< the normalised address; quotas and suppressions go by the hash of its alias key
  std::string subject;
  std::string body;
  std::string footer;
  boost::json::object metadata;
  DraftStatus status = DraftStatus::PENDING_APPROVAL;
  std::int64_t version = 1;
  std::string content_hash;  ///< of exactly what will be sent, see content_hash()

  std::optional<std::string> thread_id;
  std::optional<std::string> message_id;  ///< our id of the incoming message that it answers
  std::optional<std::string> contact_id;
  std::string mailbox_id;                  ///< of the sending mailbox: its address, normalised
  std::string rfc_message_id;              ///< ours, without angle brackets
  std::optional<std::string> in_reply_to;  ///< without angle brackets
  std::vector<std::string> reference_ids;  ///< oldest first, without angle brackets
  std::string unsubscribe_url;             ///< https address of the one-click opt-out

  Verdict verdict;
  Checks checks;
  std::vector<Claim> claims;
  DraftSource source;

  Instant created_at;
  Instant updated_at;
  std::optional<Instant> approved_at;
  std::optional<std::string> approved_by;
  std::optional<std::string> approved_hash;
  std::optional<Instant> rejected_at;
  std::optional<std::string> rejected_by;
  std::optional<std::string> rejected_reason;
  std::optional<Instant> sent_at;
  std::optional<std::string> provider;
  std::optional<std::string> provider_message_id;
  std::optional<std::string> failed_reason;
  std::optional<Instant> not_before;
  std::optional<Instant> expires_at;
  std::optional<Instant> snoozed_until;  ///< a person put it aside; the desk shows it again then
};
BOOST_DESCRIBE_STRUCT(Draft, (),
                      (id, sender, recipient, recipient_key, subject, body, footer, metadata, status, version,
                       content_hash, thread_id, message_id, contact_id, mailbox_id, rfc_message_id,
                       in_reply_to, reference_ids, unsubscribe_url, verdict, checks, claims, source,
                       created_at, updated_at, approved_at, approved_by, approved_hash, rejected_at,
                       rejected_by, rejected_reason, sent_at, provider, provider_message_id, failed_reason,
                       not_before, expires_at, snoozed_until))

/// SHA-256 (hex) over every field that becomes part of the mail: From, To, Subject, body, footer, Message-ID,
/// In-Reply-To, References, List-Unsubscribe. Only the Date field is not part of it: it is the moment of sending.
std::string content_hash(const Draft& draft);

/// True when the draft answers a message.
inline bool is_reply(const Draft& draft) {
  return draft.message_id.has_value();
}

/// When a person last saw the whole conversation: at the approval, or otherwise when this version was made.
inline Instant seen_at(const Draft& draft) {
  return draft.approved_at.value_or(draft.updated_at);
}

/// "SENT (approved by ana, sent 2026-11-22T10:00:00Z)": the present state and who decided, for a refusal's words.
std::string describe_state(const Draft& draft);

/// What an edit may change. An absent member stays as it is.
struct DraftEdit {
  std::optional<std::string> recipient;
  std::optional<std::string> subject;
  std::optional<std::string> body;
  std::optional<std::string> mailbox_id = {};
};
BOOST_DESCRIBE_STRUCT(DraftEdit, (), (recipient, subject, body, mailbox_id))

/// PENDING_APPROVAL -> APPROVED; binds `content_hash`. When `expected_hash` is given it must be the present hash:
/// a person approves what they saw.
Result<Draft> approve(Draft draft, const std::string& approved_by,
                      const std::optional<std::string>& expected_hash, Instant now);
/// PENDING_APPROVAL stays: a person vouches for one claim of exactly this content. ERRORS: not_found for an unknown claim,
/// conflict when the content is another, or the claim needs no word, forbidden when it takes a lead (needs_lead) and `actor` is
/// none. The draft counts as seen when it was before.
Result<Draft> acknowledge_claim(Draft draft, const std::string& claim_id, const std::string& content_hash,
                                const Actor& actor);
/// PENDING_APPROVAL or APPROVED -> REJECTED. invalid when `reason` is blank.
Result<Draft> reject(Draft draft, const std::string& rejected_by, const std::string& reason, Instant now);
/// How long after a rejection it can be taken back.
inline constexpr std::int64_t kReopenMs = kMinuteMs;
/// REJECTED -> PENDING_APPROVAL, within kReopenMs: the rejection was a slip. conflict later: who rejected it meant it.
Result<Draft> reopen(Draft draft, Instant now);
/// PENDING_APPROVAL stays: it is put aside until then, or with null shown again at once. invalid for a time that is past, or at
/// which the draft has expired.
Result<Draft> snooze(Draft draft, const std::optional<Instant>& until, Instant now);
/// APPROVED stays: it leaves by itself at `at`, so that the person who sends it can think again.
Result<Draft> plan(Draft draft, Instant at, Instant now);
/// APPROVED -> PENDING_APPROVAL; takes the approval back.
Result<Draft> withdraw(Draft draft, Instant now);
/// PENDING_APPROVAL or APPROVED -> PENDING_APPROVAL as a new version; an approval of the old bytes is gone.
/// `rfc_message_id` is the new version's own: two versions are never the same mail.
Result<Draft> edit(Draft draft, const DraftEdit& change, std::string rfc_message_id, Instant now);
/// PENDING_APPROVAL, past `expires_at` -> EXPIRED. An approved draft no longer expires.
Result<Draft> expire(Draft draft, Instant now);

/// APPROVED -> SENDING; only `release` (core/draft/release.h) calls it.
Result<Draft> claim(Draft draft, Instant now);
/// SENDING or OUTCOME_UNKNOWN -> SENT. REQUIRES: a provider's message id; invalid without one.
Result<Draft> confirm_sent(Draft draft, const std::string& provider, const std::string& provider_message_id,
                           Instant now);
/// APPROVED -> SENT: the mail was found among those that the provider shows as sent, by an effect that came late or by a
/// person's hand. REQUIRES, as above.
Result<Draft> confirm_found(Draft draft, const std::string& provider, const std::string& provider_message_id,
                            Instant now);
/// SENDING or OUTCOME_UNKNOWN -> FAILED: the provider refused for good.
Result<Draft> refuse(Draft draft, const std::string& reason, Instant now);
/// SENDING -> APPROVED with `not_before`: the provider said "not now", and surely did not take it.
Result<Draft> postpone(Draft draft, Instant not_before, Instant now);
/// SENDING -> OUTCOME_UNKNOWN: the answer was lost and the provider cannot say.
Result<Draft> lose_track(Draft draft, const std::string& reason, Instant now);
/// OUTCOME_UNKNOWN -> APPROVED: a person looked and says that it did not leave.
Result<Draft> resolve_not_sent(Draft draft, Instant now);

}  // namespace sa
