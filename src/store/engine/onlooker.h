// Onlooker: with whose eyes the database is read. A statement that names :sight and is given none gets that of the onlooker
// for whom the work is done: so what a person may not see is left out where rows are chosen, below every route and action.
//
// An onlooker is current on a thread for as long as a Scope lives. OnlookerExecutor keeps it current across the waits of a request, and
// a transaction runs with the one for whom it was asked, whatever thread it runs on. Where nobody looks on (jobs, the command
// line, start-up) everything is seen.
// THREADS: an Onlooker is used by one thread at a time, and outlives the work that is done for it.
// ERRORS: sight: those of reading.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "base/async/task.h"
#include "base/result.h"
#include "store/engine/row.h"

namespace sa {

class ReadTx;

class Onlooker {
 public:
  virtual ~Onlooker() = default;
  /// What it sees, as core/mailbox/sight.h writes it.
  virtual Result<std::string> sight(ReadTx& tx) = 0;

  /// Null: nobody looks on.
  static Onlooker* current() { return current_; }

  class Scope {
   public:
    explicit Scope(Onlooker* onlooker) : before_(std::exchange(current_, onlooker)) {}
    ~Scope() { current_ = before_; }
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    Onlooker* before_;
  };

 private:
  static inline thread_local Onlooker* current_ = nullptr;
};

/// Work of the house itself on what somebody asked for: the gate and the checks need what that person may not read. Nothing that is
/// read under it may be handed out.
class UnseenWork {
 private:
  Onlooker::Scope scope_{nullptr};
};

/// Posts to another executor, and has `onlooker` look on there.
class OnlookerExecutor final : public Executor {
 public:
  OnlookerExecutor(Executor& inner, Onlooker& onlooker) : inner_(inner), onlooker_(onlooker) {}
  void post(std::function<void()> work) override;
  /// Runs `work` now, on this thread, with this executor as the current one.
  void run(const std::function<void()>& work);

 private:
  Executor& inner_;
  Onlooker& onlooker_;
};

inline constexpr std::string_view kSightParam = "sight";
/// The value of :sight in a transaction on this thread.
Result<Value> current_sight(ReadTx& tx);

}  // namespace sa
