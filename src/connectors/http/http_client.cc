#include "connectors/http/http_client.h"

#include <curl/curl.h>

#include <algorithm>
#include <chrono>
#include <coroutine>
#include <deque>
#include <list>
#include <mutex>
#include <thread>

#include "base/text/ascii.h"

namespace sa {
namespace {

using SteadyTime = std::chrono::steady_clock::time_point;

constexpr std::size_t kMaxHeaderBytes = 64 << 10;
constexpr long kIdleConnections = 16;
constexpr int kPollMs = 1000;
constexpr long kSlowSeconds = 20;

SteadyTime now() {
  return std::chrono::steady_clock::now();
}
std::int64_t ms_since(SteadyTime begin) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(now() - begin).count();
}

/// libcurl wants to be initialised once in a process, before there are threads that use it.
void start_curl() {
  static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
  (void)started;
}

/// One request under way. Lives in the awaiting coroutine's frame until its answer is posted.
struct Transfer {
  HttpRequest request;
  HttpAnswer answer = {};
  CURL* easy = nullptr;
  curl_slist* lines = nullptr;
  SteadyTime begin = {};
  std::size_t header_bytes = 0;
  bool is_too_large = false;
  bool is_too_late = false;
  std::coroutine_handle<> waiter = {};
  Executor* executor = nullptr;

  ~Transfer() {
    curl_slist_free_all(lines);
    if (easy) curl_easy_cleanup(easy);
  }
};

std::size_t take_body(char* bytes, std::size_t, std::size_t size, void* self) {
  auto& transfer = *static_cast<Transfer*>(self);
  if (transfer.answer.body.size() + size > transfer.request.max_answer_bytes) {
    transfer.is_too_large = true;
    return 0;
  }
  transfer.answer.body.append(bytes, size);
  return size;
}

std::size_t take_header(char* bytes, std::size_t, std::size_t size, void* self) {
  auto& transfer = *static_cast<Transfer*>(self);
  transfer.header_bytes += size;
  if (transfer.header_bytes > kMaxHeaderBytes) {
    transfer.is_too_large = true;
    return 0;
  }
  const std::string_view line(bytes, size);
  const std::size_t colon = line.find(':');
  // A status line begins a new answer: what came before was "100 Continue" or a proxy's.
  if (line.starts_with("HTTP/")) transfer.answer.headers.clear();
  if (colon == std::string_view::npos || line.starts_with("HTTP/")) return size;
  transfer.answer.headers.emplace_back(ascii_lower(trimmed(line.substr(0, colon))),
                                       std::string(trimmed(line.substr(colon + 1))));
  return size;
}

void prepare(Transfer* transfer, const HttpClient::Options& options) {
  const HttpRequest& request = transfer->request;
  CURL* easy = transfer->easy = curl_easy_init();
  const auto set = [&](auto option, auto value) { curl_easy_setopt(easy, option, value); };
  set(CURLOPT_URL, request.url.c_str());
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  set(CURLOPT_CUSTOMREQUEST, request.method.c_str());
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_ACCEPT_ENCODING, "");
  set(CURLOPT_USERAGENT, options.user_agent.c_str());
  if (!options.ca_file.empty()) set(CURLOPT_CAINFO, options.ca_file.c_str());
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(request.connect_ms));
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(request.whole_ms));
  if (request.least_bytes_per_s > 0) {
    set(CURLOPT_LOW_SPEED_LIMIT, static_cast<long>(request.least_bytes_per_s));
    set(CURLOPT_LOW_SPEED_TIME, kSlowSeconds);
  }
  if (!request.is_repeatable) set(CURLOPT_FRESH_CONNECT, 1L);
  for (const auto& [name, value] : request.headers) {
    transfer->lines = curl_slist_append(transfer->lines, (name + ": " + value).c_str());
  }
  // Waiting for "100 Continue" costs a second with servers that never say it.
  transfer->lines = curl_slist_append(transfer->lines, "Expect:");
  set(CURLOPT_HTTPHEADER, transfer->lines);
  if (!request.body.empty() || request.method == "POST") {
    set(CURLOPT_POSTFIELDS, request.body.data());
    set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
  }
  set(CURLOPT_WRITEFUNCTION, &take_body);
  set(CURLOPT_WRITEDATA, static_cast<void*>(transfer));
  set(CURLOPT_HEADERFUNCTION, &take_header);
  set(CURLOPT_HEADERDATA, static_cast<void*>(transfer));
  set(CURLOPT_PRIVATE, static_cast<void*>(transfer));
}

std::string seconds(std::int64_t ms) {
  return ms % 1000 == 0 ? std::to_string(ms / 1000) + " s" : std::to_string(ms) + " ms";
}

std::string words_of(const Transfer& transfer, CURLcode code) {
  const HttpRequest& request = transfer.request;
  if (transfer.is_too_large)
    return "Its response is larger than " + std::to_string(request.max_answer_bytes >> 20) + " MB.";
  if (transfer.is_too_late)
    return "It did not start to respond within " + seconds(request.first_byte_ms) + ".";
  switch (code) {
    case CURLE_OPERATION_TIMEDOUT:
      if (transfer.header_bytes > 0 && ms_since(transfer.begin) < request.whole_ms)
        return "Its response was too slow.";
      return "It did not respond within " + seconds(request.whole_ms) + ".";
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
      return "Its host name could not be resolved. Check the network connection.";
    case CURLE_COULDNT_CONNECT:
      return "It refused the connection or is unreachable.";
    case CURLE_PEER_FAILED_VERIFICATION:
      return "Its TLS certificate is not trusted. For your own certificate authority set CA_FILE.";
    case CURLE_PARTIAL_FILE:
      return "Its response was cut off.";
    case CURLE_GOT_NOTHING:
    case CURLE_RECV_ERROR:
      return "It closed the connection without a response.";
    default:
      return std::string("The connection failed: ") + curl_easy_strerror(code) + ".";
  }
}

