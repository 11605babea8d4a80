// The clock of tests: business time follows the file of CLOCK_FILE, and what is due by then is done at once.
// THREADS: any. ERRORS: not_found where no CLOCK_FILE is set; invalid when the file holds no instant.
#pragma once

#include "actions/job/kind.h"
#include "actions/services.h"
#include "base/async/task.h"

namespace sa {

struct ClockState {
  bool simulated = false;  ///< business time comes from CLOCK_FILE
  Instant now;             ///< business time
};
BOOST_DESCRIBE_STRUCT(ClockState, (), (simulated, now))

ClockState get_clock(const Services& services);
/// Looks at the file now. When time moved on, mail that waited for a time is tried and drafts expire.
Task<Result<ClockState>> tick_clock(Services& services);
/// Does the same once a second, by itself.
JobRow follow_clock_job();

}  // namespace sa
