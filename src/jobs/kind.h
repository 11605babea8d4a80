// The table of job kinds: what each is called, how often it is tried, what it does. A new kind is one row in kind.cc.
// THREADS: as jobs/runner.h.
#pragma once

#include <vector>

#include "actions/services.h"
#include "jobs/runner.h"

namespace sa {

/// `services` outlives the table.
std::vector<JobKind> job_kinds(Services& services);

}  // namespace sa
