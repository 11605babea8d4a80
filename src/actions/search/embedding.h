// Vectors for the mails that have none of the present embedder: a batch at a time, the newest first.
//
// One job works at a time: the first of them (key kEveryKey: due by itself, and asked for when mail was stored) hands on to the
// next, which has a key of its own, until every mail has its vector. A first one that finds such a row of jobs under way leaves
// the work to it. What two nodes embed twice by chance is stored once.
// THREADS: any.
// ERRORS: limited or unavailable, whatever the embedder said: the job comes back; no mail is touched by it.
#pragma once

#include <string>

#include "actions/job/kind.h"
#include "actions/services.h"

namespace sa {

JobRow embed_messages_job();
/// For who has stored mail, in the same transaction.
Result<Unit> ask_to_embed_messages(const Services& services, Tx& tx, const std::string& trace_id);

}  // namespace sa
