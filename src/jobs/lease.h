// Keeps the leases of the jobs that a lane runs at this moment: they are prolonged long before they end, for as long as the
// work takes. Work that outlives its first lease is therefore not begun a second time elsewhere; a process that died prolongs
// nothing.
// THREADS: a thread of its own while it lives, as the jobs may block theirs.
// ERRORS: none. A database that cannot be reached is logged, and asked again: the lease may run out meanwhile, and the job
// run twice, which every kind bears.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "store/engine/db.h"
#include "store/job/job.h"

namespace sa {

class LeaseKeeper {
 public:
  /// `jobs`: as claimed. Prolonged by `lease_ms` at each third of it.
  LeaseKeeper(Db& db, const Clock& clock, std::vector<Job> jobs, std::int64_t lease_ms);
  ~LeaseKeeper();
  LeaseKeeper(const LeaseKeeper&) = delete;
  LeaseKeeper& operator=(const LeaseKeeper&) = delete;

 private:
  void work();
  void renew();

  Db& db_;
  const Clock& clock_;
  const std::vector<Job> jobs_;
  const std::int64_t lease_ms_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace sa
