// Site: the HTTP side of the program, from the listening socket to the handlers. Owned by App, which ends it first.
// THREADS: made and stopped by the main thread. ERRORS: open: unavailable when the
// address is taken.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"

namespace sa {

struct App;

class Site {
 public:
  /// Listens and serves from now on. `has_workers`: this process also does the work in the background, and /ready says
  /// so. REQUIRES: `app` outlives it.
  static Result<std::unique_ptr<Site>> open(App& app, bool has_workers);
  ~Site();
  Site(const Site&) = delete;
  Site& operator=(const Site&) = delete;

  /// The URL for a browser on this machine.
  const std::string& address() const;
  /// Takes no further request and finishes those in flight; false when one had to be cut off.
  bool stop();

 private:
  struct State;
  explicit Site(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace sa
