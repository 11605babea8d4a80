#include "actions/report.h"

#include "base/reflect.h"
#include "store/report.h"

namespace sa {
namespace {

Result<EngagementFacts> engagement_facts(ReadTx& tx, const ReportPeriod& period) {
  TRY(const EngagementRow row, count_engagement(tx, period.from, period.to));
  TRY(const auto subjects, count_subjects(tx, period.from, period.to));
  EngagementFacts facts;
  facts.sent = row.sent;
  facts.contacts = row.contacts;
  facts.replied = row.replied;
  facts.hard_bounces = row.hard_bounces;
  facts.unsubscribes = row.unsubscribes;
  facts.complaints = row.complaints;
  facts.drafts_approved = row.drafts_approved;
  facts.drafts_rejected = row.drafts_rejected;
  facts.drafts_pending = row.drafts_pending;
  for (const SubjectRow& subject : subjects) {
    facts.subjects.push_back({subject.subject_line, subject.sent, subject.replied});
  }
  return facts;
}

Result<FunnelFacts> funnel_facts(ReadTx& tx, const ReportPeriod& period) {
  TRY(const FunnelRow row, count_funnel(tx, period.from, period.to));
  FunnelFacts facts;
  facts.reached = row.reached;
  facts.replied = row.replied;
  facts.qualified = row.qualified;
  facts.demo_requested = row.demo_requested;
  return facts;
}

Result<AgentFacts> agent_facts(ReadTx& tx, const ReportPeriod& period) {
  TRY(const AgentsRow row, count_agents(tx, period.from, period.to));
  AgentFacts facts;
  facts.messages_analyzed = row.messages_analyzed;
  facts.high_intent_identified = row.high_intent_identified;
  facts.drafts_created = row.drafts_created;
  facts.drafts_approved = row.drafts_approved;
  facts.drafts_rejected = row.drafts_rejected;
  facts.drafts_edited = row.drafts_edited;
  facts.follow_ups_scheduled = row.follow_ups_scheduled;
  facts.contacts_scheduled = row.contacts_scheduled;
  facts.contacts_engaged = row.contacts_engaged;
  facts.drafts_reviewed = row.drafts_reviewed;
  facts.checks_passed = row.checks_passed;
  facts.runs = row.runs;
  facts.runs_failed = row.runs_failed;
  facts.run_ms = row.run_ms;
  return facts;
}

}  // namespace

Task<Result<boost::json::value>> generate_report(Services& services, ReportType type,
                                                 std::string time_period) {
  CO_TRY(const ReportPeriod period,
         parse_period(time_period, services.clock.now(), services.gate_policy.timezone));
  co_return co_await services.db.read([&](ReadTx& tx) -> Result<boost::json::value> {
    switch (type) {
      case ReportType::engagement_summary: {
        TRY(const EngagementFacts facts, engagement_facts(tx, period));
        return to_json(report_engagement(facts, period, services.agent_policy.reporting));
      }
      case ReportType::conversion_funnel: {
        TRY(const FunnelFacts facts, funnel_facts(tx, period));
        return to_json(report_funnel(facts, period));
      }
      case ReportType::agent_performance: {
        TRY(const AgentFacts facts, agent_facts(tx, period));
        return to_json(report_agents(facts, period));
      }
    }
    return internal("a report type without a report");
  });
}

}  // namespace sa
