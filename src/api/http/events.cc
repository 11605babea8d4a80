#include "api/http/events.h"

#include <pthread.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "base/log.h"

namespace sa {
namespace {

using SteadyTime = std::chrono::steady_clock::time_point;

struct Listener {
  std::shared_ptr<Stream> stream;
  Actor actor;
  std::int64_t told = -1;  ///< the number that it knows
};

/// Those of one key see the same.
std::string key_of(const Actor& actor) {
  std::string key(enum_name(actor.kind));
  if (actor.role) key.append(" ").append(enum_name(*actor.role));
  return key.append(" ").append(actor.actor_id);
}

std::string change_event(std::int64_t seq) {
  return "event: change\ndata: {\"seq\":" + std::to_string(seq) + "}\n\n";
}

}  // namespace

struct EventHub::State {
  std::function<Result<std::int64_t>(const Actor&)> last_change;
  EventHubOptions options;
  mutable std::mutex mutex;
  std::condition_variable wake;
  std::vector<Listener> listeners;
  bool stopping = false;
  bool failing = false;
  std::thread thread;

  void work() {
    pthread_setname_np(pthread_self(), "events");
    SteadyTime heartbeat_at = std::chrono::steady_clock::now();
    std::unique_lock lock(mutex);
    while (!stopping) {
      if (listeners.empty()) {
        wake.wait(lock);
        continue;
      }
      std::map<std::string, Actor> askers;
      for (const Listener& each : listeners) askers.try_emplace(key_of(each.actor), each.actor);
      lock.unlock();
      std::map<std::string, std::int64_t> numbers;
      std::optional<Error> error;
      for (const auto& [key, actor] : askers) {
        const auto seq = last_change(actor);
        if (seq) numbers[key] = *seq;
        if (!seq && !error) error = seq.error();
      }
      lock.lock();
      note(error);
      const SteadyTime now = std::chrono::steady_clock::now();
      const bool beat = now >= heartbeat_at;
      if (beat) heartbeat_at = now + std::chrono::milliseconds(options.heartbeat_ms);
      tell(numbers, beat);
      wake.wait_for(lock, std::chrono::milliseconds(options.ask_ms), [&] { return stopping; });
    }
  }

  /// REQUIRES: `mutex` is held.
  bool is_full() {
    std::erase_if(listeners, [](const Listener& each) { return !each.stream->is_open(); });
    return listeners.size() >= options.listeners;
  }

  void note(const std::optional<Error>& error) {
    if (error && !failing) log_event(LogLevel::warning, "events_paused", {{"error", log_words(*error)}});
    failing = error.has_value();
  }

  /// `numbers` by key_of; whose number is not known hears nothing new.
  void tell(const std::map<std::string, std::int64_t>& numbers, bool beat) {
    std::erase_if(listeners, [&](Listener& listener) {
      const auto seq = numbers.find(key_of(listener.actor));
      const bool news = seq != numbers.end() && seq->second != listener.told;
      if (news) listener.told = seq->second;
      if (news) return !listener.stream->send(change_event(listener.told));
      return beat ? !listener.stream->send(":\n\n") : !listener.stream->is_open();
    });
  }
};

EventHub::EventHub(std::function<Result<std::int64_t>(const Actor&)> last_change, EventHubOptions options)
    : state_(std::make_unique<State>()) {
  state_->last_change = std::move(last_change);
  state_->options = options;
  state_->thread = std::thread([state = state_.get()] { state->work(); });
}

EventHub::~EventHub() {
  {
    const std::lock_guard lock(state_->mutex);
    state_->stopping = true;
  }
  state_->wake.notify_one();
  state_->thread.join();
  for (const Listener& listener : state_->listeners) listener.stream->close();
}

Error EventHub::full() {
  constexpr std::int64_t kAgainAfterS = 30;
  return limited("Too many live connections are open. Reload from time to time instead.", kAgainAfterS);
}

bool EventHub::is_full() const {
  const std::lock_guard lock(state_->mutex);
  return state_->is_full();
}

Result<Unit> EventHub::listen(std::shared_ptr<Stream> listener, Actor actor) {
  const std::lock_guard lock(state_->mutex);
  if (state_->is_full()) return full();
  const bool first = state_->listeners.empty();
  state_->listeners.push_back({std::move(listener), std::move(actor)});
  if (first) state_->wake.notify_one();
  return ok();
}

std::size_t EventHub::listeners() const {
  const std::lock_guard lock(state_->mutex);
  return state_->listeners.size();
}

}  // namespace sa
