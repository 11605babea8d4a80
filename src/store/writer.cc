#include "store/writer.h"

#include <algorithm>

namespace sa {

Writer::Writer(Open open, std::size_t batch_limit)
    : open_(std::move(open)), batch_limit_(batch_limit), thread_([this] { work(); }) {}

Writer::~Writer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void Writer::submit(DbJob* job) {
  {
    const std::lock_guard lock(mutex_);
    queue_.push_back(job);
  }
  wake_.notify_one();
}

void Writer::work() {
  std::vector<DbJob*> jobs;
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
    for (DbJob* job : jobs) job->done();
  }
}

void Writer::run_batch(const std::vector<DbJob*>& jobs) {
  if (!session_ || !session_->is_alive()) {
    auto opened = open_();
    if (!opened) {
      for (DbJob* job : jobs) job->fail(opened.error());
      return;
    }
    session_ = *std::move(opened);
  }
  const auto together = try_batch(jobs, jobs.size() == 1);
  if (together) return;
  if (jobs.size() == 1 || !session_->is_alive() || together.error().code == ErrorCode::unavailable) {
    for (DbJob* job : jobs) job->fail(together.error());
    return;
  }
  for (DbJob* job : jobs) {
    const auto alone = try_batch({job}, true);
    if (!alone) job->fail(alone.error());
  }
}

Result<Unit> Writer::try_batch(const std::vector<DbJob*>& jobs, bool one_by_one) {
  session_->audit_head.reset();
  TRY_OK(session_->begin_write());
  const auto give_up = [&](Error error) -> Error {
    session_->rollback();
    return error;
  };
  for (DbJob* job : jobs) {
    const std::optional<AuditHead> head = session_->audit_head;
    if (auto made = session_->savepoint(); !made) return give_up(std::move(made).error());
    bool succeeded = job->run(*session_);
    if (succeeded && one_by_one) {
      if (auto flushed = session_->flush(); !flushed) {
        job->fail(std::move(flushed).error());
        succeeded = false;
      }
    }
    session_->audit_head = succeeded ? session_->audit_head : head;
    auto closed = succeeded ? session_->release_savepoint() : session_->rollback_to_savepoint();
    if (!closed) return give_up(std::move(closed).error());
  }
  if (auto committed = session_->commit(); !committed) return give_up(std::move(committed).error());
  return ok();
}

}  // namespace sa
