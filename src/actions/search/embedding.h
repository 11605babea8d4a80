// Computes embeddings for mails that have none from the current embedder: a batch at a time, newest first.
//
// One job works at a time: the first (key kEveryKey: periodic, and requested when mail was stored) hands on to the
// next, which has a key of its own, until every mail has its vector. A first job that finds such a chain in progress leaves
// the work to it. If two nodes embed the same mail by chance, it is stored once.
// THREADS: any.
// ERRORS: limited or unavailable, whatever the embedder's error: the job is retried; no mail is affected.
#pragma once

#include <string>

#include "actions/job/kind.h"
#include "actions/services.h"

namespace sa {

JobRow embed_messages_job();
/// For who has stored mail, in the same transaction.
Result<Unit> ask_to_embed_messages(const Services& services, Tx& tx, const std::string& trace_id);

}  // namespace sa
