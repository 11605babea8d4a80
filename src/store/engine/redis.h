// Redis: commands from coroutines, over one connection on its own thread. Correctness never depends on
// it.
//
// Commands that wait together are sent together. While Redis does not answer, commands fail at once; a new
// connection is tried once a second. THREADS: any. ERRORS: unavailable when Redis is down, slow or full, or
// refuses the command.
#pragma once

#include <condition_variable>
#include <coroutine>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/async/task.h"
#include "base/result.h"

namespace sa {

class Redis {
 public:
  /// "redis://[user:password@]host[:port][/number]". ERRORS: invalid for anything else. Does not connect yet.
  static Result<std::unique_ptr<Redis>> open(const std::string& url);
  ~Redis();
  Redis(const Redis&) = delete;
  Redis& operator=(const Redis&) = delete;

  /// Runs a command that answers an integer.
  Task<Result<std::int64_t>> integer(std::vector<std::string> command);
  /// True when the last command was answered.
  bool is_up() const;

 private:
  struct State;
  explicit Redis(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace sa
