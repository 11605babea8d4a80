#include "actions/clock/clock.h"

#include "actions/draft/draft.h"
#include "actions/draft/send.h"
#include "actions/progress/change.h"
#include "store/draft/draft.h"
#include "store/draft/slot.h"
#include "store/enrollment/enrollment.h"
#include "store/job/job.h"

namespace sa {
namespace {

/// Jobs go by the machine's clock: what waits for business time is put forward.
Task<Result<Unit>> do_what_is_due(Services& services) {
  co_return co_await services.db.write([&](Tx& tx) -> Result<Unit> {
    TRY_OK(run_due_sends(tx, services.clock.now(), services.machine_clock.now()));
    TRY_OK(ask_to_schedule(services, tx));
    return ask_to_expire(services, tx);
  });
}

/// A move whose consequences could not be stored is seen again by the next look.
Task<Result<Unit>> follow(Services& services) {
  if (!services.file_clock->take_moved()) co_return ok();
  auto done = co_await do_what_is_due(services);
  if (!done) services.file_clock->put_back_moved();
  co_return done;
}

Task<Result<Unit>> follow_clock(Services& services, NoInput, JobTry) {
  if (!services.file_clock) co_return ok();
  CO_TRY_OK(services.file_clock->look());
  co_return co_await follow(services);
}

bool is_simulated(const Services& services) {
  return services.file_clock != nullptr;
}

constexpr JobKind<NoInput> kFollowClock{
    "follow_clock", 3, follow_clock, Lane::urgent, {kSecondMs, is_simulated}};

}  // namespace

ClockState get_clock(const Services& services) {
  return {is_simulated(services), services.clock.now()};
}

Result<ClockWork> get_clock_work(const Services& services, ReadTx& tx) {
  ClockWork work{is_simulated(services), services.clock.now(), 0, {}};
  const Instant machine_now = services.machine_clock.now();
  TRY(const EnrollmentsDue enrollments, get_enrollments_due(tx, work.now));
  TRY(const std::int64_t jobs, count_jobs_due(tx, machine_now));
  TRY(const auto drafts, find_next_draft_time(tx, work.now));
  TRY(const auto slots, find_next_slot(tx, work.now));
  TRY(const auto sends_at, find_next_send_try(tx, work.now, machine_now));
  work.due = enrollments.due + jobs;
  // A send that its provider put off is tried by the machine's clock: so much later it is in business time, too.
  const auto held_until = sends_at ? std::optional(work.now + (*sends_at - machine_now)) : std::nullopt;
  for (const auto& each : {enrollments.next_at, drafts, slots, held_until}) {
    if (each && (!work.next_at || *each < *work.next_at)) work.next_at = each;
  }
  return work;
}

Task<Result<ClockState>> tick_clock(Services& services) {
  if (!services.file_clock)
    co_return not_found(
        "Time is not simulated here. Set CLOCK_FILE to a file with an instant, and start again.");
  CO_TRY_OK(services.file_clock->look());
  CO_TRY_OK(co_await follow(services));
  co_return get_clock(services);
}

JobRow follow_clock_job() {
  return row_of(kFollowClock);
}

}  // namespace sa
