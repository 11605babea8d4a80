// The outcome reporter: three reports, computed from counts of stored facts. What is not measured is null,
// never invented; a rate of nothing is null too.
//
// The field names are those of the seed's original; ours are added beside them. The store counts
// (core/report/report.h), this agent divides and words. THREADS: pure functions over values. ERRORS:
// load_reporting_policy: invalid, naming the file.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "agents/outcome_reporter/period.h"
#include "core/agent/llm.h"
#include "core/report/report.h"
#include "mail/analysis.h"

namespace sa {

enum class ReportType { engagement_summary, conversion_funnel, agent_performance };
BOOST_DESCRIBE_ENUM(ReportType, engagement_summary, conversion_funnel, agent_performance)

// ------------------------------------------------------------------------------------------- what is
// reported

struct EngagementMetrics {
  std::int64_t total_emails_sent = 0;
  std::optional<std::int64_t> total_opens;
  std::optional<std::int64_t> total_clicks;
  std::int64_t total_replies = 0;
  std::optional<double> open_rate;
  std::optional<double> click_rate;
  std::optional<double> reply_rate;
  std::int64_t contacts = 0;
  std::int64_t total_bounces = 0;
  std::int64_t total_unsubscribes = 0;
  std::int64_t total_complaints = 0;
  std::optional<double> bounce_rate;
  std::optional<double> unsubscribe_rate;
  std::optional<double> complaint_rate;
  std::int64_t drafts_pending = 0;
  std::int64_t drafts_approved = 0;
  std::int64_t drafts_rejected = 0;
  std::optional<double> reject_rate;
};
BOOST_DESCRIBE_STRUCT(EngagementMetrics, (),
                      (total_emails_sent, total_opens, total_clicks, total_replies, open_rate, click_rate,
                       reply_rate, contacts, total_bounces, total_unsubscribes, total_complaints, bounce_rate,
                       unsubscribe_rate, complaint_rate, drafts_pending, drafts_approved, drafts_rejected,
                       reject_rate))

struct TopPerformer {
  std::string subject_line;
  std::optional<double> open_rate;  ///< null: not measured
  std::optional<double> reply_rate;
  std::int64_t sent = 0;
};
BOOST_DESCRIBE_STRUCT(TopPerformer, (), (subject_line, open_rate, reply_rate, sent))

struct EngagementSummary {
  ReportType report_type = ReportType::engagement_summary;
  std::string time_period;
  Instant from;
  Instant to;
  EngagementMetrics metrics;
  std::vector<TopPerformer> top_performers;  ///< by reply rate, at most 5, none without a reply
  std::vector<std::string> recommendations;
};
BOOST_DESCRIBE_STRUCT(EngagementSummary, (),
                      (report_type, time_period, from, to, metrics, top_performers, recommendations))

struct FunnelStages {
  std::int64_t reached = 0;
  std::optional<std::int64_t> opened;
  std::optional<std::int64_t> clicked;
  std::int64_t replied = 0;
  std::int64_t qualified = 0;
  std::int64_t demo_requested = 0;
};
BOOST_DESCRIBE_STRUCT(FunnelStages, (), (reached, opened, clicked, replied, qualified, demo_requested))

struct FunnelRates {
  std::optional<double> reach_to_open;
  std::optional<double> open_to_click;
  std::optional<double> click_to_reply;
  std::optional<double> reach_to_reply;
  std::optional<double> reply_to_qualified;
  std::optional<double> qualified_to_demo;
};
BOOST_DESCRIBE_STRUCT(FunnelRates, (),
                      (reach_to_open, open_to_click, click_to_reply, reach_to_reply, reply_to_qualified,
                       qualified_to_demo))

struct PipelineValue {
  std::string currency;
  std::string amount;  ///< decimal, "450000.00"
};
BOOST_DESCRIBE_STRUCT(PipelineValue, (), (currency, amount))

struct ConversionFunnel {
  ReportType report_type = ReportType::conversion_funnel;
  std::string time_period;
  Instant from;
  Instant to;
  FunnelStages funnel_stages;
  FunnelRates conversion_rates;
  std::optional<double> total_pipeline_value;  ///< null: not known, or in several currencies
  std::vector<PipelineValue> pipeline_values;
};
BOOST_DESCRIBE_STRUCT(ConversionFunnel, (),
                      (report_type, time_period, from, to, funnel_stages, conversion_rates,
                       total_pipeline_value, pipeline_values))

struct ProspectingPerformance {
  std::int64_t messages_analyzed = 0;
  std::int64_t high_intent_identified = 0;
  std::optional<double> accuracy_score;  ///< of the drafts that a person decided: approved as they were
  std::int64_t drafts_created = 0;
  std::optional<double> approval_rate;  ///< of the drafts that a person decided: approved, edited or not
};
BOOST_DESCRIBE_STRUCT(ProspectingPerformance, (),
                      (messages_analyzed, high_intent_identified, accuracy_score, drafts_created,
                       approval_rate))

struct NurturingPerformance {
  std::optional<std::int64_t> sequences_executed;
  std::int64_t follow_ups_scheduled = 0;
  std::optional<double> engagement_rate;
};
BOOST_DESCRIBE_STRUCT(NurturingPerformance, (), (sequences_executed, follow_ups_scheduled, engagement_rate))

struct ValidationPerformance {
  std::int64_t drafts_reviewed = 0;
  std::int64_t approvals = 0;   ///< all checks passed
  std::int64_t rejections = 0;  ///< requires_review
  std::optional<double> rejection_rate;
};
BOOST_DESCRIBE_STRUCT(ValidationPerformance, (), (drafts_reviewed, approvals, rejections, rejection_rate))

struct AgentsPerformance {
  ProspectingPerformance prospecting_agent;
  NurturingPerformance nurturing_agent;
  ValidationPerformance validation_agent;
};
BOOST_DESCRIBE_STRUCT(AgentsPerformance, (), (prospecting_agent, nurturing_agent, validation_agent))

struct SystemHealth {
  std::optional<double> uptime;  ///< null: not measured
  std::optional<double> avg_processing_time_ms;
  std::optional<double> error_rate;
};
BOOST_DESCRIBE_STRUCT(SystemHealth, (), (uptime, avg_processing_time_ms, error_rate))

struct AgentPerformance {
  ReportType report_type = ReportType::agent_performance;
  std::string time_period;
  Instant from;
  Instant to;
  AgentsPerformance agents;
  SystemHealth system_health;
};
BOOST_DESCRIBE_STRUCT(AgentPerformance, (), (report_type, time_period, from, to, agents, system_health))

// -------------------------------------------------------------------------------------------------------
// rules

struct ReportRecommendation {
  std::string id;
  std::string metric;  ///< a member of EngagementMetrics
  double above = 0;
  std::int64_t min_count = 0;  ///< mails sent (or drafts decided) that must stand behind a rate
  std::string words;           ///< {rate}, {count}
};
BOOST_DESCRIBE_STRUCT(ReportRecommendation, (), (id, metric, above, min_count, words))

struct ReportingPolicy {
  std::string about;
  std::vector<ReportRecommendation> recommendations;
};
BOOST_DESCRIBE_STRUCT(ReportingPolicy, (), (about, recommendations))

Result<ReportingPolicy> load_reporting_policy(const PolicyLookup& lookup);

EngagementSummary report_engagement(const EngagementFacts& facts, const ReportPeriod& period,
                                    const ReportingPolicy& policy);
ConversionFunnel report_funnel(const FunnelFacts& facts, const ReportPeriod& period);
AgentPerformance report_agents(const AgentFacts& facts, const ReportPeriod& period);

}  // namespace sa