void finish(Transfer* transfer, CURLcode code) {
  HttpAnswer& answer = transfer->answer;
  long status = 0;
  long sent_bytes = 0;
  curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
  curl_easy_getinfo(transfer->easy, CURLINFO_REQUEST_SIZE, &sent_bytes);
  answer.reached = sent_bytes > 0;
  answer.ms = ms_since(transfer->begin);
  if (code == CURLE_OK) {
    answer.status = static_cast<int>(status);
    return;
  }
  answer.body.clear();
  answer.headers.clear();
  answer.is_too_large = transfer->is_too_large;
  answer.failure = words_of(*transfer, code);
}

}  // namespace

std::string_view HttpAnswer::header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (key == name) return value;
  }
  return {};
}

/// The thread that moves the bytes.
class HttpClient::Driver {
 public:
  explicit Driver(Options options) : options_(std::move(options)) {
    start_curl();
    multi_ = curl_multi_init();
    curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, kIdleConnections);
    thread_ = std::thread([this] { work(); });
  }
  ~Driver() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    curl_multi_wakeup(multi_);
    thread_.join();
    curl_multi_cleanup(multi_);
  }
  Driver(const Driver&) = delete;
  Driver& operator=(const Driver&) = delete;

  void add(Transfer* transfer) {
    {
      const std::lock_guard lock(mutex_);
      waiting_.push_back(transfer);
    }
    curl_multi_wakeup(multi_);
  }

 private:
  void work() {
    while (true) {
      if (!admit()) return;
      int running = 0;
      curl_multi_perform(multi_, &running);
      collect();
      drop_late();
      curl_multi_poll(multi_, nullptr, 0, poll_ms(), nullptr);
    }
  }

  /// Takes in what waits; false when the client ends, and everything with it.
  bool admit() {
    std::unique_lock lock(mutex_);
    auto waiting = std::exchange(waiting_, {});
    const bool stopping = stopping_;
    lock.unlock();
    for (Transfer* transfer : waiting) {
      prepare(transfer, options_);
      transfer->begin = now();
      curl_multi_add_handle(multi_, transfer->easy);
      active_.push_back(transfer);
    }
    if (stopping) {
      while (!active_.empty()) end(active_.front(), CURLE_ABORTED_BY_CALLBACK);
    }
    return !stopping;
  }

  void collect() {
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      Transfer* transfer = nullptr;
      curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
      end(transfer, message->data.result);
    }
  }

  static bool is_late(const Transfer& transfer) {
    return transfer.header_bytes == 0 && ms_since(transfer.begin) >= transfer.request.first_byte_ms;
  }

  /// libcurl has a deadline for the connection and for the whole, none for the first byte.
  void drop_late() {
    std::vector<Transfer*> late;
    std::ranges::copy_if(active_, std::back_inserter(late), [](const Transfer* t) { return is_late(*t); });
    for (Transfer* transfer : late) {
      transfer->is_too_late = true;
      end(transfer, CURLE_OPERATION_TIMEDOUT);
    }
  }

  int poll_ms() const {
    std::int64_t next = kPollMs;
    for (const Transfer* transfer : active_) {
      if (transfer->header_bytes > 0) continue;
      next = std::min(next, transfer->request.first_byte_ms - ms_since(transfer->begin));
    }
    return static_cast<int>(std::max<std::int64_t>(1, next));
  }

  void end(Transfer* transfer, CURLcode code) {
    active_.remove(transfer);
    curl_multi_remove_handle(multi_, transfer->easy);
    finish(transfer, code);
    // Nothing of the transfer may be touched after this: the coroutine may be gone.
    const std::coroutine_handle<> waiter = transfer->waiter;
    if (transfer->executor) {
      transfer->executor->post([waiter] { waiter.resume(); });
    } else {
      waiter.resume();
    }
  }

  const Options options_;
  CURLM* multi_ = nullptr;
  std::mutex mutex_;
  std::deque<Transfer*> waiting_;
  bool stopping_ = false;
  std::list<Transfer*> active_;  // the thread's own
  std::thread thread_;           // last: it uses all of the above
};

HttpClient::HttpClient(Options options) : driver_(std::make_unique<Driver>(std::move(options))) {}
HttpClient::~HttpClient() = default;

namespace {

template <class Add>
struct Wait {
  Transfer* transfer;
  Add add;
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> waiter) {
    transfer->waiter = waiter;
    transfer->executor = Executor::current();
    add(transfer);
  }
  void await_resume() const noexcept {}
};

}  // namespace

Task<HttpAnswer> HttpClient::call(HttpRequest request) {
  Transfer transfer;
  transfer.request = std::move(request);
  const auto add = [this](Transfer* each) { driver_->add(each); };
  Wait<decltype(add)> wait{&transfer, add};
  co_await wait;
  co_return std::move(transfer.answer);
}

}  // namespace sa
