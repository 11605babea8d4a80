// The sample data: on the first start in development, sample mails fill the queue, and a sample campaign has weeks of history, so that a
// newcomer finds every page at work. The mails go through the import, the campaign through a rehearsal (app/wiring/rehearsal.h).
// THREADS: the main thread, before the program is wired. ERRORS: as actions/message/import.h and app/wiring/wire.h.
#pragma once

#include <cstdint>

#include "app/config/config.h"

namespace sa {

struct SampleCounts {
  std::int64_t mails = 0;     ///< that came in, those of the campaign's contacts not among them
  std::int64_t contacts = 0;  ///< of the campaign's list
};

/// Whether the environment is development, no mail would leave the machine, none is read from elsewhere, and nobody has used the database.
/// It is migrated.
Result<bool> wants_samples(const Config& config);
/// Under CLOCK_FILE the campaign is left out: business time is the test's there. REQUIRES: wants_samples; no worker
/// runs on the database yet.
Result<SampleCounts> load_samples(const LoadedConfig& loaded);

}  // namespace sa
