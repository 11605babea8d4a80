// Server: HTTP/1.1 on TCP. N threads, each with its own event loop and its own listening socket on one port.
//
// A connection lives on the thread that accepted it, and so do the coroutines that answer its requests: each
// thread is a sa::Executor. Requests of one connection are answered one at a time and in order (pipelining).
// Everything that a client can make us hold is bounded: sizes, counts and times are in ServerLimits. THREADS:
// listen and stop from any thread that is not one of the server's. ERRORS: listen: unavailable when the
// address is taken or is not ours. A client's faults are answered as the Service words them, then the
// connection is closed. SOURCE: RFC 9112.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "api/http/http.h"
#include "base/async/task.h"
#include "base/result.h"

namespace sa {

struct ServerLimits {
  std::size_t header_bytes = 16 * 1024;   ///< start line and fields together; more is 431
  std::size_t header_count = 100;         ///< more is 431
  std::size_t body_bytes = 1024 * 1024;   ///< more is 413
  std::size_t bodies_bytes = 256u << 20;  ///< all bodies in memory together; more is 503
  std::size_t connections = 10'000;       ///< more is 503
  std::size_t stream_bytes = 256 * 1024;  ///< unsent bytes of a stream; a slower client is cut off
  std::int64_t header_ms = 10'000;  ///< from the first byte of a request to the end of its head; then 408
  std::int64_t body_ms = 30'000;    ///< from the end of the head to the end of the body; then 408
  std::int64_t idle_ms = 75'000;    ///< between two requests; then the connection is closed
  std::int64_t write_ms = 30'000;   ///< to send what is ready, and more for its size:
  std::int64_t write_bytes_per_s = 32 * 1024;  ///< a slower reader is cut off
  std::int64_t linger_ms = 2'000;              ///< after the last answer, for the client to read it and close
  std::int64_t drain_ms = 10'000;              ///< for `stop` to answer what is in flight
  std::int64_t tick_ms = 100;                  ///< how often the times above are looked at
};

struct ServerOptions {
  std::string host = "127.0.0.1";  ///< an address, or a name that resolves to one
  std::uint16_t port = 0;          ///< 0: any free one, see Server::port
  int threads = 1;
  ServerLimits limits;
};

/// The interface that answers requests.
class Service {
 public:
  virtual ~Service() = default;
  /// `request` lives until the task ends. Called on the connection's thread; must not block it.
  /// With `request.incoming`, what of the body was not read is not waited for, and the connection is closed.
  virtual Task<Response> handle(Request& request) = 0;
  /// How many bytes the body of an upload may have, which comes as `Request::incoming`; null: the request is none.
  virtual std::optional<std::uint64_t> upload_bytes(const Request&) const { return std::nullopt; }
  /// The answer to what never became a request (400, 408, 413, 431, 503, ...). `words`: what was wrong, what
  /// to do. `request`: what of it could be read.
  virtual Response refuse(int status, std::string_view words, const Request& request) = 0;
};

class Server {
 public:
  /// Listens and serves, from now on. REQUIRES: `service` outlives the Server and every task that it began.
  static Result<std::unique_ptr<Server>> listen(const ServerOptions& options, Service& service);
  /// Stops, if that was not done.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::uint16_t port() const;
  std::size_t connections() const;
  /// Takes no further connection, answers what is in flight (with `Connection: close`), ends the streams,
  /// closes the rest; returns when all is done or `drain_ms` is over. True when nothing was cut off.
  bool stop();

 private:
  struct State;
  explicit Server(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace sa
