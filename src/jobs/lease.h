// Renews the leases of the jobs that a lane is running, long before they end and for as long as the
// work takes. So work that outlives its first lease is not started a second time elsewhere; a process that died renews
// nothing.
// THREADS: a thread of its own while it lives, as the jobs may block theirs.
// ERRORS: none. If the database cannot be reached, this is logged and retried: the lease may expire meanwhile and the job
// run twice, which every job kind must tolerate.
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
