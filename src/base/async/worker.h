// Worker: one thread for work that blocks (files, password hashes), so that a connection's thread never waits.
//
//   const auto written = co_await worker.run([&] { return write_file(path, bytes); });
// THREADS: `run` from any thread; functions run one after the other, the coroutine goes on where it was awaited.
#pragma once

#include <condition_variable>
#include <coroutine>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <type_traits>
#include <utility>

#include "base/async/task.h"

namespace sa {

class Worker {
 public:
  Worker() : thread_([this] { work(); }) {}
  ~Worker() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    wake_.notify_one();
    thread_.join();
  }
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  /// Runs `function` on the worker's thread; an exception of it is thrown to who awaits.
  template <class F>
  auto run(F function) {
    return Wait<F>{this, std::move(function)};
  }
  /// Runs `work` later on the worker's thread.
  void post(std::function<void()> work) {
    {
      const std::lock_guard lock(mutex_);
      queue_.push_back(std::move(work));
    }
    wake_.notify_one();
  }

 private:
  template <class F>
  struct Wait {
    Worker* worker;
    F function;
    std::optional<std::invoke_result_t<F&>> value = {};
    std::exception_ptr exception = {};

    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> waiter) {
      worker->post([this, waiter, executor = Executor::current()] {
        try {
          value.emplace(function());
        } catch (...) {
          exception = std::current_exception();
        }
        // Nothing of this object may be touched after the post: the coroutine may be gone.
        if (executor) {
          executor->post([waiter] { waiter.resume(); });
        } else {
          waiter.resume();
        }
      });
    }
    std::invoke_result_t<F&> await_resume() {
      if (exception) std::rethrow_exception(exception);
      return *std::move(value);
    }
  };

  void work() {
    std::unique_lock lock(mutex_);
    while (true) {
      wake_.wait(lock, [&] { return stopping_ || !queue_.empty(); });
      if (queue_.empty()) return;
      auto next = std::move(queue_.front());
      queue_.pop_front();
      lock.unlock();
      next();
      lock.lock();
    }
  }

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> queue_;
  bool stopping_ = false;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace sa
