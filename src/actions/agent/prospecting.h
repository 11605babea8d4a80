// The prospecting job: analyses one incoming message and, if it deserves an answer, puts a draft into
// the queue. The same analysis is available for any text (POST /api/agents/prospecting/analyze).
// THREADS: any.
// ERRORS: not_found for an unknown message; the writer's errors (unavailable, limited), so that the job is retried.
#pragma once

#include <string>

#include "actions/job/kind.h"
#include "actions/services.h"
#include "agents/prospecting/prospecting.h"
#include "base/async/task.h"
#include "core/user/actor.h"

namespace sa {

/// The job `analyze_message`. Safe to run twice: a message has at most one living draft. A writer that still cannot be had at
/// the last try is noted in the run, and the message is left without a draft.
JobRow analyze_message_job();
/// `only_looks`: the agent decides, and nothing is written: the mail is a proposal (actions/agent/proposal.h).
Result<Unit> ask_to_analyze_message(const Services& services, Tx& tx, const std::string& message_id,
                                    const std::string& trace_id, bool only_looks = false);

/// The judgement of given words; nothing is stored but the run.
Task<Result<ProspectingAnalysis>> analyze_words(Services& services, const Actor& actor,
                                                std::string message_id, std::string sender,
                                                std::string subject, std::string body);

}  // namespace sa
