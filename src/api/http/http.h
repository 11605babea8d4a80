// Request, Response and Stream: HTTP as the rest of the program sees it. No type of the HTTP library is in
// here.
//
// Owned by api/. The server (server.h) makes Requests from bytes and bytes from Responses; the router answers
// them. THREADS: values; a Stream may be used from any thread. ERRORS: none here. SOURCE: RFC 9110
// (semantics), RFC 9112 (HTTP/1.1).
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/async/byte_stream.h"

namespace sa {

enum class Method { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, OTHER };
BOOST_DESCRIBE_ENUM(Method, GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, OTHER)

/// The fields of a request's head, in order. One text holds them all, so that a connection which reuses its
/// Request allocates nothing.
class RequestHeaders {
 public:
  void add(std::string_view name, std::string_view value);
  /// The first value of `name` (any case); null when there is none.
  std::optional<std::string_view> find(std::string_view name) const;
  std::size_t count(std::string_view name) const;
  std::size_t size() const { return entries_.size(); }
  void clear();

 private:
  struct Entry {
    std::uint32_t name, name_size, value, value_size;
  };
  std::string_view name(const Entry& entry) const {
    return std::string_view(text_).substr(entry.name, entry.name_size);
  }
  std::string text_;
  std::vector<Entry> entries_;
};

struct Request {
  Method method = Method::OTHER;
  std::string target;  ///< origin-form, as received: "/a%20b?x=1"
  RequestHeaders headers;
  std::string body;
  ByteStream* incoming = nullptr;  ///< an upload that is still arriving; null: `body` is all of it
  std::string peer;                ///< address of the other end of the connection, without the port
  bool peer_is_loopback = false;   ///< the other end is this machine (a proxy counts as itself)
  std::string trace_id;            ///< set by the router

  void clear();
};

/// The head of a response, kept as the text that will be sent.
class ResponseHeaders {
 public:
  /// Control characters in `value` become spaces, so that no value can end its line.
  void add(std::string_view name, std::string_view value);
  /// Lines that are known at build time: "Name: value\r\n...".
  void add_lines(std::string_view lines) { text_ += lines; }
  /// The first value of `name` (any case); null when there is none.
  std::optional<std::string_view> find(std::string_view name) const;
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

/// A response body that goes on after the head was sent. Held by the server's connection and by whoever
/// writes.
class Stream {
 public:
  virtual ~Stream() = default;
  /// Sends `bytes` later; false when the other end is gone. A client that does not read is cut off.
  virtual bool send(std::string bytes) = 0;
  virtual void close() = 0;
  virtual bool is_open() const = 0;
};

struct Response {
  int status = 200;
  ResponseHeaders headers = {};  ///< without Date, Content-Length and Connection, which are the server's
  std::string body = {};
  std::string_view constant_body =
      {};  ///< sent instead of `body` when not empty; lives as long as the program
  /// When set: called once after the head, on the connection's thread, instead of a body.
  std::function<void(std::shared_ptr<Stream>)> stream = {};

  std::string_view content() const { return constant_body.empty() ? std::string_view(body) : constant_body; }
};

/// "Not Found" for 404.
std::string_view reason_phrase(int status);

}  // namespace sa
