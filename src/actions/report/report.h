// Reports, computed from stored facts: the figures of sales (core/report/), and those of the outcome reporter
// (agents/outcome_reporter/outcome_reporter.h), which are filled from the same ones.
// THREADS: any.
// ERRORS: invalid, naming the field, for a period or a zone that cannot be read.
#pragma once

#include <boost/json/value.hpp>
#include <optional>
#include <string>

#include "actions/services.h"
#include "agents/outcome_reporter/outcome_reporter.h"
#include "base/async/task.h"
#include "core/report/agent.h"
#include "core/report/operator.h"
#include "core/report/pipeline.h"
#include "core/report/sending.h"
#include "core/report/variant.h"
#include "core/user/actor.h"

namespace sa {

/// An EngagementSummary, ConversionFunnel or AgentPerformance, as JSON.
Task<Result<boost::json::value>> generate_report(Services& services, ReportType type,
                                                 std::string time_period);

/// Which mails a report is about. Empty members want everything.
struct ReportWish {
  std::string from;  ///< an instant (RFC 3339), or a day of the zone; empty: 30 days before `to`
  std::string to;    ///< the same, not included; empty: now
  std::string zone;  ///< IANA; empty: that of the settings
  std::string campaign_id;
  std::string sequence_id;
};

/// Below role lead nobody is compared: of groups by user, a person finds only their own, and a service key none.
Task<Result<SendingReport>> report_sending(Services& services, Actor actor, ReportWish wish,
                                           std::optional<GroupBy> group_by);
Task<Result<VariantReport>> report_variants(Services& services, ReportWish wish);
Task<Result<AgentReport>> report_agents(Services& services, ReportWish wish);
/// As of groups by user.
Task<Result<OperatorReport>> report_operators(Services& services, Actor actor, ReportWish wish);
Task<Result<PipelineReport>> report_pipeline(Services& services, ReportWish wish);

}  // namespace sa
