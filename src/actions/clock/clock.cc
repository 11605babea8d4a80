#include "actions/clock/clock.h"

#include "actions/draft/draft.h"
#include "actions/draft/send.h"

namespace sa {
namespace {

/// Jobs go by the machine's clock: what waits for business time is put forward.
Task<Result<Unit>> do_what_is_due(Services& services) {
  co_return co_await services.db.write([&](Tx& tx) -> Result<Unit> {
    TRY_OK(retry_sends_now(services, tx));
    return ask_to_expire(services, tx);
  });
}

Task<Result<Unit>> follow_clock(Services& services, NoInput, JobTry) {
  if (!services.file_clock) co_return ok();
  (void)services.clock.now();  // looks at the file once a second
  if (services.file_clock->take_moved()) CO_TRY_OK(co_await do_what_is_due(services));
  co_return ok();
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

Task<Result<ClockState>> tick_clock(Services& services) {
  if (!services.file_clock)
    co_return not_found(
        "Time is not simulated here. Set CLOCK_FILE to a file with an instant, and start again.");
  CO_TRY_OK(services.file_clock->look());
  if (services.file_clock->take_moved()) CO_TRY_OK(co_await do_what_is_due(services));
  co_return get_clock(services);
}

JobRow follow_clock_job() {
  return row_of(kFollowClock);
}

}  // namespace sa
