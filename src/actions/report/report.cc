#include "actions/report/report.h"

#include "base/reflect/reflect.h"
#include "store/report/report.h"

namespace sa {
Task<Result<boost::json::value>> generate_report(Services& services, ReportType type,
                                                 std::string time_period) {
  CO_TRY(const ReportPeriod period,
         parse_period(time_period, services.clock.now(), services.gate_policy.calendar.timezone));
  co_return co_await services.db.read([&](ReadTx& tx) -> Result<boost::json::value> {
    switch (type) {
      case ReportType::engagement_summary: {
        TRY(const EngagementFacts facts, count_engagement(tx, period.from, period.to));
        return to_json(report_engagement(facts, period, services.agent_policy.reporting));
      }
      case ReportType::conversion_funnel: {
        TRY(const FunnelFacts facts, count_funnel(tx, period.from, period.to));
        return to_json(report_funnel(facts, period));
      }
      case ReportType::agent_performance: {
        TRY(const AgentFacts facts, count_agents(tx, period.from, period.to));
        return to_json(report_agents(facts, period));
      }
    }
    return internal("a report type without a report");
  });
}

}  // namespace sa
