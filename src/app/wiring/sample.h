// The sample mailbox: on the first start in development it fills the queue, so that a newcomer finds real drafts.
// THREADS: the main thread, before the runner starts. ERRORS: as actions/message/import.h.
#pragma once

#include "actions/message/import.h"
#include "app/wiring/app.h"

namespace sa {

/// Imports samples/inbox.mbox and looks at each mail, if the environment is development and no mail was ever stored.
/// Null when there was nothing to do.
Result<std::optional<ImportCounts>> load_samples(App& app);

}  // namespace sa
