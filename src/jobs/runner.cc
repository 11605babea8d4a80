#include "jobs/runner.h"

#include <algorithm>
#include <chrono>
#include <exception>

#include "base/failpoint.h"
#include "base/log.h"
#include "jobs/lease.h"

namespace sa {
namespace {

constexpr std::int64_t kFirstPauseMs = 2 * kSecondMs;
constexpr std::int64_t kLongestPauseMs = kHourMs;
constexpr std::int64_t kKilledTries = 2;

/// Doubles with each attempt, half of it random, so that jobs that failed together do not come back together.
std::int64_t pause_ms(std::int64_t attempts, Random& random) {
  const std::int64_t whole = std::min(
      kLongestPauseMs, kFirstPauseMs << std::min<std::int64_t>(20, std::max<std::int64_t>(0, attempts - 1)));
  unsigned char bytes[2];
  random.fill(bytes);
  return whole / 2 + whole / 2 * (bytes[0] * 256 + bytes[1]) / 65535;
}

}  // namespace

Runner::Runner(Db& db, Clock& clock, Random& random, std::vector<RunnableKind> kinds, Options options)
    : db_(db),
      clock_(clock),
      random_(random),
      kinds_(std::move(kinds)),
      options_(std::move(options)),
      next_by_kind_(kinds_.size()) {}

Runner::~Runner() {
  stop();
}

void Runner::start() {
  const std::lock_guard lock(mutex_);
  stopping_ = false;
  running_ = 2;
  threads_[0] = std::thread([this] { work(true); });
  threads_[1] = std::thread([this] { work(false); });
}

void Runner::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

bool Runner::is_running() const {
  const std::lock_guard lock(mutex_);
  return running_ == 2;
}

void Runner::work(bool urgent) {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    lock.unlock();
    const auto ran = run_lane(urgent);
    if (!ran) log_event(LogLevel::error, "jobs_unavailable", {{"cause", log_words(ran.error())}});
    lock.lock();
    const bool idle = !ran || *ran == 0;
    if (idle) wake_.wait_for(lock, std::chrono::milliseconds(options_.idle_ms), [&] { return stopping_; });
  }
  --running_;
}

Result<Unit> Runner::schedule(bool urgent) {
  const Instant now = clock_.now();
  std::vector<std::size_t> due;
  std::vector<Job> jobs;
  for (std::size_t i = 0; i < kinds_.size(); ++i) {
    const RunnableKind& kind = kinds_[i];
    if (kind.every_ms == 0 || kind.is_urgent != urgent) continue;
    // A clock that was set back must not stop the work until it is where it was.
    const bool waits = next_by_kind_[i] > now && next_by_kind_[i] - now <= kind.every_ms;
    if (waits) continue;
    due.push_back(i);
    jobs.push_back(make_job(clock_, random_, kind.name, kEveryKey, {}, ""));
    jobs.back().urgent = urgent;
  }
  if (due.empty()) return ok();
  // All in one commit: a start would otherwise wait for the disk once for each kind.
  TRY_OK(db_.write_now([&](Tx& tx) -> Result<Unit> {
    for (const Job& job : jobs) TRY_OK(enqueue_job(tx, job));
    return ok();
  }));
  for (const std::size_t i : due) next_by_kind_[i] = now + kinds_[i].every_ms;
  return ok();
}

Result<std::int64_t> Runner::run_due() {
  TRY(const std::int64_t urgent, run_lane(true));
  TRY(const std::int64_t others, run_lane(false));
  return urgent + others;
}

Result<std::int64_t> Runner::run_lane(bool urgent) {
  TRY_OK(schedule(urgent));
  const Instant now = clock_.now();
  // Asked first by a read, so that an idle server writes nothing.
  TRY(const auto next, db_.read_now([&](ReadTx& tx) { return next_job_at(tx, urgent); }));
  if (!next || *next > now) return 0;
  TRY_OK(failpoint("job.claim.before"));
  TRY(const auto jobs, db_.write_now([&](Tx& tx) {
    return claim_jobs(tx, options_.node_id, now, now + options_.lease_ms, options_.batch, urgent);
  }));
  TRY_OK(failpoint("job.claim.after"));
  if (jobs.empty()) return 0;
  const LeaseKeeper keeper(db_, clock_, jobs, options_.lease_ms);
  std::vector<Task<Result<Unit>>> runs;
  for (const Job& job : jobs) runs.push_back(run_one(job));
  for (Result<Unit>& noted : sync_wait_all(std::move(runs))) TRY_OK(std::move(noted));
  return std::count_if(jobs.begin(), jobs.end(), [](const Job& job) { return job.key != kEveryKey; });
}

/// What is due by itself, and what a person waits for, comes back when it was told to; the rest ever more seldom, so that a
/// provider that is away over a weekend does not use all its tries up.
std::int64_t Runner::pause_after(const RunnableKind& kind, const Job& job, const Error& error) {
  const std::int64_t told = error.retry_after_s * kSecondMs;
  const std::int64_t growing = pause_ms(job.attempts, random_);
  if (told == 0) return growing;
  return kind.every_ms > 0 || kind.is_urgent ? told : std::max(told, growing);
}

const RunnableKind* Runner::find_kind(const std::string& name) const {
  const auto found =
      std::find_if(kinds_.begin(), kinds_.end(), [&](const RunnableKind& kind) { return name == kind.name; });
  return found == kinds_.end() ? nullptr : &*found;
}

Task<Result<Unit>> Runner::run_one(const Job& job) {
  const RunnableKind* kind = find_kind(job.kind);
  Result<Unit> result = internal("This program does not know the job kind " + job.kind + ".");
  const bool last_try = !kind || job.attempts >= kind->max_attempts;
  // A process that was killed in a job's last try kept it from saying how it ends: so it has that try again, but not for ever,
  // as it may be the job that ends the process.
  const bool is_spent = kind && job.attempts > kind->max_attempts + kKilledTries;
  if (is_spent)
    result =
        internal("The job was started " + std::to_string(job.attempts - 1) + " times and never finished.");
  if (kind && !is_spent) {
    try {
      result = co_await kind->run(job, last_try);
    } catch (const std::exception& broken) {
      result = internal(broken.what());
    }
  }
  CO_TRY_OK(failpoint("job.run.after"));
  if (result) {
    CO_TRY_OK(co_await db_.write([&](Tx& tx) { return finish_job(tx, job); }));
    co_return failpoint("job.finish.after");
  }
  const Error& error = result.error();
  const bool again = !last_try && is_worth_another_try(error.code);
  log_event(again ? LogLevel::warning : LogLevel::error, again ? "job_postponed" : "job_dead",
            {{"kind", job.kind},
             {"job_id", job.job_id},
             {"attempts", job.attempts},
             {"cause", log_words(error)},
             {"trace_id", job.trace_id}});
  if (!again) co_return co_await db_.write([&](Tx& tx) { return give_up_job(tx, job, error.message); });
  const Instant run_at = clock_.now() + pause_after(*kind, job, error);
  CO_TRY_OK(co_await db_.write([&](Tx& tx) { return retry_job(tx, job, run_at, error.message); }));
  co_return failpoint("job.retry.after");
}

}  // namespace sa
