// The turn of approved mail that has to wait: it gets a place of its own, by its mailbox, its recipient and the hours, which stands until it leaves.
// THREADS: any.
#pragma once

#include <optional>

#include "actions/services.h"
#include "core/draft/gate.h"
#include "store/engine/db.h"

namespace sa {

/// Why a draft that the gate lets go at `now` has to let others go first; null: it is its turn. `context`: the facts that the gate judged by.
Result<std::optional<Verdict>> find_queue(const Services& services, ReadTx& tx, const Draft& draft,
                                          const GateContext& context, Instant now);

/// Reserves the draft's place, after the gate or find_queue refused it, and shows it in the draft's verdict. `explicit_send`: a person asked for the
/// sending. Null: nobody knows when its turn comes, or it is no longer to be sent.
Result<std::optional<Instant>> reserve_turn(const Services& services, Tx& tx, const Draft& seen,
                                            bool explicit_send, Instant now);

}  // namespace sa
