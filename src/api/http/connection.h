// Connection and IoThread: the inside of the Server. Only server.cc and connection.cc include this file,
// because it brings the HTTP library with it.
//
// A connection reads, answers and writes by callbacks. `step` is its heart: it parses what has arrived, hands
// each complete request to the Service, and goes on until it must wait for bytes, for an answer or for the
// client to read. THREADS: everything of a connection happens on its IoThread, but for Stream's functions,
// which any thread may call. ERRORS: a client's faults become Service::refuse; a broken connection just ends.
#pragma once

#include <atomic>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/wait_traits.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/intrusive/list.hpp>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

#include "api/http/server.h"

namespace sa {

namespace asio = boost::asio;
using IoContext = asio::io_context;
using Socket = asio::basic_stream_socket<asio::ip::tcp, IoContext::executor_type>;
using Acceptor = asio::basic_socket_acceptor<asio::ip::tcp, IoContext::executor_type>;
using SteadyTimer =
    asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>,
                               IoContext::executor_type>;

/// State that all threads of one server share.
struct ServerShared {
  ServerShared(const ServerOptions& given, Service& answers) : options(given), service(answers) {}
  const ServerOptions options;
  Service& service;
  std::atomic<std::size_t> connections = 0;
  std::atomic<std::size_t> body_bytes = 0;
  std::atomic<bool> draining = false;
  std::mutex mutex;
  std::condition_variable ended;
  int running = 0;  ///< threads whose loop has not ended; under `mutex`
};

/// Turns bytes into a Request by the HTTP library's parser, with our limits and what it lets pass.
class RequestParser final : public boost::beast::http::basic_parser<true> {
 public:
  using ErrorCode = boost::beast::error_code;
  RequestParser(ServerShared& shared, Request& request);
  ~RequestParser() override;

  bool wants_continue() const { return wants_continue_; }
  bool is_http10() const { return version_ < 11; }
  /// The status and the words for the client when `put` failed.
  struct Fault {
    int status;
    std::string_view words;
  };
  /// `bytes`: those that `put` did not take.
  Fault fault(ErrorCode error, std::string_view bytes) const;
  /// The body is handed on as it comes.
  bool is_upload() const { return is_upload_; }

 private:
  void on_request_impl(boost::beast::http::verb method, boost::beast::string_view method_text,
                       boost::beast::string_view target, int version, ErrorCode& error) override;
  void on_response_impl(int, boost::beast::string_view, int, ErrorCode&) override {}
  void on_field_impl(boost::beast::http::field field, boost::beast::string_view name,
                     boost::beast::string_view value, ErrorCode& error) override;
  void on_header_impl(ErrorCode& error) override;
  void on_body_init_impl(const boost::optional<std::uint64_t>& length, ErrorCode& error) override;
  std::size_t on_body_impl(boost::beast::string_view bytes, ErrorCode& error) override;
  void on_chunk_header_impl(std::uint64_t, boost::beast::string_view, ErrorCode&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, boost::beast::string_view bytes, ErrorCode& error) override;
  void on_finish_impl(ErrorCode&) override {}
  void refuse(int status, std::string_view words, ErrorCode& error);

  ServerShared& shared_;
  Request& request_;
  std::size_t charged_ = 0;  ///< bytes of the body that count against bodies_bytes
  int version_ = 11;
  bool in_head_ = true;
  bool wants_continue_ = false;
  bool is_upload_ = false;
  std::optional<Fault> fault_;
};

class Connection;
using ConnectionHook =
    boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>>;
using ConnectionList = boost::intrusive::list<Connection, boost::intrusive::base_hook<ConnectionHook>,
                                              boost::intrusive::constant_time_size<false>>;

/// One event loop. Held by its connections too, so that a task which outlives the server still has its
/// executor.
class IoThread final : public Executor, public std::enable_shared_from_this<IoThread> {
 public:
  explicit IoThread(std::shared_ptr<ServerShared> shared);

