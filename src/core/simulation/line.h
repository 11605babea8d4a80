// The lines of a plan: what a simulation says.
// THREADS: values and pure functions.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"

namespace sa {

/// One line of the plan. Which fields have a value depends on `kind`.
struct PlanLine {
  enum class Kind : std::uint8_t { send, skip, hold, day, total };
  Kind kind = Kind::send;
  Instant at;                    ///< send: at; hold: from; skip: when it was decided; day: its last moment
  std::optional<Instant> until;  ///< of a hold; null: not within the days that were simulated
  std::string local_at, date, mailbox, contact_id, recipient, step_id, variant_id, subject, body_sha256, rule,
      words;
  std::int64_t sent = 0, quota = 0, held = 0;                  ///< of a day
  std::int64_t contacts = 0, sends = 0, skips = 0, holds = 0;  ///< of the total
  std::string plan_hash;
};
/// With the fields of its kind alone, in the order of the contract.
boost::json::object json_of(const PlanLine& line);
/// The name of the kind, as it stands in the line.
std::string_view kind_name(PlanLine::Kind kind);

}  // namespace sa
