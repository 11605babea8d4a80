// The runner: takes due jobs from the database, runs them, and maps each result to done, retry later, or dead.
//
// A job is leased while it runs, and the lease is prolonged for as long as the work takes (jobs/lease.h): when this process
// dies, another (or the next start) takes the job after the lease. Every job kind must therefore be safe to run twice; that
// is what its transaction is for.
// Jobs run in two lanes, the urgent ones (for approved mail) and the others, so that a provider that hangs
// while mail is read does not delay sending.
// THREADS: `start` makes a thread for each lane, which runs the jobs of a batch side by side (their writes share commits)
// and the batches one after the other; `stop` ends them after the batch at hand.
// ERRORS: an Error of a job: unavailable, limited and internal are tried again with growing pauses (or when the Error
// says), up to the kind's limit; any other code is final. A job that runs out of attempts is DEAD: /api/status lists it.
#pragma once

#include <array>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <span>
#include <thread>

#include "base/async/task.h"
#include "base/clock.h"
#include "store/engine/db.h"
#include "store/job/job.h"

namespace sa {

/// A row of the table of job kinds (jobs/kind.h), with what it works on.
struct RunnableKind {
  const char* name;
  std::int64_t max_attempts;
  /// `last_try`: no further attempt will follow.
  std::function<Task<Result<Unit>>(const Job& job, bool last_try)> run;
  /// Every so many milliseconds a job of this kind is due by itself; 0: only when somebody asks for it.
  std::int64_t every_ms = 0;
  bool is_urgent = false;  ///< its lane; as Job::urgent of those that are asked for
};

class Runner {
 public:
  struct Options {
    std::string node_id;
    std::int64_t lease_ms = 2 * kMinuteMs;
    std::int64_t idle_ms = 500;  ///< how often the database is asked when nothing is due
    std::int64_t batch = 16;     ///< jobs leased at once
  };
  Runner(Db& db, Clock& clock, Random& random, std::vector<RunnableKind> kinds, Options options);
  ~Runner();

  void start();
  void stop();
  /// Runs everything that is due at this moment, on the calling thread; returns how many jobs ran that
  /// somebody asked for. For tests, for the
  /// command line, and for the runner's own thread.
  Result<std::int64_t> run_due();

  /// True while the thread runs; for /ready.
  bool is_running() const;

 private:
  void work(bool urgent);
  Result<std::int64_t> run_lane(bool urgent);
  Result<Unit> schedule(bool urgent);
  std::int64_t pause_after(const RunnableKind& kind, const Job& job, const Error& error);
  Task<Result<Unit>> run_one(const Job& job);
  const RunnableKind* find_kind(const std::string& name) const;

  Db& db_;
  Clock& clock_;
  Random& random_;
  std::vector<RunnableKind> kinds_;
  Options options_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  int running_ = 0;  // lanes
  // When each `every_ms` kind is due again, in the order of kinds_; each is used by its lane alone.
  std::vector<Instant> next_by_kind_;
  std::array<std::thread, 2> threads_;
};

}  // namespace sa
