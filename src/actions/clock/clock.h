// The clock of tests: business time follows the file of CLOCK_FILE, and what is due by then is done at once.
// THREADS: any. ERRORS: not_found where no CLOCK_FILE is set; invalid when the file holds no instant.
#pragma once

#include <optional>

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

/// What business time moves, for who sets it: 0 due means that nothing is to be done until `next_at`.
struct ClockWork {
  bool simulated = false;
  Instant now;
  std::int64_t due = 0;  ///< enrolments and jobs that are to be worked on now, or are being worked on
  std::optional<Instant> next_at;  ///< when something falls due next; null: nothing will by itself
};
BOOST_DESCRIBE_STRUCT(ClockWork, (), (simulated, now, due, next_at))
Result<ClockWork> get_clock_work(const Services& services, ReadTx& tx);
/// Looks at the file now. When time moved on, mail that waited for a time is tried and drafts expire.
Task<Result<ClockState>> tick_clock(Services& services);
/// Does the same once a second, by itself.
JobRow follow_clock_job();

}  // namespace sa
