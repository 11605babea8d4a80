#include "jobs/lease.h"

#include <algorithm>
#include <chrono>

#include "base/log.h"

namespace sa {

LeaseKeeper::LeaseKeeper(Db& db, const Clock& clock, std::vector<Job> jobs, std::int64_t lease_ms)
    : db_(db), clock_(clock), jobs_(std::move(jobs)), lease_ms_(lease_ms), thread_([this] { work(); }) {}

LeaseKeeper::~LeaseKeeper() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void LeaseKeeper::work() {
  // Two may fail before a lease runs out.
  const std::chrono::milliseconds pause(std::max<std::int64_t>(1, lease_ms_ / 3));
  std::unique_lock lock(mutex_);
  while (!wake_.wait_for(lock, pause, [&] { return stopping_; })) {
    lock.unlock();
    renew();
    lock.lock();
  }
}

void LeaseKeeper::renew() {
  const Instant until = clock_.now() + lease_ms_;
  const auto renewed = db_.write_now([&](Tx& tx) -> Result<Unit> {
    for (const Job& job : jobs_) TRY_OK(renew_lease(tx, job, until));
    return ok();
  });
  if (!renewed) log_event(LogLevel::warning, "lease_not_renewed", {{"cause", log_words(renewed.error())}});
}

}  // namespace sa
