#include "base/async/task.h"

#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace sa {
namespace {

Task<int> number(int value) {
  co_return value;
}

Task<std::string> text(std::string before, int depth) {
  if (depth == 0) co_return before;
  const std::string below = co_await text(before + "x", depth - 1);
  co_return below;
}

Task<int> failing() {
  co_await number(1);
  throw std::runtime_error("broken");
}

TEST(Task, IsLazyAndGivesItsValue) {
  bool began = false;
  const auto make = [&]() -> Task<int> {
    began = true;
    co_return co_await number(20) + co_await number(1);
  };
  Task<int> task = make();
  EXPECT_FALSE(began);
  EXPECT_EQ(sync_wait(std::move(task)), 21);
  EXPECT_TRUE(began);
}

TEST(Task, ChainsDeeply) {
  EXPECT_EQ(sync_wait(text("", 2000)).size(), 2000u);
}

TEST(Task, ALoopOfReadyTasksDoesNotGrowTheStack) {
  const auto loop = []() -> Task<long> {
    long sum = 0;
    for (int i = 0; i < 200000; ++i) sum += co_await number(1);
    co_return sum;
  };
  EXPECT_EQ(sync_wait(loop()), 200000);
}

TEST(Task, AnExceptionReachesWhoAwaits) {
  EXPECT_THROW(sync_wait(failing()), std::runtime_error);
  const auto caught = []() -> Task<std::string> {
    try {
      co_await failing();
    } catch (const std::runtime_error& error) {
      co_return error.what();
    }
    co_return "nothing was thrown";
  };
  EXPECT_EQ(sync_wait(caught()), "broken");
}

TEST(Task, ATaskThatIsNeverAwaitedFreesItsArguments) {
  const auto alive = std::make_shared<int>(1);
  const auto make = [](std::shared_ptr<int> kept) -> Task<int> { co_return *kept; };
  {
    const Task<int> unused = make(alive);
  }
  EXPECT_EQ(alive.use_count(), 1);
  {
    Task<int> first = make(alive);
    first = make(alive);
    EXPECT_EQ(alive.use_count(), 2) << "assignment frees what was there";
  }
  EXPECT_EQ(alive.use_count(), 1);
}

TEST(Task, StartGivesTheValueOrTheException) {
  std::optional<int> value;
  start(number(7), [&](std::optional<int> result, std::exception_ptr failure) {
    value = result;
    EXPECT_FALSE(failure);
  });
  EXPECT_EQ(value, 7);
  bool failed = false;
  start(failing(), [&](std::optional<int> result, std::exception_ptr failure) {
    EXPECT_FALSE(result);
    failed = failure != nullptr;
  });
  EXPECT_TRUE(failed);
}

/// Waits for another thread, and comes back through the executor that was current when the wait began.
struct OtherThread {
  std::vector<std::thread>& threads;
  std::thread::id* ran_on;
  bool await_ready() { return false; }
  void await_suspend(std::coroutine_handle<> handle) {
    threads.emplace_back([this, handle, home = Executor::current()] {
      *ran_on = std::this_thread::get_id();
      home->post(handle);
    });
  }
  void await_resume() {}
};

TEST(Task, ComesBackToItsThreadAfterAWaitForAnother) {
  std::vector<std::thread> threads;
  std::thread::id other;
  const auto request = [&]() -> Task<int> {
    for (int i = 0; i < 50; ++i) {
      const auto here = std::this_thread::get_id();
      co_await OtherThread{threads, &other};
      EXPECT_EQ(std::this_thread::get_id(), here);
      EXPECT_NE(other, here);
    }
    co_return 50;
  };
  EXPECT_EQ(sync_wait(request()), 50);
  for (std::thread& thread : threads) thread.join();
}

TEST(Executor, ScopesNestAndEnd) {
  struct Nowhere final : Executor {
    void post(std::function<void()>) override {}
  } outer, inner;
  EXPECT_EQ(Executor::current(), nullptr);
  {
    const Executor::Scope one(&outer);
    {
      const Executor::Scope two(&inner);
      EXPECT_EQ(Executor::current(), &inner);
      std::thread([] { EXPECT_EQ(Executor::current(), nullptr); }).join();
    }
    EXPECT_EQ(Executor::current(), &outer);
  }
  EXPECT_EQ(Executor::current(), nullptr);
}

}  // namespace
}  // namespace sa
