// EventHub: tells open pages that something changed, by Server-Sent Events.
//
// It asks for the number of the last change once a second while somebody listens, so it sees what any node did: for each who listens, of
// what they see. A page that learns that something changed reads what it shows anew; an event carries no data of ours but the number.
// THREADS: any; one thread of its own asks and writes.
// ERRORS: listen: limited when there are as many listeners as there may be.
// SOURCE: HTML Living Standard, 9.2 (server-sent events).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "api/http/http.h"
#include "base/result.h"
#include "core/user/actor.h"

namespace sa {

struct EventHubOptions {
  std::int64_t ask_ms = 1000;
  std::int64_t heartbeat_ms =
      15'000;  ///< a comment, so that a proxy keeps the connection and a dead client is found
  std::size_t listeners = 500;
};

class EventHub {
 public:
  /// `last_change`: the number of the last change that somebody sees; called by the hub's thread. An Error of it is logged once,
  /// until it answers again.
  explicit EventHub(std::function<Result<std::int64_t>(const Actor&)> last_change,
                    EventHubOptions options = {});
  ~EventHub();
  EventHub(const EventHub&) = delete;
  EventHub& operator=(const EventHub&) = delete;

  bool is_full() const;
  static Error full();
  /// The listener gets the present number within `ask_ms`, then each new one of what `actor` sees.
  Result<Unit> listen(std::shared_ptr<Stream> listener, Actor actor);
  std::size_t listeners() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sa
