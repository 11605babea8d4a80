// A server that answers each connection with exactly the bytes a test wrote down, or with silence.
// THREADS: one of its own; a test sets `script` before the first call.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace sa::test {

class RawServer {
 public:
  enum class Then { close, hold };
  /// What one connection gets: it reads a whole request, then writes `bytes`, then closes or holds still.
  struct Step {
    std::string bytes;
    Then then = Then::close;
  };

  explicit RawServer(std::vector<Step> script)
      : script_(std::move(script)), listener_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof at;
    const bool listens = bind(listener_, reinterpret_cast<sockaddr*>(&at), sizeof at) == 0 &&
                         listen(listener_, 16) == 0 &&
                         getsockname(listener_, reinterpret_cast<sockaddr*>(&at), &size) == 0;
    if (!listens) throw std::runtime_error("no port to listen on");
    port_ = ntohs(at.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~RawServer() {
    shutdown(listener_, SHUT_RDWR);
    thread_.join();
    close(listener_);
    for (const int each : held_) close(each);
  }
  RawServer(const RawServer&) = delete;
  RawServer& operator=(const RawServer&) = delete;

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
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
  void serve() {
    for (std::size_t i = 0;; ++i) {
      const int connection = accept(listener_, nullptr, nullptr);
      if (connection < 0) return;
      const std::string request = read_request(connection);
      {
        const std::lock_guard lock(mutex_);
        requests_.push_back(request);
      }
      const Step step = i < script_.size() ? script_[i] : Step{};
      (void)!send(connection, step.bytes.data(), step.bytes.size(), MSG_NOSIGNAL);
      if (step.then == Then::hold) {
        held_.push_back(connection);
      } else {
        close(connection);
      }
    }
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
  int listener_;
  std::uint16_t port_ = 0;
  mutable std::mutex mutex_;
  std::vector<std::string> requests_;
  std::vector<int> held_;
  std::thread thread_;
};

}  // namespace sa::test
