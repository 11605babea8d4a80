// How an enrolment goes on after what became of its draft or task, of a question about its contact, of the contact itself, or of its
// campaign.
// THREADS: any; inside the transaction that changes the other.
// ERRORS: those of store/engine/db.h.
#pragma once

#include <string>

#include "actions/services.h"
#include "core/draft/draft.h"
#include "core/question/question.h"
#include "core/task/task.h"
#include "core/user/actor.h"

namespace sa {

/// What a rejected draft of a sequence means for the rest of it.
enum class RejectNext { stop, skip };
BOOST_DESCRIBE_ENUM(RejectNext, stop, skip)

/// After a step of a draft's life: sent, the next step is planned; refused or expired, the enrolment is held; rejected, it is stopped
/// (or goes on to the next step); reopened, it waits for the draft again. A draft of no sequence changes nothing.
Result<Unit> follow_draft(const Services& services, Tx& tx, const Actor& actor, const Draft& draft,
                          Instant now, RejectNext next = RejectNext::stop);
/// Before a rejection is taken back. ERRORS: conflict where the enrolment goes on without the draft: it was skipped, or replaced.
Result<Unit> check_reopen(ReadTx& tx, const Draft& draft);
/// A task that is done, or was cancelled: the next step is planned.
Result<Unit> follow_task(const Services& services, Tx& tx, const Actor& actor, const FollowUp& task,
                         Instant now);
/// continue: what waited for the answer goes on, unless another question is open; stop: it is stopped.
Result<Unit> follow_answer(const Services& services, Tx& tx, const Actor& actor, const Question& question,
                           Instant now);
/// Before the rows of contact `from_id` become those of `into_id`: of two living enrolments the older one lives on.
Result<Unit> follow_merge(const Services& services, Tx& tx, const Actor& actor, const std::string& from_id,
                          const std::string& into_id, Instant now);

}  // namespace sa
