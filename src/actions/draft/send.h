// Sending: the only caller of Mailbox::send.
//
// Three steps: claim (one transaction: gate, quota, SENDING, the attempt, a job that will ask what became of it), hand
// over (no transaction), settle (one transaction: SENT, FAILED, APPROVED again, or OUTCOME_UNKNOWN). Whatever happens
// between the steps - a crash, a lost answer - the job `resolve_send` finds the attempt after its deadline and asks the
// provider by Message-ID before anything else.
// THREADS: any.
// ERRORS: conflict with `reasons` when the gate holds or blocks; limited when only a quota holds; not_found.
#pragma once

#include <set>
#include <string>

#include "actions/draft/draft.h"
#include "actions/job/kind.h"
#include "actions/services.h"
#include "base/async/task.h"
#include "core/draft/draft.h"
#include "core/user/actor.h"

namespace sa {

/// How long the look-up waits after the deadline, so that a slow writer has certainly stopped: half the deadline.
inline constexpr std::int64_t kSendGraceMs = kSendDeadlineMs / 2;

/// Sends an APPROVED draft, asked for by a person. The draft SENT; or SENDING, when the provider needs longer.
/// ERRORS: conflict, when the draft is no longer as it was `seen`.
Task<Result<Draft>> send_draft(Services& services, const Actor& actor, std::string id,
                               std::optional<SeenDraft> seen = {});

/// The longest that plan_send waits.
inline constexpr std::int64_t kMaxPlanMs = 5 * kMinuteMs;
/// Has an APPROVED draft sent by itself in `wait_ms`: until then its approval can be withdrawn, and nothing leaves. What would hold or
/// block it now is refused now, as by send_draft.
Task<Result<Draft>> plan_send(Services& services, const Actor& actor, std::string id, std::int64_t wait_ms,
                              std::optional<SeenDraft> seen = {});

/// Has an APPROVED draft sent by itself at its `not_before`, when the gate lets it go. An edit, or a withdrawal, ends the wish.
Result<Unit> ask_to_send(const Services& services, Tx& tx, const Draft& draft, const std::string& trace_id);

/// Ids of the drafts that such a wish, a plan or a postponed sending sends by itself. At most 100,000.
Result<std::set<std::string>> list_send_wishes(ReadTx& tx);

/// Ends the wait of approved mail after a new sign-in, or after a restart with other settings: it is tried now.
Result<Unit> end_send_waits(Services& services, Tx& tx);
/// As above, for a start of the program.
Task<Result<Unit>> resume_sending(Services& services);

/// A mail of ours as the provider shows it among those that it sent.
struct FoundMail {
  std::string provider_message_id;
  std::string sent_message_id;     ///< the Message-ID that it really has
  std::string provider_thread_id;  ///< empty: it has none
};
/// An APPROVED draft that waits was found among the sent mail: it is SENT, with its receipt, and has its place in the quotas.
Result<Unit> settle_found(Services& services, Tx& tx, const Draft& draft, const FoundMail& found);

/// Sends a draft whose sending had to wait.
JobRow send_draft_job();
/// Asks the provider what became of an attempt whose answer was lost.
JobRow resolve_send_job();
/// Looks for attempts that nobody looks after any more.
JobRow find_lost_sends_job();

/// A person decides about an OUTCOME_UNKNOWN draft: it was sent (with the provider's id, as they saw it), or not.
Task<Result<Draft>> decide_outcome(Services& services, const Actor& actor, std::string id, bool was_sent,
                                   std::string provider_message_id, std::string reason,
                                   std::optional<SeenDraft> seen = {});

}  // namespace sa
