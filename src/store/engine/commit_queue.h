// CommitQueue: the thread that runs all writes of this process, many to a commit.
//
// It takes whatever waits, runs it in one transaction, commits, then answers all. If the commit fails, or a function that had
// changed something, the functions run again one by one, so that a failure belongs to its own function alone.
// THREADS: `submit` from any thread; the connection is used by the writer's thread only.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "store/engine/engine_connection.h"

namespace sa {

class CommitQueue {
 public:
  using Open = std::function<Result<std::unique_ptr<EngineConnection>>()>;
  CommitQueue(Open open, std::size_t batch_limit);
  /// Answers everything that waits, then ends the thread.
  ~CommitQueue();
  void submit(DbJob* job);

 private:
  void work();
  void run_batch(const std::vector<WaitingJob>& jobs);
  /// Runs `jobs` in one transaction. False: one failed after it had changed something, and nothing of them stands.
  /// ERRORS: the database's; nothing stands.
  Result<bool> try_batch(const std::vector<WaitingJob>& jobs);

  Open open_;
  std::size_t batch_limit_;
  std::unique_ptr<EngineConnection> connection_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<WaitingJob> queue_;
  bool stopping_ = false;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace sa
