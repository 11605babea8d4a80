// Task<T>: a lazy coroutine, and Executor: where it resumes after a wait.
//
// A Task does nothing until it is awaited (or started by `start`, or run to its end by `sync_wait`). Whoever awaits
// owns it. A wait that is finished by another thread (a database answer, a timer) resumes the coroutine through the
// Executor that was current when the wait began, so a request stays on the thread of its connection.
// THREADS: a Task belongs to one thread at a time; Executor::post may be called from any thread.
// ERRORS: a coroutine that can fail is a Task<Result<T>>; an exception is a broken invariant and is rethrown to the awaiter.
#pragma once

#include <condition_variable>
#include <coroutine>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace sa {

class Executor {
 public:
  virtual ~Executor() = default;
  /// Runs `work` later on this executor's thread. May be called from any thread.
  virtual void post(std::function<void()> work) = 0;

  /// The executor of the calling thread; null on a thread that has none.
  static Executor* current() { return current_; }

  /// Makes an executor current on this thread for as long as the scope lives.
  class Scope {
   public:
    explicit Scope(Executor* executor) : before_(std::exchange(current_, executor)) {}
    ~Scope() { current_ = before_; }
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    Executor* before_;
  };

 private:
  static inline thread_local Executor* current_ = nullptr;
};

template <class T>
class [[nodiscard]] Task {
 public:
  struct promise_type {
    std::optional<T> value;
    std::exception_ptr exception;
    std::coroutine_handle<> waiter = std::noop_coroutine();

    Task get_return_object() { return Task(std::coroutine_handle<promise_type>::from_promise(*this)); }
    std::suspend_always initial_suspend() noexcept { return {}; }
    struct FinalAwaiter {
      bool await_ready() noexcept { return false; }
      std::coroutine_handle<> await_suspend(std::coroutine_handle<promise_type> self) noexcept {
        return self.promise().waiter;
      }
      void await_resume() noexcept {}
    };
    FinalAwaiter final_suspend() noexcept { return {}; }
    template <class U>
    void return_value(U&& result) {
      value.emplace(std::forward<U>(result));
    }
    void unhandled_exception() { exception = std::current_exception(); }
  };

  explicit Task(std::coroutine_handle<promise_type> handle) : handle_(handle) {}
  Task(Task&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  Task& operator=(Task&& other) noexcept {
    if (this != &other) {
      if (handle_) handle_.destroy();
      handle_ = std::exchange(other.handle_, nullptr);
    }
    return *this;
  }
  ~Task() {
    if (handle_) handle_.destroy();
  }

  bool await_ready() const noexcept { return false; }
  std::coroutine_handle<> await_suspend(std::coroutine_handle<> waiter) noexcept {
    handle_.promise().waiter = waiter;
    return handle_;
  }
  T await_resume() {
    auto& promise = handle_.promise();
    if (promise.exception) std::rethrow_exception(promise.exception);
    return *std::move(promise.value);
  }

 private:
  std::coroutine_handle<promise_type> handle_;
};

/// The coroutine type that `start` and `sync_wait` use to drive a task from plain code; it frees itself at its end.
struct Root {
  struct promise_type {
    Root get_return_object() { return {}; }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() { std::terminate(); }
  };
};

/// Starts `task` now, on the calling thread, and gives its value (or the exception that ended it) to `done`.
/// REQUIRES: whatever the task refers to lives until `done` was called; `done` must not throw.
template <class T, class Done>
Root start(Task<T> task, Done done) {
  std::optional<T> value;
  std::exception_ptr exception;
  try {
    value.emplace(co_await task);
  } catch (...) {
    exception = std::current_exception();
  }
  done(std::move(value), exception);
}

/// `co_await NextTurn()`: the executor's other work goes first. For long work in pieces, so that what shares its thread need
/// not wait for the whole.
struct NextTurn {
  Executor* executor = Executor::current();
  bool await_ready() const noexcept { return !executor; }
  void await_suspend(std::coroutine_handle<> waiter) const {
    executor->post([waiter] { waiter.resume(); });
  }
  void await_resume() const noexcept {}
};

/// An executor whose work runs on the thread that waits inside `run_until`.
class RunLoop final : public Executor {
 public:
  void post(std::function<void()> work) override {
    // Notified under the lock: the loop may be gone as soon as the lock is free.
    const std::lock_guard lock(mutex_);
    queue_.push_back(std::move(work));
    wake_.notify_one();
  }
  /// Runs what is posted until `finished` is true, which only posted work may make it.
  void run_until(const bool& finished) {
    while (!finished) {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [&] { return !queue_.empty(); });
      auto work = std::move(queue_.front());
      queue_.pop_front();
      lock.unlock();
      work();
    }
  }

 private:
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> queue_;
};

/// Runs `tasks` side by side to their ends on the calling thread; their values in the same order. The first exception
/// is thrown when all have ended.
/// REQUIRES: not called from inside a coroutine of an executor's thread (it would block that thread).
template <class T>
std::vector<T> sync_wait_all(std::vector<Task<T>> tasks) {
  RunLoop loop;
  const Executor::Scope scope(&loop);
  std::vector<std::optional<T>> values(tasks.size());
  std::exception_ptr exception;
  std::size_t left = tasks.size();
  bool finished = tasks.empty();
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    start(std::move(tasks[i]), [&, i](std::optional<T> value, std::exception_ptr failure) {
      values[i] = std::move(value);
      if (failure && !exception) exception = failure;
      finished = --left == 0;
    });
  }
  loop.run_until(finished);
  if (exception) std::rethrow_exception(exception);
  std::vector<T> results;
  results.reserve(values.size());
  for (std::optional<T>& value : values) results.push_back(*std::move(value));
  return results;
}

/// Runs one task to its end on the calling thread and returns its value; for the command line and for tests.
/// REQUIRES: as sync_wait_all.
template <class T>
T sync_wait(Task<T> task) {
  std::vector<Task<T>> tasks;
  tasks.push_back(std::move(task));
  return std::move(sync_wait_all(std::move(tasks)).front());
}

}  // namespace sa
