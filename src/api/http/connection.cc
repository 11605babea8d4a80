#include "api/http/connection.h"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <charconv>
#include <coroutine>
#include <utility>

#include "base/text/ascii.h"
#include "base/time.h"

namespace sa {
namespace http = boost::beast::http;
namespace {

constexpr std::size_t kFirstBuffer = 4 * 1024;
constexpr std::size_t kBatchBytes =
    64 * 1024;  // so much is gathered from pipelined requests before it is sent
constexpr std::size_t kLingerBytes = 1024 * 1024;  // so much is read and thrown away after the last answer

std::string_view view(boost::beast::string_view text) {
  return {text.data(), text.size()};
}

Method method_of(http::verb verb) {
  switch (verb) {
    case http::verb::get:
      return Method::GET;
    case http::verb::head:
      return Method::HEAD;
    case http::verb::post:
      return Method::POST;
    case http::verb::put:
      return Method::PUT;
    case http::verb::patch:
      return Method::PATCH;
    case http::verb::delete_:
      return Method::DELETE;
    case http::verb::options:
      return Method::OPTIONS;
    default:
      return Method::OTHER;
  }
}

/// True when a request's first line ends in a version that is neither 1.0 nor 1.1. The library says "bad version" to
/// a blank in the target and to a line that ends without a carriage return, too.
bool names_other_version(std::string_view bytes) {
  const std::string_view line = bytes.substr(0, bytes.find_first_of("\r\n"));
  const std::size_t blank = line.find(' ', std::min(line.find(' '), line.size() - 1) + 1);
  if (blank == std::string_view::npos) return false;
  const std::string_view version = line.substr(blank + 1);
  constexpr std::string_view kName = "HTTP/";
  return version.starts_with(kName) && version.size() > kName.size() && version[kName.size()] >= '0' &&
         version[kName.size()] <= '9' && version != "HTTP/1.0" && version != "HTTP/1.1";
}

void add_number(std::string& out, std::uint64_t number) {
  char digits[20];
  const auto end = std::to_chars(digits, digits + sizeof digits, number);
  out.append(digits, end.ptr);
}

}  // namespace

// --------------------------------------------------------------------------------------------------------
// parser

RequestParser::RequestParser(ServerShared& shared, Request& request) : shared_(shared), request_(request) {
  eager(true);
  header_limit(static_cast<std::uint32_t>(shared.options.limits.header_bytes));
  body_limit(shared.options.limits.body_bytes);
}

RequestParser::~RequestParser() {
  shared_.body_bytes -= charged_;
}

void RequestParser::refuse(int status, std::string_view words, ErrorCode& error) {
  fault_ = Fault{status, words};
  error = http::error::bad_value;
}

RequestParser::Fault RequestParser::fault(ErrorCode error, std::string_view bytes) const {
  if (fault_) return *fault_;
  if (error == http::error::header_limit) return {431, "The request headers are too large. Shorten them."};
  if (error == http::error::body_limit) return {413, "The request body is too large. Send a smaller one."};
  if (error == http::error::bad_version && names_other_version(bytes))
    return {505, "The server supports only HTTP/1.1 and HTTP/1.0."};
  return {400, "The request is not valid HTTP/1.1 (RFC 9112)."};
}

void RequestParser::on_request_impl(http::verb method, boost::beast::string_view,
                                    boost::beast::string_view target, int version, ErrorCode& error) {
  version_ = version;
  const std::size_t limit = shared_.options.limits.header_bytes;
  if (target.size() >= limit) {
    error = http::error::header_limit;
    return;
  }
  header_limit(static_cast<std::uint32_t>(limit - target.size()));
  request_.method = method_of(method);
  request_.target = view(target);
  if (const auto most = shared_.service.upload_bytes(request_)) {
    is_upload_ = true;
    body_limit(*most);
  }
}

void RequestParser::on_field_impl(http::field field, boost::beast::string_view name,
                                  boost::beast::string_view value, ErrorCode& error) {
  if (!in_head_) return;  // a trailer; it must not become a field that somebody trusts
  if (request_.headers.size() >= shared_.options.limits.header_count) {
    return refuse(431, "The request has too many headers.", error);
  }
  // Two readers that disagree about the length of a body can be made to see different requests: what is not
  // plain is refused (RFC 9112, 6.1 and 11.2). The library refuses both fields together and two different
  // lengths.
  if (field == http::field::transfer_encoding && !equal_ignoring_case(view(value), "chunked")) {
    return refuse(501, "The only supported Transfer-Encoding is chunked.", error);
  }
  if (field == http::field::content_length &&
      (request_.headers.count("Content-Length") > 0 || view(value).find(',') != std::string_view::npos)) {
    return refuse(400, "Content-Length must not be repeated.", error);
  }
  if (field == http::field::expect) {
    if (!equal_ignoring_case(view(value), "100-continue")) {
      return refuse(417, "The only supported Expect value is 100-continue.", error);
    }
    wants_continue_ = true;
  }
  request_.headers.add(view(name), view(value));
}

void RequestParser::on_header_impl(ErrorCode& error) {
  in_head_ = false;
  if (chunked() && is_http10()) return refuse(400, "HTTP/1.0 does not support Transfer-Encoding.", error);
  const std::size_t hosts = request_.headers.count("Host");
  if (hosts > 1 || (hosts == 0 && !is_http10())) {
    return refuse(400, "A request must have exactly one Host header.", error);
  }
  if (is_http10()) wants_continue_ = false;
}

void RequestParser::on_body_init_impl(const boost::optional<std::uint64_t>& length, ErrorCode&) {
  // The length is a promise of the client: memory follows the bytes, not the promise.
  constexpr std::uint64_t kAtOnce = 16 * 1024;
  if (length) request_.body.reserve(static_cast<std::size_t>(std::min<std::uint64_t>(*length, kAtOnce)));
}

std::size_t RequestParser::on_body_impl(boost::beast::string_view bytes, ErrorCode& error) {
  if (is_upload_) {  // a piece at a time is in memory
    request_.body.append(bytes.data(), bytes.size());
    return bytes.size();
  }
  charged_ += bytes.size();
  if (shared_.body_bytes.fetch_add(bytes.size()) + bytes.size() > shared_.options.limits.bodies_bytes) {
    refuse(503, "The server is handling too many large requests. Try again in a moment.", error);
    return 0;
  }
  request_.body.append(bytes.data(), bytes.size());
  return bytes.size();
}

std::size_t RequestParser::on_chunk_body_impl(std::uint64_t, boost::beast::string_view bytes,
                                              ErrorCode& error) {
  return on_body_impl(bytes, error);
}

// ------------------------------------------------------------------------------------------------------
// response

void write_response(const Response& response, WireStyle style, std::string_view date_line, std::string& out) {
  out += style.http10 ? "HTTP/1.0 " : "HTTP/1.1 ";
  add_number(out, static_cast<std::uint64_t>(response.status));
  out += ' ';
  out += reason_phrase(response.status);
  out += "\r\n";
  out += date_line;
  out += response.headers.text();
  const bool has_length = !response.stream && response.status != 204 && response.status != 304;
  if (has_length) {
    out += "Content-Length: ";
    add_number(out, response.content().size());
    out += "\r\n";
  }
  if (!style.keep_alive) {
    out += "Connection: close\r\n";
  } else if (style.http10) {
    out += "Connection: keep-alive\r\n";
  }
  out += "\r\n";
  if (has_length && !style.head_only) out += response.content();
}

// ----------------------------------------------------------------------------------------------------
// connection

Connection::Connection(std::shared_ptr<IoThread> thread, Socket socket)
    : thread_(std::move(thread)), socket_(std::move(socket)) {}

Connection::~Connection() {
  if (counted_) --thread_->shared().connections;
}

void Connection::open() {
  counted_ = true;
  ++thread_->shared().connections;
  boost::system::error_code ignored;  // the client may be gone already; the first read tells
  socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
  asio::ip::address address = socket_.remote_endpoint(ignored).address();
  if (address.is_v6() && address.to_v6().is_v4_mapped()) {
    address = asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
  }
  request_.peer = address.to_string();
  request_.peer_is_loopback = address.is_loopback();
  thread_->connections.push_back(*this);
  expect(limits().header_ms);
  step();
}

void Connection::turn_away() {
  open();
  if (open_) refuse(503, "The server has too many open connections. Try again in a moment.");
}

void Connection::step() {
  while (open_ && !reading_ && !handling_ && !close_after_ && !streaming_ && out_.size() < kBatchBytes) {
    const Parsed parsed = parse();
    if (parsed == Parsed::request) {
      dispatch();
    } else if (parsed == Parsed::more) {
      if (!reading_) read();
      break;
    }
  }
  if (open_) flush();
}

Connection::Parsed Connection::parse() {
  if (!parser_) {
    // An empty line before a request is ignored (RFC 9112, 2.2).
    while (in_end_ - in_begin_ >= 2 && in_[in_begin_] == '\r' && in_[in_begin_ + 1] == '\n') in_begin_ += 2;
    const bool half_a_line = in_end_ - in_begin_ == 1 && in_[in_begin_] == '\r';
    if (in_begin_ == in_end_ || half_a_line) {
      expect(limits().idle_ms);
      return Parsed::more;
    }
    request_.clear();
    parser_.emplace(thread_->shared(), request_);
    in_body_ = continued_ = false;
    expect(limits().header_ms);
  }
  RequestParser::ErrorCode error;
  in_begin_ += parser_->put(asio::buffer(in_.data() + in_begin_, in_end_ - in_begin_), error);
  if (!error && parser_->is_done()) return Parsed::request;
  if (error && error != http::error::need_more) {
    const RequestParser::Fault fault = parser_->fault(error, {in_.data() + in_begin_, in_end_ - in_begin_});
    refuse(fault.status, fault.words);
    return Parsed::refused;
  }
  if (parser_->is_header_done() && !in_body_) {
    in_body_ = true;
    expect(limits().body_ms);
    if (parser_->is_upload()) return Parsed::request;
  }
  if (in_body_ && parser_->wants_continue() && !continued_) {
    continued_ = true;
    out_ += "HTTP/1.1 100 Continue\r\n\r\n";
  }
  return Parsed::more;
}

void Connection::dispatch() {
  keep_alive_ = parser_->keep_alive();
  http10_ = parser_->is_http10();
  handling_ = inline_ = true;
  uploading_ = !parser_->is_done();
  request_.incoming = uploading_ ? this : nullptr;
  ++thread_->handling;
  start(thread_->shared().service.handle(request_),
        [self = shared_from_this()](std::optional<Response> response, std::exception_ptr exception) {
          // The service answers its own exceptions; one that comes here has no better words.
          if (exception || !response) {
            response = self->thread_->shared().service.refuse(500, "Internal server error.", self->request_);
          }
          self->answer(*std::move(response));
        });
  inline_ = false;
}

void Connection::answer(Response response) {
  handling_ = false;
  --thread_->handling;
  const bool is_whole = parser_ && parser_->is_done();
  uploading_ = false;
  parser_.reset();
  if (upload_fault_)
    response = thread_->shared().service.refuse(upload_fault_->status, upload_fault_->words, request_);
  upload_fault_.reset();
  if (open_) {
    const bool streams = static_cast<bool>(response.stream) && request_.method != Method::HEAD;
    keep_alive_ = keep_alive_ && is_whole && !response.stream && !thread_->shared().draining;
    write_response(response, {request_.method == Method::HEAD, keep_alive_, http10_}, thread_->date_line(),
                   out_);
    if (streams) {
      streaming_ = true;
      if (!reading_) read();  // only to see the client leave
      response.stream(shared_from_this());
    } else if (!keep_alive_) {
      close_after_ = true;
    }
    if (!inline_) step();
  }
  thread_->end_if_drained();
}

void Connection::refuse(int status, std::string_view words) {
  parser_.reset();
  const Response response = thread_->shared().service.refuse(status, words, request_);
  close_after_ = true;
  write_response(response, {.keep_alive = false}, thread_->date_line(), out_);
  flush();
}

void Connection::make_room() {
  if (in_begin_ > 0) {
    std::copy(in_.begin() + static_cast<std::ptrdiff_t>(in_begin_),
              in_.begin() + static_cast<std::ptrdiff_t>(in_end_), in_.begin());
    in_end_ -= in_begin_;
    in_begin_ = 0;
  }
  if (in_.empty()) in_.resize(kFirstBuffer);
  if (in_end_ == in_.size() || (in_body_ && in_.size() == kFirstBuffer)) in_.resize(in_.size() * 4);
}

void Connection::read() {
  if (in_begin_ == in_end_ && in_.size() > kFirstBuffer && !in_body_) {
    in_ = std::string(kFirstBuffer, '\0');  // an idle connection gives its memory back
    in_begin_ = in_end_ = 0;
  }
  if (close_after_ || streaming_) in_begin_ = in_end_ = 0;
  // Nothing that is legal leaves so much unparsed: a head is limited, and a body is taken out as it comes.
  if (in_end_ - in_begin_ > limits().header_bytes + kFirstBuffer) {
    return refuse(400, "A line of the request is too long.");
  }
  make_room();
  reading_ = true;
  socket_.async_read_some(asio::buffer(in_.data() + in_end_, in_.size() - in_end_),
                          [self = shared_from_this()](boost::system::error_code error, std::size_t size) {
                            self->on_read(error, size);
                          });
}

void Connection::on_read(boost::system::error_code error, std::size_t size) {
  reading_ = false;
  if (!open_) return;
  if (error && uploading_) {
    end_upload(RequestParser::Fault{400, "The request ended before it was complete. Send it again."});
    if (error != asio::error::eof) cut();
    return;
  }
  if (error) {
    // A client that has closed its half may still read why its half of a request was not enough.
    const bool is_cut_short = error == asio::error::eof && parser_ && !handling_ && !streaming_;
    if (is_cut_short && !close_after_)
      return refuse(400, "The request ended before it was complete. Send it again.");
    // The client is gone or will send no more; what it asked for before is still sent.
    close_after_ = true;
    if (streaming_ || lingering_ || (!writing_ && out_.empty())) cut();
    return;
  }
  if (close_after_ || streaming_) {
    discarded_ += size;
    if (discarded_ > kLingerBytes) return cut();
    if (lingering_ || streaming_) read();
    return;
  }
  in_end_ += size;
  if (uploading_) return take_upload();
  step();
}

void Connection::flush() {
  if (writing_) return;
  if (out_.empty()) {
    if (close_after_) finish();
    return;
  }
  sending_.clear();
  sending_.swap(out_);
  writing_ = true;
  const auto size = static_cast<std::int64_t>(sending_.size());
  write_deadline_ = thread_->now_ms() + limits().write_ms + size * kSecondMs / limits().write_bytes_per_s;
  asio::async_write(
      socket_, asio::buffer(sending_),
      [self = shared_from_this()](boost::system::error_code error, std::size_t) { self->on_written(error); });
}

void Connection::on_written(boost::system::error_code error) {
  writing_ = false;
  if (!open_) return;
  if (error) return cut();
  if (sending_.capacity() > kBatchBytes) sending_ = std::string();
  if (!out_.empty() || close_after_) {
    flush();
  } else {
    step();
  }
}

/// All is sent: says so to the client, and gives it time to read before the connection goes.
void Connection::finish() {
  if (lingering_) return;
  lingering_ = true;
  boost::system::error_code error;
  socket_.shutdown(Socket::shutdown_send, error);
  if (error) return cut();
  expect(limits().linger_ms);
  if (!reading_) read();
}

void Connection::cut() {
  if (!open_) return;
  if (uploading_) end_upload(RequestParser::Fault{400, "The connection was closed. Send the request again."});
  open_ = false;
  boost::system::error_code ignored;  // closing is all that is left to do
  socket_.close(ignored);
  unlink();
  thread_->end_if_drained();
}

void Connection::tick(std::int64_t now) {
  if (writing_ && now >= write_deadline_) return cut();
  if (lingering_ && now >= read_deadline_) return cut();
  if (!reading_ || close_after_ || streaming_ || now < read_deadline_) return;
  if (!parser_) {
    close_after_ = true;
    return flush();
  }
  constexpr RequestParser::Fault kLate{408, "The request did not arrive in time. Send it again."};
  if (uploading_) return end_upload(kLate);
  refuse(kLate.status, kLate.words);
}

void Connection::drain() {
  if (streaming_) return end_stream();
  if (handling_ || parser_ || close_after_ || in_begin_ != in_end_) return;
  boost::system::error_code error;
  // What has arrived is still answered.
  if (reading_ && socket_.available(error) > 0 && !error) return;
  if (!writing_) return cut();
  close_after_ = true;
}

// --------------------------------------------------------------------------------------------------------
// upload

struct Connection::UploadWait {
  Connection& connection;
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> waiter) const {
    // Resumed by the executor that is current here, whose name the log lines carry.
    connection.upload_waiter_ = [waiter, executor = Executor::current()] {
      executor->post([waiter] { waiter.resume(); });
    };
    connection.fetch_upload();
  }
  void await_resume() const noexcept {}
};

