// Task<T>: a lazy coroutine, and Executor: where it goes on after a wait.
//
// A Task does nothing until it is awaited (or started by `start`, or run to its end by `sync_wait`). Whoever awaits
// owns it. A wait that is finished by another thread (a database answer, a timer) resumes the coroutine through the
// Executor that was current when the wait began, so a request stays on the thread of its connection.
// THREADS: a Task belongs to one thread at a time; Executor::post may be called from any thread.
// ERRORS: what can fail is Task<Result<T>>; an exception is a broken invariant and is rethrown to who awaits.
#pragma once

#include <condition_variable>
#include <coroutine>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <utility>

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

/// Runs `task` to its end on the calling thread and returns its value; for the command line and for tests.
/// REQUIRES: not called from inside a coroutine of an executor's thread (it would block that thread).
template <class T>
T sync_wait(Task<T> task) {
  struct Loop final : Executor {
    std::mutex mutex;
    std::condition_variable wake;
    std::deque<std::function<void()>> queue;
    void post(std::function<void()> work) override {
      // Notified under the lock: the loop may be gone as soon as the lock is free.
      const std::lock_guard lock(mutex);
      queue.push_back(std::move(work));
      wake.notify_one();
    }
  } loop;
  const Executor::Scope scope(&loop);
  std::optional<T> value;
  std::exception_ptr exception;
  bool finished = false;
  start(std::move(task), [&](std::optional<T> result, std::exception_ptr failure) {
    value = std::move(result);
    exception = failure;
    finished = true;
  });
  while (!finished) {
    std::unique_lock lock(loop.mutex);
    loop.wake.wait(lock, [&] { return !loop.queue.empty(); });
    auto work = std::move(loop.queue.front());
    loop.queue.pop_front();
    lock.unlock();
    work();
  }
  if (exception) std::rethrow_exception(exception);
  return *std::move(value);
}

}  // namespace sa
