// Counts constructions and destructions of temporaries inside expressions with co_await; exit code 0 when every one
// was destroyed exactly once. Run by CMake at configuration (cmake/coroutines.cmake).
#include <coroutine>
#include <cstdio>
#include <string>
#include <utility>

namespace {

int live = 0;

struct Counted {
  Counted() { ++live; }
  Counted(const Counted&) { ++live; }
  Counted(Counted&&) noexcept { ++live; }
  ~Counted() { --live; }
};

struct Aggregate {
  Counted counted;
  std::string text;
};

struct Task {
  struct promise_type {
    int value = 0;
    std::coroutine_handle<> waiter = std::noop_coroutine();
    Task get_return_object() { return Task{std::coroutine_handle<promise_type>::from_promise(*this)}; }
    std::suspend_always initial_suspend() noexcept { return {}; }
    struct Final {
      bool await_ready() noexcept { return false; }
      std::coroutine_handle<> await_suspend(std::coroutine_handle<promise_type> self) noexcept {
        return self.promise().waiter;
      }
      void await_resume() noexcept {}
    };
    Final final_suspend() noexcept { return {}; }
    void return_value(int result) { value = result; }
    void unhandled_exception() {}
  };
  std::coroutine_handle<promise_type> handle;
  explicit Task(std::coroutine_handle<promise_type> h) : handle(h) {}
  Task(Task&& other) noexcept : handle(std::exchange(other.handle, nullptr)) {}
  ~Task() {
    if (handle) handle.destroy();
  }
  bool await_ready() const noexcept { return false; }
  std::coroutine_handle<> await_suspend(std::coroutine_handle<> waiter) noexcept {
    handle.promise().waiter = waiter;
    return handle;
  }
  int await_resume() { return handle.promise().value; }
};

Task take(Aggregate aggregate) {
  co_return static_cast<int>(aggregate.text.size());
}
Task take_reference(const Aggregate& aggregate) {
  co_return static_cast<int>(aggregate.text.size());
}
template <class F>
Task call(F f) {
  co_return f();
}
template <class F>
Task call_reference(F&& f) {
  co_return f();
}

Task shapes() {
  const Counted captured;
  int sum = co_await take({Counted{}, "a long enough text to live on the heap"});
  sum += co_await take(Aggregate{.counted = {}, .text = "another text that lives on the heap, too"});
  sum += co_await take_reference({Counted{}, "a long enough text to live on the heap"});
  sum += co_await call([captured, text = std::string("captured text that lives on the heap")] {
    return static_cast<int>(text.size());
  });
  sum += co_await call_reference([captured, text = std::string("captured text that lives on the heap")] {
    return static_cast<int>(text.size());
  });
  if (co_await call([captured] { return 1; }) == 1) sum += co_await take({captured, std::string(64, 'x')});
  const int both =
      co_await take({captured, "left side of a sum, on the heap too"}) + co_await take({captured, "right"});
  co_return sum + both;
}

}  // namespace

int main() {
  {
    Task task = shapes();
    task.handle.resume();
    if (!task.handle.done()) return 2;
  }
  if (live != 0)
    std::printf("temporaries destroyed %s often: %d left\n", live < 0 ? "too" : "not enough", live);
  return live == 0 ? 0 : 1;
}
