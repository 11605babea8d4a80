// Sending: the only caller of Mailbox::send.
//
// Three steps: claim (one transaction: gate, quota, SENDING, the attempt, a job that will ask what became of it), hand
// over (no transaction), settle (one transaction: SENT, FAILED, APPROVED again, or OUTCOME_UNKNOWN). Whatever happens
// between the steps - a crash, a lost answer - the job `resolve_send` finds the attempt after its deadline and asks the
// provider by Message-ID before anything else.
// THREADS: any.
// ERRORS: conflict with `reasons` when the gate holds or blocks; limited when only a quota holds; not_found.
#pragma once

#include <boost/describe.hpp>
#include <string>

#include "actions/services.h"
#include "base/async/task.h"
#include "core/draft/draft.h"
#include "core/user/actor.h"

namespace sa {

/// How long after the deadline the look-up waits, so that a slow writer surely stopped: half the deadline.
inline constexpr std::int64_t kSendGraceMs = kSendDeadlineMs / 2;

/// Sends an APPROVED draft, asked for by a person. The draft SENT; or SENDING, when the provider needs longer.
Task<Result<Draft>> send_draft(Services& services, const Actor& actor, std::string id);

/// A person's wish to send, kept for a later try: these bytes, by this approval. An edit or a new approval is another
/// wish, and somebody else's.
struct SendWish {
  std::string draft_id;
  std::int64_t version = 1;
  Instant approved_at;
  bool explicit_send = false;  ///< asked for by a person: it may leave the send window
};
BOOST_DESCRIBE_STRUCT(SendWish, (), (draft_id, version, approved_at, explicit_send))

/// What the job `send_draft` does: sends a draft whose earlier sending had to wait, unless the wish is gone meanwhile. A
/// block that came up since is written into the trail, and ends it.
/// ERRORS: those of send_draft that another try later may cure, with `retry_after_s`.
Task<Result<Unit>> send_postponed(Services& services, SendWish wish, std::string trace_id);

/// What the job `resolve_send` does: asks the provider what became of the open attempt, and settles it. A draft that
/// has no open attempt is left alone. ERRORS: unavailable when the provider cannot be asked now (the job tries again);
/// after `last_try` the draft becomes OUTCOME_UNKNOWN, and stays so for as long as the provider cannot tell.
Task<Result<Unit>> resolve_send(Services& services, std::string draft_id, std::string trace_id,
                                bool last_try);
/// What the job `find_lost_sends` does: an attempt long past its deadline whose job is gone gets a new one; so does, for a
/// day, one that is OUTCOME_UNKNOWN, as the provider may be able to tell by now.
Task<Result<Unit>> find_lost_sends(Services& services);

/// A person decides about an OUTCOME_UNKNOWN draft: it was sent (with the provider's id, as they saw it), or not.
Task<Result<Draft>> decide_outcome(Services& services, const Actor& actor, std::string id, bool was_sent,
                                   std::string provider_message_id, std::string reason);

}  // namespace sa
