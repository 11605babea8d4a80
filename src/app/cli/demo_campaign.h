// sales-agent demo campaign: a campaign from its list to its end, step by step, in a throw-away database under a simulated clock.
// THREADS: one. ERRORS: unavailable where no temporary folder can be made; those of the actions.
#pragma once

#include "app/cli/cli.h"

namespace sa {

/// `keeps`: the folder with the database and the mails stays, and its path is said.
Result<ExitCode> run_campaign_demo(Shell& shell, bool keeps);

}  // namespace sa
