// The sweep removes our prepared mail from a person's drafts once it must not be sent (any more), so that they cannot send it by
// mistake: after a rejection, withdrawal or edit of a waiting mail, or when the answer to its creation was lost.
// THREADS: any. ERRORS: unavailable when the provider cannot be asked.
#pragma once

#include "actions/job/kind.h"
#include "actions/services.h"
#include "base/async/task.h"

namespace sa {

/// Of all that lies ready at the provider, what has a Message-ID of ours and is not wanted is taken away. What is being sent, or
/// in doubt, stays; so does what a waiting draft will take away itself, and whatever is not ours.
Task<Result<Unit>> sweep_prepared(Services& services);
JobRow sweep_prepared_job();
/// Whether mail of this mailbox may lie ready at its provider. A mailbox that cannot be opened any more is swept when it is connected again.
Result<bool> may_lie_ready(const Services& services, ReadTx& tx, const std::string& mailbox_id);
/// It is asked for at once, beside its turns.
Result<Unit> ask_to_sweep(const Services& services, Tx& tx, const std::string& trace_id);

}  // namespace sa
