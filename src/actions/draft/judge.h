// The gate's judgement of a draft, with all that it goes by: the one place where actions gather facts for `decide`.
// THREADS: any.
// ERRORS: those of the database.
#pragma once

#include "actions/services.h"
#include "core/draft/gate.h"

namespace sa {

/// What `decide` needs to know of this draft at `now`; of an approved one also which of its sources have changed.
Result<GateContext> get_gate_facts(const Services& services, ReadTx& tx, const Draft& draft, Instant now);

/// Sets the verdict of now. Until a person approves it, a draft whose sources have changed has its claims found anew first.
Result<Unit> judge(const Services& services, ReadTx& tx, Draft* draft, Instant now);

}  // namespace sa
