#include "api/http/server.h"

#include <pthread.h>
#include <sys/resource.h>

#include <algorithm>
#include <boost/asio/detail/socket_option.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>
#include <ctime>
#include <vector>

#include "api/http/connection.h"
#include "base/clock.h"

namespace sa {
namespace {

using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;
constexpr int kBacklog = 1024;

std::string_view what_to_do(const boost::system::error_code& error) {
  if (error == asio::error::address_in_use) return "Stop the program that uses this port, or set API_PORT.";
  if (error == asio::error::access_denied)
    return "Ports below 1024 need administrator rights. Set API_PORT to a higher port.";
  return "Set API_HOST to an address of this machine: 127.0.0.1 for this machine only, 0.0.0.0 for all its "
         "networks.";
}

Error cannot_listen(const ServerOptions& options, const boost::system::error_code& error) {
  return unavailable("The server cannot listen on " + options.host + ":" + std::to_string(options.port) +
                     ": " + error.message() + ". " + std::string(what_to_do(error)));
}

Result<asio::ip::tcp::endpoint> resolve(const ServerOptions& options) {
  boost::system::error_code error;
  const asio::ip::address address = asio::ip::make_address(options.host, error);
  if (!error) return asio::ip::tcp::endpoint(address, options.port);
  IoContext io;
  asio::ip::tcp::resolver resolver(io);
  const auto found = resolver.resolve(options.host, std::to_string(options.port), error);
  if (error || found.empty()) return cannot_listen(options, error);
  return found.begin()->endpoint();
}

/// With SO_REUSEPORT a second server on the same port would silently take half of the connections. A socket
/// without it finds out whether somebody is there.
Result<Unit> probe(const ServerOptions& options, const asio::ip::tcp::endpoint& at) {
  if (at.port() == 0) return ok();
  IoContext io;
  asio::ip::tcp::acceptor acceptor(io);
  boost::system::error_code error;
  acceptor.open(at.protocol(), error);
  if (!error) acceptor.set_option(asio::socket_base::reuse_address(true), error);
  if (!error) acceptor.bind(at, error);
  if (!error) acceptor.listen(1, error);
  if (error) return cannot_listen(options, error);
  return ok();
}

/// A connection is a file descriptor: asks the system for as many as we may need.
void allow_descriptors(std::size_t connections) {
  constexpr rlim_t kOthers = 256;  // database, logs, connectors
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  const rlim_t wanted = std::min<rlim_t>(limit.rlim_max, connections + kOthers);
  if (limit.rlim_cur >= wanted) return;
  limit.rlim_cur = wanted;
  setrlimit(RLIMIT_NOFILE, &limit);  // refused: accept pauses when there are no more, see IoThread::accept
}

}  // namespace

// ------------------------------------------------------------------------------------------------------ io
// thread

IoThread::IoThread(std::shared_ptr<ServerShared> shared)
    : shared_(std::move(shared)),
      work_(io_.get_executor()),
      acceptor_(io_.get_executor()),
      next_(io_.get_executor()),
      ticker_(io_.get_executor()),
      accept_pause_(io_.get_executor()) {}

Result<std::uint16_t> IoThread::bind(const asio::ip::tcp::endpoint& at) {
  boost::system::error_code error;
  acceptor_.open(at.protocol(), error);
  if (!error) acceptor_.set_option(asio::socket_base::reuse_address(true), error);
  if (!error) acceptor_.set_option(ReusePort(true), error);
  if (!error && at.address().is_v6()) acceptor_.set_option(asio::ip::v6_only(false), error);
  if (!error) acceptor_.bind(at, error);
  if (!error) acceptor_.listen(kBacklog, error);
  if (!error) acceptor_.non_blocking(true, error);
  if (error) return cannot_listen(shared_->options, error);
  return acceptor_.local_endpoint().port();
}

void IoThread::run_thread() {
  {
    const std::lock_guard lock(shared_->mutex);
    ++shared_->running;
  }
  thread_ = std::thread([self = shared_from_this()] { self->loop(); });
}

void IoThread::loop() {
  pthread_setname_np(pthread_self(), "http");
  const Executor::Scope scope(this);
  accept();
  tick();
  io_.run();
  const std::lock_guard lock(shared_->mutex);
  --shared_->running;
  shared_->ended.notify_all();
}

void IoThread::join() {
  if (thread_.joinable()) thread_.join();
}

void IoThread::post(std::function<void()> work) {
  asio::post(io_.get_executor(), std::move(work));
}

std::int64_t IoThread::now_ms() const {
  const auto since = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(since).count();
}

const std::string& IoThread::date_line() {
  const std::time_t now = system_clock().now().ms / kSecondMs;
  if (now != date_second_) {
    date_second_ = now;
    std::tm parts{};
    gmtime_r(&now, &parts);
    char text[64];
    const std::size_t size = std::strftime(text, sizeof text, "Date: %a, %d %b %Y %H:%M:%S GMT\r\n", &parts);
    date_line_.assign(text, size);
  }
  return date_line_;
}

void IoThread::accept() {
  acceptor_.async_accept(next_, [this](boost::system::error_code error) {
    if (error == asio::error::operation_aborted || draining_) return;
    if (!error) {
      admit(std::move(next_));
      next_ = Socket(io_.get_executor());
      return accept();
    }
    // Out of file descriptors, most likely: connections that end give some back.
    accept_pause_.expires_after(std::chrono::milliseconds(100));
    accept_pause_.async_wait([this](boost::system::error_code stopped) {
      if (!stopped && !draining_) accept();
    });
  });
}

void IoThread::admit(Socket socket) {
  const std::size_t present = shared_->connections.load();
  const std::size_t limit = shared_->options.limits.connections;
  // Past the limit there is room for a few answers that say so; beyond those a connection is just closed.
  if (present >= limit + limit / 8 + 1) return;
  const auto connection = std::make_shared<Connection>(shared_from_this(), std::move(socket));
  if (present >= limit) {
    connection->turn_away();
  } else {
    connection->open();
  }
}

void IoThread::tick() {
  ticker_.expires_after(std::chrono::milliseconds(shared_->options.limits.tick_ms));
  ticker_.async_wait([this](boost::system::error_code error) {
    if (error) return;
    const std::int64_t now = now_ms();
    for (auto each = connections.begin(); each != connections.end();) (each++)->tick(now);
    if (!is_drained()) tick();
  });
}

void IoThread::drain() {
  if (draining_) return;
  draining_ = true;
  // Clients whose connection the system has already completed are let in: they may have sent a request.
  boost::system::error_code error;
  while (true) {
    Socket socket(io_.get_executor());
    acceptor_.accept(socket, error);
    if (error) break;
    admit(std::move(socket));
  }
  acceptor_.close(error);
  for (auto each = connections.begin(); each != connections.end();) (each++)->drain();
  end_if_drained();
}

void IoThread::cut_all() {
  for (auto each = connections.begin(); each != connections.end();) (each++)->cut();
  end_if_drained();
}

bool IoThread::is_drained() const {
  return draining_ && handling == 0 && connections.empty();
}

void IoThread::end_if_drained() {
  if (!is_drained()) return;
  ticker_.cancel();
  accept_pause_.cancel();
  work_.reset();
}

void IoThread::halt() {
  io_.stop();
}

// ---------------------------------------------------------------------------------------------------------
// server

struct Server::State {
  std::shared_ptr<ServerShared> shared;
  std::vector<std::shared_ptr<IoThread>> threads;
  std::uint16_t port = 0;
  bool stopped = false;

