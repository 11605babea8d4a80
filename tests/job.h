// Runs one job as the runner would, now and alone.
// THREADS: one thread.
#pragma once

#include "actions/job/kind.h"

namespace sa::test {

inline Result<Unit> run_job(Services& services, const JobRow& row, boost::json::object payload = {},
                            std::string key = kEveryKey, bool is_last = false) {
  const Job job =
      make_job(services.clock, services.random, row.name, std::move(key), std::move(payload), "trace");
  return sync_wait(row.run(services, job, is_last));
}

}  // namespace sa::test
