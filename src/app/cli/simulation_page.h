// A plan as one page of HTML that needs neither the program nor a script: a calendar of days and mailboxes, what was skipped or held, and why.
// THREADS: pure.
#pragma once

#include <string>
#include <string_view>

#include "core/simulation/summary.h"

namespace sa {

std::string simulation_page(std::string_view title, const PlanSummary& plan);

}  // namespace sa
