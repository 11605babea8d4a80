// Reports, computed from stored facts by the outcome reporter (agents/outcome_reporter/outcome_reporter.h).
// THREADS: any.
// ERRORS: invalid, naming `time_period`, for a period that cannot be read.
#pragma once

#include <boost/json/value.hpp>
#include <string>

#include "actions/services.h"
#include "agents/outcome_reporter/outcome_reporter.h"
#include "base/async/task.h"

namespace sa {

/// An EngagementSummary, ConversionFunnel or AgentPerformance, as JSON.
Task<Result<boost::json::value>> generate_report(Services& services, ReportType type,
                                                 std::string time_period);

}  // namespace sa
