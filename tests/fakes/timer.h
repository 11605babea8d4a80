// A timer whose waits take no time: they set the clock forward, and are written down.
// THREADS: any.
#pragma once

#include <mutex>
#include <vector>

#include "base/async/timer.h"
#include "base/clock.h"

namespace sa::test {

class FakeTimer final : public Timer {
 public:
  explicit FakeTimer(SetClock& clock) : clock_(clock) {}
  Task<Unit> wait(std::int64_t ms) override {
    if (ms > 0) {
      const std::lock_guard lock(mutex_);
      waits.push_back(ms);
      clock_.advance(ms);
    }
    co_return Unit{};
  }
  std::vector<std::int64_t> waits;

 private:
  SetClock& clock_;
  std::mutex mutex_;
};

}  // namespace sa::test
