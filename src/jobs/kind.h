// Collects the table of job kinds; each row is described beside the action that does the work (actions/job/kind.h).
// THREADS: as jobs/runner.h.
#pragma once

#include <vector>

#include "actions/services.h"
#include "jobs/runner.h"

namespace sa {

/// `services` outlives the table.
std::vector<RunnableKind> job_kinds(Services& services);

}  // namespace sa