  Result<std::uint16_t> bind(const asio::ip::tcp::endpoint& at);
  void run_thread();  ///< starts the thread
  void join();
  void post(std::function<void()> work) override;
  /// The following three are called by `post`.
  void drain();
  void cut_all();
  void halt();  ///< ends the loop though tasks have not ended

  ServerShared& shared() { return *shared_; }
  std::int64_t now_ms() const;
  /// "Date: Sun, 22 Nov 2026 10:31:00 GMT\r\n", made anew once a second.
  const std::string& date_line();
  ConnectionList connections;
  std::size_t handling = 0;  ///< requests whose task has not ended
  bool is_drained() const;
  void end_if_drained();

 private:
  void accept();
  void admit(Socket socket);
  void tick();
  void loop();

  std::shared_ptr<ServerShared> shared_;
  IoContext io_{1};
  asio::executor_work_guard<IoContext::executor_type> work_;
  Acceptor acceptor_;
  Socket next_;
  SteadyTimer ticker_;
  SteadyTimer accept_pause_;
  bool draining_ = false;
  std::time_t date_second_ = 0;
  std::string date_line_;
  std::thread thread_;
};

class Connection final : public Stream,
                         public ByteStream,
                         public std::enable_shared_from_this<Connection>,
                         public ConnectionHook {
 public:
  Connection(std::shared_ptr<IoThread> thread, Socket socket);
  ~Connection() override;

  void open();
  /// Answers 503 and closes: there are too many.
  void turn_away();
  void tick(std::int64_t now);
  void drain();
  void cut();

  bool send(std::string bytes) override;
  void close() override;
  bool is_open() const override { return open_; }
  /// The bytes of an upload.
  Task<Result<std::string>> next() override;

 private:
  enum class Parsed { request, more, refused };
  void step();
  Parsed parse();
  void dispatch();
  void answer(Response response);
  void refuse(int status, std::string_view words);
  void read();
  void on_read(boost::system::error_code error, std::size_t size);
  void flush();
  void on_written(boost::system::error_code error);
  void finish();
  void append(std::string_view bytes);
  void end_stream();
  void make_room();
  struct UploadWait;
  void fetch_upload();
  void take_upload();
  void end_upload(std::optional<RequestParser::Fault> why);
  void expect(std::int64_t ms) { read_deadline_ = thread_->now_ms() + ms; }
  const ServerLimits& limits() const { return thread_->shared().options.limits; }

  const std::shared_ptr<IoThread> thread_;
  Socket socket_;
  std::atomic<bool> open_ = true;
  bool counted_ = false;

  std::string in_;  ///< [in_begin_, in_end_) is what has arrived and is not parsed
  std::size_t in_begin_ = 0;
  std::size_t in_end_ = 0;
  std::string out_;      ///< answers that wait to be sent
  std::string sending_;  ///< what the socket is being given
  Request request_;
  std::optional<RequestParser> parser_;

  bool reading_ = false;
  bool writing_ = false;
  bool handling_ = false;
  bool inline_ = false;  ///< inside `dispatch`
  bool streaming_ = false;
  bool close_after_ = false;  ///< nothing more is answered
  bool lingering_ = false;
  bool keep_alive_ = true;
  bool http10_ = false;
  bool in_body_ = false;
  bool continued_ = false;
  bool uploading_ = false;                            ///< bytes of the upload that is handled are missing
  std::optional<RequestParser::Fault> upload_fault_;  ///< why it ended early
  std::function<void()> upload_waiter_;
  std::size_t discarded_ = 0;
  std::int64_t read_deadline_ = 0;
  std::int64_t write_deadline_ = 0;
};

/// Appends the bytes of `response` to `out`.
struct WireStyle {
  bool head_only = false;
  bool keep_alive = true;
  bool http10 = false;
};
void write_response(const Response& response, WireStyle style, std::string_view date_line, std::string& out);

}  // namespace sa
