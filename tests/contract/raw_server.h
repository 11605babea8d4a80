// A server that answers each connection with exactly the bytes a test wrote down, or with silence.
// THREADS: one of its own; a test sets `script` before the first call.
#pragma once

#include <cstdlib>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "tests/contract/loopback.h"

namespace sa::test {

class RawServer {
 public:
  using Then = Loopback::Then;
  /// What one connection gets: it reads a whole request, then writes `bytes`, then closes or holds still.
  struct Step {
    std::string bytes;
    Then then = Then::close;
  };

  explicit RawServer(std::vector<Step> script) : script_(std::move(script)) {}

  std::string url() const { return "http://" + loopback_.address(); }
  /// The requests so far, whole.
  std::vector<std::string> requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
  }

  /// A whole answer with this status line's rest, further header lines and body.
  static Step answer(const std::string& status, const std::string& body = "{}",
                     const std::string& lines = "") {
    return {"HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\nContent-Length: " +
                std::to_string(body.size()) + "\r\nConnection: close\r\n" + lines + "\r\n" + body,
            Then::close};
  }

 private:
  Then talk(int connection) {
    std::string request = read_request(connection);
    std::size_t before = 0;
    {
      const std::lock_guard lock(mutex_);
      before = requests_.size();
      requests_.push_back(std::move(request));
    }
    const Step step = before < script_.size() ? script_[before] : Step{};
    Loopback::say(connection, step.bytes);
    return step.then;
  }
  static std::string read_request(int connection) {
    std::string request;
    char buffer[4096];
    while (true) {
      const std::size_t head = request.find("\r\n\r\n");
      if (head != std::string::npos) {
        const std::size_t at = request.find("Content-Length: ");
        const std::size_t body =
            at == std::string::npos ? 0 : std::strtoul(request.c_str() + at + 16, nullptr, 10);
        if (request.size() >= head + 4 + body) return request;
      }
      const ssize_t got = recv(connection, buffer, sizeof buffer, 0);
      if (got <= 0) return request;
      request.append(buffer, static_cast<std::size_t>(got));
    }
  }

  const std::vector<Step> script_;
  mutable std::mutex mutex_;
  std::vector<std::string> requests_;
  Loopback loopback_{[this](int connection) { return talk(connection); }};
};

}  // namespace sa::test
