#include "store/engine/commit_queue.h"

#include <algorithm>

namespace sa {

CommitQueue::CommitQueue(Open open, std::size_t batch_limit)
    : open_(std::move(open)), batch_limit_(batch_limit), thread_([this] { work(); }) {}

CommitQueue::~CommitQueue() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void CommitQueue::submit(DbJob* job) {
  {
    const std::lock_guard lock(mutex_);
    queue_.push_back({job, Onlooker::current()});
  }
  wake_.notify_one();
}

void CommitQueue::work() {
  std::vector<WaitingJob> jobs;
  while (true) {
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [&] { return stopping_ || !queue_.empty(); });
      if (queue_.empty()) return;
      const std::size_t count = std::min(queue_.size(), batch_limit_);
      jobs.assign(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(count));
      queue_.erase(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(count));
    }
    run_batch(jobs);
    for (const WaitingJob& each : jobs) each.job->done();
  }
}

void CommitQueue::run_batch(const std::vector<WaitingJob>& jobs) {
  if (!connection_ || !connection_->is_alive()) {
    auto opened = open_();
    if (!opened) {
      for (const WaitingJob& each : jobs) each.job->fail(opened.error());
      return;
    }
    connection_ = *std::move(opened);
  }
  const auto stands = try_batch(jobs);
  const bool is_alone = jobs.size() == 1;
  // A single function whose transaction was rolled back has said itself why.
  if (stands && (*stands || is_alone)) return;
  const bool is_down = !stands && (!connection_->is_alive() || stands.error().code == ErrorCode::unavailable);
  if (is_down || is_alone) {
    for (const WaitingJob& each : jobs) each.job->fail(stands.error());
    return;
  }
  for (const WaitingJob& each : jobs) run_batch({each});
}

Result<bool> CommitQueue::try_batch(const std::vector<WaitingJob>& jobs) {
  connection_->audit_head.reset();
  TRY_OK(connection_->begin_write());
  for (const WaitingJob& each : jobs) {
    const std::uint64_t before = connection_->changes;
    // A refusal that came before any change leaves nothing behind; most do.
    if (each.run(*connection_) || connection_->changes == before) continue;
    connection_->rollback();
    return false;
  }
  if (auto committed = connection_->commit(); !committed) {
    connection_->rollback();
    return std::move(committed).error();
  }
  return true;
}

}  // namespace sa
