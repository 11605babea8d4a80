// A client that sends exactly the bytes it is given, for tests of what no proper client would send.
// THREADS: one thread.
// ERRORS: a failed test (ADD_FAILURE) when the system refuses, or when nothing happens for 20 s.
#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cctype>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

namespace sa::test {

class RawClient {
 public:
  explicit RawClient(std::uint16_t port, int receive_buffer = 0) : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
    const timeval patience{20, 0};
    setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    if (receive_buffer > 0)
      setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_port = htons(port);
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(socket_, reinterpret_cast<sockaddr*>(&at), sizeof at) != 0) ADD_FAILURE() << "cannot connect";
  }
  ~RawClient() { close(socket_); }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  /// False when the server has closed the connection.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  void end_of_sending() { shutdown(socket_, SHUT_WR); }

  /// Everything until the server closes.
  std::string read_all() {
    while (receive()) {
    }
    return std::exchange(got_, {});
  }
  /// Up to and including `mark`, or what came before the end.
  std::string read_until(std::string_view mark) {
    while (got_.find(mark) == std::string::npos && receive()) {
    }
    const std::size_t at = got_.find(mark);
    return take(at == std::string::npos ? got_.size() : at + mark.size());
  }
  /// The next answer, by its Content-Length. `has_body` is false for the answer to a HEAD request.
  std::string read_response(bool has_body = true) {
    std::string head = read_until("\r\n\r\n");
    const std::size_t length = has_body ? content_length(head) : 0;
    while (got_.size() < length && receive()) {
    }
    return head + take(length);
  }
  bool is_at_end() { return got_.empty() && !receive(); }

 private:
  static std::size_t content_length(const std::string& head) {
    const std::size_t at = head.find("Content-Length: ");
    return at == std::string::npos ? 0 : static_cast<std::size_t>(std::atoll(head.c_str() + at + 16));
  }
  std::string take(std::size_t size) {
    std::string taken = got_.substr(0, size);
    got_.erase(0, size);
    return taken;
  }
  bool receive() {
    char bytes[16 * 1024];
    const ssize_t size = recv(socket_, bytes, sizeof bytes, 0);
    if (size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) ADD_FAILURE() << "nothing came for 20 s";
    if (size <= 0) return false;
    got_.append(bytes, static_cast<std::size_t>(size));
    return true;
  }

  int socket_;
  std::string got_;
};

}  // namespace sa::test
