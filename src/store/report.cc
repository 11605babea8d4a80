#include "store/report.h"

#include "queries.h"

namespace sa {
namespace {

Args period(Instant from, Instant to) {
  return Args().add("from_at", from).add("to_at", to);
}

constexpr const char* kNoCounts = "The report could not be counted.";

}  // namespace

Result<EngagementRow> count_engagement(ReadTx& tx, Instant from, Instant to) {
  return tx.get<EngagementRow>(sql::report_engagement, period(from, to), kNoCounts);
}

Result<std::vector<SubjectRow>> count_subjects(ReadTx& tx, Instant from, Instant to) {
  return tx.list<SubjectRow>(sql::report_subjects, period(from, to));
}

Result<FunnelRow> count_funnel(ReadTx& tx, Instant from, Instant to) {
  return tx.get<FunnelRow>(sql::report_funnel, period(from, to), kNoCounts);
}

Result<AgentsRow> count_agents(ReadTx& tx, Instant from, Instant to) {
  return tx.get<AgentsRow>(sql::report_agents, period(from, to), kNoCounts);
}

}  // namespace sa
