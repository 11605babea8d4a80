// Timer: a pause in a coroutine. All code that waits for time to pass uses one, so that a test can set the clock forward
// instead.
// THREADS: `wait` from any thread; the coroutine goes on where it was awaited.
#pragma once

#include <cstdint>
#include <memory>

#include "base/async/task.h"
#include "base/result.h"

namespace sa {

class Timer {
 public:
  virtual ~Timer() = default;
  /// Comes back after about `ms` milliseconds; at once when that is 0 or less.
  virtual Task<Unit> wait(std::int64_t ms) = 0;
};

/// One thread, made at the first wait. What still waits when it ends comes back at once.
class SystemTimer final : public Timer {
 public:
  SystemTimer();
  ~SystemTimer() override;
  Task<Unit> wait(std::int64_t ms) override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sa
