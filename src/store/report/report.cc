#include "store/report/report.h"

#include "queries.h"

namespace sa {
namespace {

Args period(Instant from, Instant to) {
  return Args().add("from_at", from).add("to_at", to);
}

constexpr const char* kNoCounts = "The report could not be counted.";

}  // namespace

Result<EngagementFacts> count_engagement(ReadTx& tx, Instant from, Instant to) {
  TRY(EngagementFacts facts, tx.get<EngagementFacts>(sql::report_engagement, period(from, to), kNoCounts));
  TRY(facts.subjects, tx.list<SubjectFacts>(sql::report_subjects, period(from, to)));
  return facts;
}

Result<FunnelFacts> count_funnel(ReadTx& tx, Instant from, Instant to) {
  return tx.get<FunnelFacts>(sql::report_funnel, period(from, to), kNoCounts);
}

Result<AgentFacts> count_agents(ReadTx& tx, Instant from, Instant to) {
  return tx.get<AgentFacts>(sql::report_agents, period(from, to), kNoCounts);
}

}  // namespace sa
