#include "base/async/timer.h"

#include <chrono>
#include <condition_variable>
#include <coroutine>
#include <map>
#include <mutex>
#include <thread>

namespace sa {
namespace {

using SteadyTime = std::chrono::steady_clock::time_point;

struct Sleeper {
  std::coroutine_handle<> waiter;
  Executor* executor;

  void wake() const {
    if (executor) {
      executor->post([handle = waiter] { handle.resume(); });
    } else {
      waiter.resume();
    }
  }
};

}  // namespace

struct SystemTimer::State {
  std::mutex mutex;
  std::condition_variable changed;
  std::multimap<SteadyTime, Sleeper> sleepers;
  bool stopping = false;
  std::thread thread;

  void add(SteadyTime at, Sleeper sleeper) {
    const std::lock_guard lock(mutex);
    sleepers.emplace(at, sleeper);
    if (!thread.joinable()) thread = std::thread([this] { work(); });
    changed.notify_one();
  }

  void work() {
    std::unique_lock lock(mutex);
    while (!stopping || !sleepers.empty()) {
      if (sleepers.empty()) {
        changed.wait(lock);
        continue;
      }
      const auto first = sleepers.begin();
      if (!stopping && first->first > std::chrono::steady_clock::now()) {
        changed.wait_until(lock, SteadyTime(first->first));
        continue;
      }
      const Sleeper sleeper = first->second;
      sleepers.erase(first);
      lock.unlock();
      sleeper.wake();
      lock.lock();
    }
  }
};

namespace {

/// Suspends until `add(handle)` has woken it.
template <class Add>
struct Pause {
  Add add;
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> waiter) { add(Sleeper{waiter, Executor::current()}); }
  void await_resume() const noexcept {}
};

}  // namespace

SystemTimer::SystemTimer() : state_(std::make_unique<State>()) {}

SystemTimer::~SystemTimer() {
  {
    const std::lock_guard lock(state_->mutex);
    state_->stopping = true;
  }
  state_->changed.notify_one();
  if (state_->thread.joinable()) state_->thread.join();
}

Task<Unit> SystemTimer::wait(std::int64_t ms) {
  if (ms <= 0) co_return Unit{};
  const SteadyTime at = std::chrono::steady_clock::now() + std::chrono::milliseconds(ms);
  const auto add = [&](Sleeper sleeper) { state_->add(at, sleeper); };
  Pause<decltype(add)> pause{add};
  co_await pause;
  co_return Unit{};
}

}  // namespace sa
