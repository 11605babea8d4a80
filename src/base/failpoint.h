// Named points at which a run can be made to crash, fail or pause, so that tests can prove what a crash leaves behind.
//
// Off unless FAILPOINTS names some, which app/wiring/wire.cc takes in development only; a point that is off costs one relaxed
// load. FAILPOINTS=send.note.after=kill:0.1,send.settle.before=error,send.send.before=pause
//   kill    the process ends at once, as by kill -9
//   error   the point answers as a database that was lost
//   pause   the whole process stands still (SIGSTOP) until somebody lets it go on (kill -CONT)
// A number behind a colon is how likely each passing does it; 1 when there is none.
// The points of the send path stand before and after each transaction and each call of the provider, and inside the
// transactions after each statement.
// THREADS: any; arm_failpoints before there are others. ERRORS: unavailable, where `error` is armed.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"

namespace sa {

inline constexpr auto kFailpoints = std::to_array<std::string_view>({
    // the transaction that claims a draft
    "send.claim.before",
    "send.claim.thread",
    "send.claim.draft",
    "send.claim.attempt",
    "send.claim.job",
    "send.claim.audit",
    "send.claim.after",
    // the hand-over
    "send.prepare.before",
    "send.prepare.after",
    "send.note.before",
    "send.note.after",
    "send.send.before",
    "send.send.after",
    // the transaction that writes down how it ended
    "send.settle.before",
    "send.settle.attempt",
    "send.settle.draft",
    "send.settle.audit",
    "send.settle.cancel",
    "send.settle.later",
    "send.settle.after",
    // asking what became of it
    "resolve.read.before",
    "resolve.ticket.before",
    "resolve.look_up.before",
    "resolve.note.before",
    "resolve.note.after",
    "resolve.look_up.after",
    "resolve.settle.before",
    "resolve.settle.after",
    // a sending that had to wait
    "postponed.read.before",
    "postponed.read.after",
    // the work list
    "job.claim.before",
    "job.claim.after",
    "job.run.after",
    "job.finish.after",
    "job.retry.after",
    // each call on the wire, inside `prepare`, `send` and the look-up
    "vendor.call.before",
    "vendor.call.after",
});

/// A name of the table above; any other does not compile.
struct Failpoint {
  std::size_t index;
  consteval Failpoint(const char* name)
      : index(static_cast<std::size_t>(std::ranges::find(kFailpoints, std::string_view(name)) -
                                       kFailpoints.begin())) {
    if (index == kFailpoints.size()) throw "there is no failpoint of this name";
  }
};

namespace detail {
extern std::atomic<bool> is_failpoint_armed;
Result<Unit> pass_failpoint(std::size_t index);
}  // namespace detail

/// Passes a point.
inline Result<Unit> failpoint(Failpoint point) {
  if (!detail::is_failpoint_armed.load(std::memory_order_relaxed)) [[likely]]
    return ok();
  return detail::pass_failpoint(point.index);
}

/// Arms what `text` names, and disarms the rest. `random` outlives the armed points.
/// ERRORS: invalid for a name, an action or a likelihood that there is not; then nothing is armed.
Result<Unit> arm_failpoints(std::string_view text, Random& random);

}  // namespace sa