Task<Result<std::string>> Connection::next() {
  if (request_.body.empty() && uploading_) co_await UploadWait{*this};
  if (upload_fault_) co_return invalid(std::string(upload_fault_->words));
  co_return std::exchange(request_.body, {});
}

/// Reads on only now: a client is no faster than who takes its bytes.
void Connection::fetch_upload() {
  expect(limits().body_ms);
  if (parser_->wants_continue() && !continued_) {
    continued_ = true;
    out_ += "HTTP/1.1 100 Continue\r\n\r\n";
    flush();
  }
  if (open_ && !reading_) read();
}

void Connection::take_upload() {
  RequestParser::ErrorCode error;
  in_begin_ += parser_->put(asio::buffer(in_.data() + in_begin_, in_end_ - in_begin_), error);
  if (error && error != http::error::need_more)
    return end_upload(parser_->fault(error, {in_.data() + in_begin_, in_end_ - in_begin_}));
  if (parser_->is_done()) return end_upload(std::nullopt);
  if (request_.body.empty()) return fetch_upload();
  if (auto waiter = std::exchange(upload_waiter_, {})) waiter();
}

void Connection::end_upload(std::optional<RequestParser::Fault> why) {
  uploading_ = false;
  upload_fault_ = why;
  if (auto waiter = std::exchange(upload_waiter_, {})) waiter();
}

// --------------------------------------------------------------------------------------------------------
// stream

bool Connection::send(std::string bytes) {
  if (!open_) return false;
  thread_->post([self = shared_from_this(), bytes = std::move(bytes)] { self->append(bytes); });
  return true;
}

void Connection::close() {
  thread_->post([self = shared_from_this()] { self->end_stream(); });
}

void Connection::append(std::string_view bytes) {
  if (!open_ || close_after_) return;
  if (out_.size() + bytes.size() > limits().stream_bytes) return cut();
  out_ += bytes;
  flush();
}

void Connection::end_stream() {
  if (!open_ || close_after_) return;
  close_after_ = true;
  flush();
}

}  // namespace sa
