// A Service for tests of the server: it says back what it was asked, waits, streams or fails, by path.
// THREADS: as Service; `Latch` may be opened from any thread.
#pragma once

#include <algorithm>
#include <coroutine>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

#include "api/http/server.h"

namespace sa::test {

/// Holds coroutines back until a test opens it.
class Latch {
 public:
  bool await_ready() const { return false; }
  bool await_suspend(std::coroutine_handle<> waiter) {
    const std::lock_guard lock(mutex_);
    if (open_) return false;
    waiters_.emplace_back(Executor::current(), waiter);
    return true;
  }
  void await_resume() {}
  void open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    for (auto [executor, waiter] : waiters_) executor->post([waiter] { waiter.resume(); });
    waiters_.clear();
  }
  std::size_t waiting() {
    const std::lock_guard lock(mutex_);
    return waiters_.size();
  }

 private:
  std::mutex mutex_;
  bool open_ = false;
  std::vector<std::pair<Executor*, std::coroutine_handle<>>> waiters_;
};

/// Lets other threads run until `condition` holds; a test that waits forever is ended by ctest.
template <class Condition>
void wait_until(Condition condition) {
  while (!condition()) std::this_thread::yield();
}

class ToyService final : public Service {
 public:
  Latch latch;
  std::shared_ptr<Stream> stream;  ///< of the last GET /stream, when streams() > 0
  std::atomic<int> streams = 0;
  std::atomic<int> uploads = 0;          ///< whose bytes were read as they came
  std::atomic<std::size_t> largest = 0;  ///< piece of an upload

  std::optional<std::uint64_t> upload_bytes(const Request& request) const override {
    if (!request.target.starts_with("/upload")) return std::nullopt;
    return std::uint64_t{32} << 20;
  }

  Task<Response> handle(Request& request) override {
    Response response;
    response.headers.add("X-Peer", request.peer + (request.peer_is_loopback ? " loopback" : ""));
    if (request.target == "/wait") co_await latch;
    if (request.target == "/upload/refused") {
      response.status = 401;
      co_return response;
    }
    if (request.target == "/upload") {
      std::size_t bytes = request.incoming ? 0 : request.body.size();
      if (request.incoming) {
        ++uploads;
        while (true) {
          const auto piece = co_await request.incoming->next();
          if (!piece) co_return Response{.status = 400, .body = "broken: " + piece.error().message};
          if (piece->empty()) break;
          largest = std::max(largest.load(), piece->size());
          bytes += piece->size();
        }
      }
      response.body = "uploaded " + std::to_string(bytes);
      co_return response;
    }
    if (request.target == "/throw") throw std::runtime_error("secret words");
    if (request.target == "/big") {
      response.body.assign(8 * 1024 * 1024, 'x');
    } else if (request.target == "/none") {
      response.status = 204;
    } else if (request.target == "/stream") {
      response.stream = [this](std::shared_ptr<Stream> opened) {
        stream = std::move(opened);
        ++streams;
      };
    } else {
      response.body =
          std::string(enum_text(request.method)) + " " + request.target + " [" + request.body + "]";
      if (const auto field = request.headers.find("x-field"))
        response.body += " field=" + std::string(*field);
    }
    co_return response;
  }
  Response refuse(int status, std::string_view words, const Request& request) override {
    const std::string trace_id(request.headers.find("X-Trace-ID").value_or("none"));
    return {.status = status, .body = "refused: " + std::string(words) + " trace=" + trace_id};
  }

 private:
  static const char* enum_text(Method method) {
    switch (method) {
      case Method::GET:
        return "GET";
      case Method::HEAD:
        return "HEAD";
      case Method::POST:
        return "POST";
      default:
        return "other";
    }
  }
};

}  // namespace sa::test
