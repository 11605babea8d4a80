// A port of this machine that takes connections, one after the other: what the servers of these tests stand on.
// THREADS: one of its own, which calls `talk`; it ends with the object. Whatever `talk` uses must outlive it: declare it last.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <functional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace sa::test {

class Loopback {
 public:
  enum class Then { close, hold };
  using Talk = std::function<Then(int connection)>;

  explicit Loopback(Talk talk) : talk_(std::move(talk)), listener_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof at;
    auto* generic = reinterpret_cast<sockaddr*>(&at);
    if (::bind(listener_, generic, size) != 0 || ::listen(listener_, 16) != 0 ||
        ::getsockname(listener_, generic, &size) != 0)
      throw std::runtime_error("no port to listen on");
    port_ = ntohs(at.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~Loopback() {
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
    for (const int each : held_) ::close(each);
  }
  Loopback(const Loopback&) = delete;
  Loopback& operator=(const Loopback&) = delete;

  /// "127.0.0.1:40001"
  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }

  static bool say(int connection, const std::string& text) {
    return ::send(connection, text.data(), text.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(text.size());
  }
  /// A line without its LF; false when the other end has closed.
  static bool read_line(int connection, std::string* line) {
    line->clear();
    char c;
    while (::recv(connection, &c, 1, 0) == 1) {
      if (c == '\n') return true;
      *line += c;
    }
    return false;
  }

 private:
  void serve() {
    while (true) {
      const int connection = ::accept(listener_, nullptr, nullptr);
      if (connection < 0) return;
      if (talk_(connection) == Then::hold) {
        held_.push_back(connection);
      } else {
        ::close(connection);
      }
    }
  }

  const Talk talk_;
  int listener_;
  int port_ = 0;
  std::vector<int> held_;
  std::thread thread_;
};

}  // namespace sa::test
