#include "jobs/runner.h"

#include <algorithm>
#include <chrono>
#include <exception>

#include "base/failpoint.h"
#include "base/log.h"

namespace sa {
namespace {

constexpr std::int64_t kFirstPauseMs = 2 * kSecondMs;
constexpr std::int64_t kLongestPauseMs = kHourMs;

/// Doubles with each attempt, half of it random, so that jobs that failed together do not come back together.
std::int64_t pause_ms(std::int64_t attempts, Random& random) {
  const std::int64_t whole = std::min(
      kLongestPauseMs, kFirstPauseMs << std::min<std::int64_t>(20, std::max<std::int64_t>(0, attempts - 1)));
  unsigned char bytes[2];
  random.fill(bytes);
  return whole / 2 + whole / 2 * (bytes[0] * 256 + bytes[1]) / 65535;
}

}  // namespace

Runner::Runner(Db& db, Clock& clock, Random& random, std::vector<JobKind> kinds, Options options)
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
  running_ = true;
  thread_ = std::thread([this] { work(); });
}

void Runner::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

bool Runner::is_running() const {
  const std::lock_guard lock(mutex_);
  return running_;
}

void Runner::work() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    lock.unlock();
    const auto ran = run_due();
    if (!ran) log_event(LogLevel::error, "jobs_unavailable", {{"cause", log_words(ran.error())}});
    lock.lock();
    const bool idle = !ran || *ran == 0;
    if (idle) wake_.wait_for(lock, std::chrono::milliseconds(options_.idle_ms), [&] { return stopping_; });
  }
  running_ = false;
}

Result<Unit> Runner::schedule() {
  const Instant now = clock_.now();
  for (std::size_t i = 0; i < kinds_.size(); ++i) {
    if (kinds_[i].every_ms == 0 || next_by_kind_[i] > now) continue;
    const Job job = make_job(clock_, random_, kinds_[i].name, kEveryKey, {}, "");
    TRY_OK(db_.write_now([&](Tx& tx) { return enqueue_job(tx, job); }));
    next_by_kind_[i] = now + kinds_[i].every_ms;
  }
  return ok();
}

Result<std::int64_t> Runner::run_due() {
  TRY_OK(schedule());
  const Instant now = clock_.now();
  // Asked first by a read, so that an idle server writes nothing.
  TRY(const auto next, db_.read_now([](ReadTx& tx) { return next_job_at(tx); }));
  if (!next || *next > now) return 0;
  TRY_OK(failpoint("job.claim.before"));
  TRY(const auto jobs, db_.write_now([&](Tx& tx) {
    return claim_jobs(tx, options_.node_id, now, now + options_.lease_ms, options_.batch);
  }));
  TRY_OK(failpoint("job.claim.after"));
  std::vector<Task<Result<Unit>>> runs;
  for (const Job& job : jobs) runs.push_back(run_one(job));
  for (Result<Unit>& noted : sync_wait_all(std::move(runs))) TRY_OK(std::move(noted));
  return std::count_if(jobs.begin(), jobs.end(), [](const Job& job) { return job.key != kEveryKey; });
}

const JobKind* Runner::find_kind(const std::string& name) const {
  const auto found =
      std::find_if(kinds_.begin(), kinds_.end(), [&](const JobKind& kind) { return name == kind.name; });
  return found == kinds_.end() ? nullptr : &*found;
}

Task<Result<Unit>> Runner::run_one(const Job& job) {
  const JobKind* kind = find_kind(job.kind);
  Result<Unit> result = internal("This program does not know the job kind " + job.kind + ".");
  const bool last_try = !kind || job.attempts >= kind->max_attempts;
  // A job that ends the process is claimed again with each start, but not for ever.
  const bool is_spent = kind && job.attempts > kind->max_attempts;
  if (is_spent)
    result = internal("It was begun " + std::to_string(job.attempts - 1) + " times and never ended.");
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
  const std::int64_t pause =
      error.retry_after_s > 0 ? error.retry_after_s * kSecondMs : pause_ms(job.attempts, random_);
  const Instant run_at = clock_.now() + pause;
  CO_TRY_OK(co_await db_.write([&](Tx& tx) { return retry_job(tx, job, run_at, error.message); }));
  co_return failpoint("job.retry.after");
}

}  // namespace sa
