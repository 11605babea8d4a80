// What a simulation supposes about people: what the contacts do, and when the drafts are approved.
// THREADS: values and pure functions.
// ERRORS: invalid, with what may be given.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/result.h"
#include "base/time.h"

namespace sa {

/// What the contacts do: the share of sent mails that is followed by it.
struct SimulatedWorld {
  double reply = 0;
  double absence = 0;
  double bounce = 0;
  double opt_out = 0;
};
/// Of "reply=0.05,absence=0.03"; names: reply, absence, bounce, opt_out; each in [0,1]. Empty: nothing happens.
Result<SimulatedWorld> parse_world(std::string_view text);

/// When persons approve the drafts: `after_ms` after each was made. Null: never.
struct SimulatedApproval {
  std::optional<std::int64_t> after_ms = 0;
};
/// Of "all" (at once), "none", or "after=4h" (m, h, d). Empty: all.
Result<SimulatedApproval> parse_approval(std::string_view text);

}  // namespace sa