  bool wait_for_end(std::int64_t ms) {
    std::unique_lock lock(shared->mutex);
    return shared->ended.wait_for(lock, std::chrono::milliseconds(ms), [&] { return shared->running == 0; });
  }
  template <class F>
  void on_each(F call) {
    for (const auto& thread : threads) {
      thread->post([thread, call] { call(*thread); });
    }
  }
};

Server::Server(std::unique_ptr<State> state) : state_(std::move(state)) {}

Server::~Server() {
  stop();
}

Result<std::unique_ptr<Server>> Server::listen(const ServerOptions& options, Service& service) {
  TRY(asio::ip::tcp::endpoint at, resolve(options));
  TRY_OK(probe(options, at));
  allow_descriptors(options.limits.connections);
  auto state = std::make_unique<State>();
  state->shared = std::make_shared<ServerShared>(options, service);
  for (int i = 0; i < std::max(1, options.threads); ++i) {
    auto thread = std::make_shared<IoThread>(state->shared);
    TRY(state->port, thread->bind(at));
    at.port(state->port);
    state->threads.push_back(std::move(thread));
  }
  for (const auto& thread : state->threads) thread->run_thread();
  return std::unique_ptr<Server>(new Server(std::move(state)));
}

std::uint16_t Server::port() const {
  return state_->port;
}

std::size_t Server::connections() const {
  return state_->shared->connections;
}

bool Server::stop() {
  if (state_->stopped) return true;
  state_->stopped = true;
  state_->shared->draining = true;
  state_->on_each([](IoThread& thread) { thread.drain(); });
  bool clean = state_->wait_for_end(state_->shared->options.limits.drain_ms);
  if (!clean) {
    state_->on_each([](IoThread& thread) { thread.cut_all(); });
    // A task that still waits for something keeps its connection and thread object alive, so a late answer
    // finds an executor that just never runs it.
    constexpr std::int64_t kLastMs = 500;
    if (!state_->wait_for_end(kLastMs)) {
      for (const auto& thread : state_->threads) thread->halt();
    }
  }
  for (const auto& thread : state_->threads) thread->join();
  return clean;
}

}  // namespace sa
