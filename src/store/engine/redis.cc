#include "store/engine/redis.h"

#include <hiredis/hiredis.h>
#include <pthread.h>

#include <atomic>
#include <charconv>
#include <chrono>
#include <thread>

#include "base/log.h"

namespace sa {
namespace {

constexpr std::size_t kMaxWaiting = 10'000;
constexpr timeval kConnectTimeout{0, 500'000};
constexpr timeval kCommandTimeout{0, 250'000};
constexpr auto kRetryAfter = std::chrono::seconds(1);

struct RedisUrl {
  std::string host = "127.0.0.1";
  int port = 6379;
  std::string user;
  std::string password;
  int number = 0;
};

bool read_number(std::string_view text, int* number) {
  const auto read = std::from_chars(text.data(), text.data() + text.size(), *number);
  return read.ec == std::errc() && read.ptr == text.data() + text.size() && *number >= 0 && *number <= 65535;
}

Result<RedisUrl> parse_url(const std::string& url) {
  const Error wrong = invalid("REDIS_URL must have the form redis://[user:password@]host[:port][/number].");
  constexpr std::string_view kScheme = "redis://";
  if (!url.starts_with(kScheme)) return wrong;
  std::string_view rest = std::string_view(url).substr(kScheme.size());
  RedisUrl parsed;
  if (const std::size_t at = rest.rfind('@'); at != std::string_view::npos) {
    const std::string_view who = rest.substr(0, at);
    const std::size_t colon = who.find(':');
    if (colon == std::string_view::npos) return wrong;
    parsed.user = who.substr(0, colon);
    parsed.password = who.substr(colon + 1);
    rest.remove_prefix(at + 1);
  }
  if (const std::size_t slash = rest.find('/'); slash != std::string_view::npos) {
    const std::string_view number = rest.substr(slash + 1);
    if (!number.empty() && !read_number(number, &parsed.number)) return wrong;
    rest = rest.substr(0, slash);
  }
  const std::size_t colon = rest.rfind(':');
  if (colon != std::string_view::npos && rest.find(']') == std::string_view::npos) {
    if (!read_number(rest.substr(colon + 1), &parsed.port)) return wrong;
    rest = rest.substr(0, colon);
  }
  if (rest.empty()) return wrong;
  parsed.host = rest;
  return parsed;
}

/// A command that waits for its answer; lives in the frame of the coroutine that awaits it.
struct Waiting {
  const std::vector<std::string>* command = nullptr;
  std::optional<Result<std::int64_t>> answer;
  std::coroutine_handle<> waiter;
  Executor* executor = nullptr;

  void finish(Result<std::int64_t> result) {
    answer.emplace(std::move(result));
    // After the post this object may be gone.
    if (executor) {
      executor->post([resumed = waiter] { resumed.resume(); });
    } else {
      waiter.resume();
    }
  }
};

struct ContextDeleter {
  void operator()(redisContext* context) const { redisFree(context); }
};
struct ReplyDeleter {
  void operator()(redisReply* reply) const { freeReplyObject(reply); }
};
using Context = std::unique_ptr<redisContext, ContextDeleter>;
using Reply = std::unique_ptr<redisReply, ReplyDeleter>;

Error down() {
  return unavailable("Redis does not respond.");
}

void append(redisContext* context, const std::vector<std::string>& command) {
  std::vector<const char*> parts;
  std::vector<std::size_t> sizes;
  for (const std::string& part : command) {
    parts.push_back(part.data());
    sizes.push_back(part.size());
  }
  redisAppendCommandArgv(context, static_cast<int>(parts.size()), parts.data(), sizes.data());
}

/// Null when the connection is broken.
Reply read_reply(redisContext* context) {
  void* reply = nullptr;
  if (redisGetReply(context, &reply) != REDIS_OK) return nullptr;
  return Reply(static_cast<redisReply*>(reply));
}

bool run(redisContext* context, const std::vector<std::string>& command) {
  append(context, command);
  const Reply reply = read_reply(context);
  return reply && reply->type != REDIS_REPLY_ERROR;
}

Context connect(const RedisUrl& url) {
  Context context(redisConnectWithTimeout(url.host.c_str(), url.port, kConnectTimeout));
  if (!context || context->err != 0) return nullptr;
  if (redisSetTimeout(context.get(), kCommandTimeout) != REDIS_OK) return nullptr;
  if (!url.password.empty()) {
    std::vector<std::string> command = {"AUTH"};
    if (!url.user.empty()) command.push_back(url.user);
    command.push_back(url.password);
    if (!run(context.get(), command)) return nullptr;
  }
  if (url.number != 0 && !run(context.get(), {"SELECT", std::to_string(url.number)})) return nullptr;
  return context;
}

}  // namespace

struct Redis::State {
  RedisUrl url;
  std::mutex mutex;
  std::condition_variable wake;
  std::vector<Waiting*> queue;
  bool stopping = false;
  std::atomic<bool> up = false;
  Context context;
  std::chrono::steady_clock::time_point retry_at{};
  std::thread thread;

  bool submit(Waiting* waiting) {
    const std::lock_guard lock(mutex);
    if (stopping || queue.size() >= kMaxWaiting) return false;
    queue.push_back(waiting);
    wake.notify_one();
    return true;
  }

  void work() {
    pthread_setname_np(pthread_self(), "redis");
    is_connected();  // so that /ready knows before the first command
    std::unique_lock lock(mutex);
    while (true) {
      wake.wait(lock, [&] { return stopping || !queue.empty(); });
      if (queue.empty()) return;
      std::vector<Waiting*> batch;
      batch.swap(queue);
      lock.unlock();
      answer(batch);
      lock.lock();
    }
  }

  void answer(const std::vector<Waiting*>& batch) {
    std::size_t done = 0;
    if (is_connected()) {
      for (const Waiting* waiting : batch) append(context.get(), *waiting->command);
      while (done < batch.size()) {
        const Reply reply = read_reply(context.get());
        if (!reply) break;
        batch[done++]->finish(to_integer(*reply));
      }
      if (done < batch.size()) lose();
    }
    while (done < batch.size()) batch[done++]->finish(down());
  }

  static Result<std::int64_t> to_integer(const redisReply& reply) {
    if (reply.type == REDIS_REPLY_INTEGER) return static_cast<std::int64_t>(reply.integer);
    if (reply.type == REDIS_REPLY_ERROR) {
      log_event(LogLevel::warning, "redis_refused", {{"error", std::string_view(reply.str, reply.len)}});
    }
    return down();
  }

  /// Connects if need be and if it is time to.
  bool is_connected() {
    if (context) return true;
    const auto now = std::chrono::steady_clock::now();
    if (now < retry_at) return false;
    context = connect(url);
    if (!context) {
      retry_at = now + kRetryAfter;
      return false;
    }
    if (!up.exchange(true)) log_event(LogLevel::info, "redis_up", {{"host", url.host}});
    return true;
  }

  void lose() {
    context.reset();
    retry_at = std::chrono::steady_clock::now() + kRetryAfter;
    if (up.exchange(false)) log_event(LogLevel::warning, "redis_lost", {{"host", url.host}});
  }
};

Result<std::unique_ptr<Redis>> Redis::open(const std::string& url) {
  TRY(RedisUrl parsed, parse_url(url));
  auto state = std::make_unique<State>();
  state->url = std::move(parsed);
  state->thread = std::thread([raw = state.get()] { raw->work(); });
  return std::unique_ptr<Redis>(new Redis(std::move(state)));
}

Redis::Redis(std::unique_ptr<State> state) : state_(std::move(state)) {}

Redis::~Redis() {
  {
    const std::lock_guard lock(state_->mutex);
    state_->stopping = true;
  }
  state_->wake.notify_one();
  state_->thread.join();
}

Task<Result<std::int64_t>> Redis::integer(std::vector<std::string> command) {
  struct Wait {
    State* state;
    Waiting waiting;
    bool await_ready() const noexcept { return false; }
    bool await_suspend(std::coroutine_handle<> waiter) {
      waiting.waiter = waiter;
      waiting.executor = Executor::current();
      return state->submit(&waiting);  // refused: goes on at once
    }
    Result<std::int64_t> await_resume() {
      if (!waiting.answer) return down();
      return *std::move(waiting.answer);
    }
  };
  Wait wait{state_.get(), {&command, {}, {}, nullptr}};
  co_return co_await wait;
}

bool Redis::is_up() const {
  return state_->up;
}

}  // namespace sa
