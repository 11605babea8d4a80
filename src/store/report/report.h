// The counts behind the reports.
// THREADS, ERRORS: as store/engine/db.h.
#pragma once

#include "core/report/report.h"
#include "store/engine/db.h"

namespace sa {

/// Counts over [from, to).
Result<EngagementFacts> count_engagement(ReadTx& tx, Instant from, Instant to);
Result<FunnelFacts> count_funnel(ReadTx& tx, Instant from, Instant to);
Result<AgentFacts> count_agents(ReadTx& tx, Instant from, Instant to);

}  // namespace sa
