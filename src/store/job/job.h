// Rows of the durable job queue. A job is written in the transaction that makes it necessary; jobs/runner.h runs it.
// THREADS, ERRORS: as store/engine/db.h.
#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "store/engine/db.h"

namespace sa {

enum class JobState { READY, RUNNING, DEAD };
BOOST_DESCRIBE_ENUM(JobState, READY, RUNNING, DEAD)

struct Job {
  std::string job_id;
  std::string kind;  ///< the name of a row (actions/job/kind.h)
  std::string key;   ///< what it is about; one living job of a kind and key
  boost::json::object payload;
  JobState state = JobState::READY;
  Instant run_at;
  std::int64_t attempts = 0;  ///< counted when it is claimed
  std::optional<std::string> leased_by;
  std::optional<Instant> leased_until;
  std::optional<std::string> last_error;
  Instant created_at;
  std::string trace_id;
  bool urgent = false;  ///< its lane (jobs/runner.h)
};
BOOST_DESCRIBE_STRUCT(Job, (),
                      (job_id, kind, key, payload, state, run_at, attempts, leased_by, leased_until,
                       last_error, created_at, trace_id, urgent))

/// The key of jobs that are due by themselves (a kind's Period). Who wants one sooner asks under the same key.
inline constexpr const char* kEveryKey = "every";

/// A job that is due now. `key`: what it is about.
Job make_job(const Clock& clock, Random& random, std::string kind, std::string key,
             boost::json::object payload, std::string trace_id);
/// Adds a job, unless a living one of the same kind and key is there.
Result<Unit> enqueue_job(Tx& tx, const Job& job);
/// Leases up to `limit` due jobs of a lane to `worker`.
Result<std::vector<Job>> claim_jobs(Tx& tx, const std::string& worker, Instant now, Instant leased_until,
                                    std::int64_t limit, bool urgent);
/// Prolongs the lease of a job that still runs. False when it has ended, or the lease was lost meanwhile.
Result<bool> renew_lease(Tx& tx, const Job& job, Instant leased_until);
/// The three ends of a run. Each does nothing when the lease was lost meanwhile.
Result<Unit> finish_job(Tx& tx, const Job& job);
Result<Unit> retry_job(Tx& tx, const Job& job, Instant run_at, const std::string& error);
Result<Unit> give_up_job(Tx& tx, const Job& job, const std::string& error);
/// Takes back the wish for a job that has not begun.
Result<Unit> cancel_job(Tx& tx, const std::string& kind, const std::string& key);
/// All jobs of a kind that wait for a time are due now.
Result<Unit> run_jobs_now(Tx& tx, const std::string& kind, Instant now);
/// Whether there is an unfinished job of this kind with another key.
Result<bool> has_other_job(ReadTx& tx, const std::string& kind, const std::string& key);
/// When the next job is due; null when there is none.
Result<std::optional<Instant>> next_job_at(ReadTx& tx, bool urgent);

/// Jobs that somebody asked for and that are due or run now.
Result<std::int64_t> count_jobs_due(ReadTx& tx, Instant now);
/// When the next job of a kind is due, after `now`.
Result<std::optional<Instant>> find_next_job(ReadTx& tx, const std::string& kind, Instant now);

struct JobCount {
  std::string kind;
  JobState state = JobState::READY;
  std::int64_t jobs = 0;
};
BOOST_DESCRIBE_STRUCT(JobCount, (), (kind, state, jobs))
Result<std::vector<JobCount>> count_jobs(ReadTx& tx);

/// A worker that runs jobs at this moment, by its leases; one with nothing to do has none and is not known here.
struct BusyWorker {
  std::string worker;
  std::int64_t jobs = 0;
  Instant leased_until;  ///< the latest of its leases
};
BOOST_DESCRIBE_STRUCT(BusyWorker, (), (worker, jobs, leased_until))
Result<std::vector<BusyWorker>> list_busy_workers(ReadTx& tx, Instant now);

/// A job that ran out of tries, or whose error was final. The log says why, under its trace id.
struct DeadJob {
  std::string kind;
  std::int64_t attempts = 0;
  Instant created_at;
  std::string trace_id;
};
BOOST_DESCRIBE_STRUCT(DeadJob, (), (kind, attempts, created_at, trace_id))
/// Newest first.
Result<std::vector<DeadJob>> list_dead_jobs(ReadTx& tx, std::int64_t limit);

/// What the jobs of a kind are to do that are not over, in no order.
Result<std::vector<boost::json::object>> list_payloads(ReadTx& tx, const std::string& kind,
                                                       std::int64_t limit);

}  // namespace sa
