// Two plans side by side: which mails they send alike, and what becomes of the others.
// THREADS: values and pure functions. Memory: both plans' mails, without their bodies.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/simulation/simulation.h"

namespace sa {

/// What two plans do differently about one mail.
struct PlanDifference {
  std::string
      change;  ///< "moved" (another instant or mailbox), "changed" (another text), "missing" (in the first alone), "extra"
  std::string contact_id;
  std::string step_id;
  std::optional<Instant> at;        ///< in the first plan
  std::optional<Instant> other_at;  ///< in the second
  std::string mailbox;
  std::string other_mailbox;
};
BOOST_DESCRIBE_STRUCT(PlanDifference, (), (change, contact_id, step_id, at, other_at, mailbox, other_mailbox))

struct PlanComparison {
  std::int64_t same = 0;
  std::vector<PlanDifference> differences;  ///< in the order (contact_id, step_id)
};
PlanComparison compare_plans(const Simulation& first, const Simulation& second);

}  // namespace sa
