// Who is on the way through a sequence when it changes.
// THREADS: any; inside a transaction.
// ERRORS: those of the database.
#pragma once

#include <string>

#include "actions/services.h"
#include "core/draft/draft.h"
#include "core/sequence/sequence.h"
#include "core/user/actor.h"

namespace sa {

/// Living enrolments: whose next step has no draft yet, and whose draft lies there.
struct InFlightCount {
  std::int64_t waiting = 0;
  std::int64_t drafted = 0;
};
BOOST_DESCRIBE_STRUCT(InFlightCount, (), (waiting, drafted))

Result<InFlightCount> count_in_flight(ReadTx& tx, const Sequence& sequence);

/// Living enrolments go on with `after`. Drafts that wait for a person or for their time are withdrawn where their step differs, and
/// the step is planned anew. How many were.
Result<std::int64_t> move_in_flight(Services& services, Tx& tx, const Actor& actor, const Sequence& after);

}  // namespace sa
