#include "agents/outcome_reporter/outcome_reporter.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>

#include "agents/prompt.h"
#include "base/reflect/reflect.h"

namespace sa {
namespace {

constexpr std::string_view kPath = "policy/reporting.json";
constexpr std::size_t kTopPerformers = 5;
constexpr double kMinorUnits = 100;

/// Rounded to four places, as a person reads it; null when there is nothing to divide by.
std::optional<double> rate(std::int64_t part, std::int64_t whole) {
  if (whole <= 0) return std::nullopt;
  return std::round(static_cast<double>(part) / static_cast<double>(whole) * 10000) / 10000;
}
std::optional<double> rate(std::optional<std::int64_t> part, std::optional<std::int64_t> whole) {
  if (!part || !whole) return std::nullopt;
  return rate(*part, *whole);
}

std::string percent(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f %%", value * 100);
  return text;
}

void replace(std::string* text, std::string_view what, const std::string& with) {
  if (const std::size_t at = text->find(what); at != std::string::npos) text->replace(at, what.size(), with);
}

/// A metric that a recommendation may speak of.
struct Metric {
  std::optional<double> value;
  std::int64_t count = 0;   ///< what is counted
  std::int64_t behind = 0;  ///< how many cases stand behind a rate
  bool is_rate = false;
};

std::map<std::string, Metric> metrics_of(const EngagementMetrics& metrics, std::int64_t reached) {
  const std::int64_t sent = metrics.total_emails_sent;
  const std::int64_t decided = metrics.drafts_approved + metrics.drafts_rejected;
  return {
      {"bounce_rate", {metrics.bounce_rate, metrics.total_bounces, sent, true}},
      {"complaint_rate", {metrics.complaint_rate, metrics.total_complaints, reached, true}},
      {"unsubscribe_rate", {metrics.unsubscribe_rate, metrics.total_unsubscribes, reached, true}},
      {"reject_rate", {metrics.reject_rate, metrics.drafts_rejected, decided, true}},
      {"drafts_pending",
       {static_cast<double>(metrics.drafts_pending), metrics.drafts_pending, metrics.drafts_pending, false}},
  };
}

/// `reached`: how many people stand behind the rates of people.
std::vector<std::string> recommend(const EngagementMetrics& metrics, std::int64_t reached,
                                   const ReportingPolicy& policy) {
  const auto all_metrics = metrics_of(metrics, reached);
  std::vector<std::string> all;
  for (const ReportRecommendation& rule : policy.recommendations) {
    const Metric& metric = all_metrics.at(rule.metric);
    if (!metric.value || *metric.value <= rule.above || metric.behind < rule.min_count) continue;
    std::string words = rule.words;
    replace(&words, "{count}", std::to_string(metric.count));
    if (metric.is_rate) replace(&words, "{rate}", percent(*metric.value));
    all.push_back(std::move(words));
  }
  return all;
}

std::vector<TopPerformer> best_subjects(const std::vector<SubjectFacts>& subjects) {
  std::vector<SubjectFacts> answered;
  std::copy_if(subjects.begin(), subjects.end(), std::back_inserter(answered),
               [](const SubjectFacts& each) { return each.replied > 0 && each.sent > 0; });
  std::sort(answered.begin(), answered.end(), [](const SubjectFacts& a, const SubjectFacts& b) {
    const auto left = static_cast<double>(a.replied) * static_cast<double>(b.sent);
    const auto right = static_cast<double>(b.replied) * static_cast<double>(a.sent);
    if (left != right) return left > right;
    return a.sent != b.sent ? a.sent > b.sent : a.subject_line < b.subject_line;
  });
  std::vector<TopPerformer> best;
  for (const SubjectFacts& each : answered) {
    if (best.size() == kTopPerformers) break;
    best.push_back({each.subject_line, std::nullopt, rate(each.replied, each.sent), each.sent});
  }
  return best;
}

std::string decimal(std::int64_t minor_units) {
  char text[48];
  const std::int64_t whole = std::abs(minor_units);
  std::snprintf(text, sizeof text, "%s%lld.%02lld", minor_units < 0 ? "-" : "",
                static_cast<long long>(whole / 100), static_cast<long long>(whole % 100));
  return text;
}

}  // namespace

Result<ReportingPolicy> load_reporting_policy(const PolicyLookup& lookup) {
  TRY(ReportingPolicy policy, read_policy<ReportingPolicy>(lookup, kPath));
  const auto metrics = metrics_of({}, 0);
  for (const ReportRecommendation& rule : policy.recommendations) {
    if (!metrics.contains(rule.metric))
      return in_file(invalid(rule.id + ": there is no metric called " + rule.metric), kPath);
  }
  return policy;
}

EngagementSummary report_engagement(const EngagementFacts& facts, const ReportPeriod& period,
                                    const ReportingPolicy& policy) {
  EngagementSummary report;
  report.time_period = period.text;
  report.from = period.from;
  report.to = period.to;
  EngagementMetrics& metrics = report.metrics;
  metrics.total_emails_sent = facts.sent;
  metrics.total_opens = facts.opens;
  metrics.total_clicks = facts.clicks;
  metrics.total_replies = facts.replied;
  metrics.open_rate = rate(facts.opens, facts.sent);
  metrics.click_rate = rate(facts.clicks, facts.sent);
  metrics.reply_rate = rate(facts.replied, facts.contacts);
  metrics.contacts = facts.contacts;
  metrics.total_bounces = facts.hard_bounces;
  metrics.total_unsubscribes = facts.unsubscribes;
  metrics.total_complaints = facts.complaints;
  metrics.bounce_rate = rate(facts.hard_bounces, facts.sent);
  metrics.unsubscribe_rate = rate(facts.unsubscribes, facts.contacts);
  metrics.complaint_rate = rate(facts.complaints, facts.contacts);
  metrics.drafts_pending = facts.drafts_pending;
  metrics.drafts_approved = facts.drafts_approved;
  metrics.drafts_rejected = facts.drafts_rejected;
  metrics.reject_rate = rate(facts.drafts_rejected, facts.drafts_approved + facts.drafts_rejected);
  report.top_performers = best_subjects(facts.subjects);
  report.recommendations = recommend(metrics, facts.contacts, policy);
  return report;
}

ConversionFunnel report_funnel(const FunnelFacts& facts, const ReportPeriod& period) {
  ConversionFunnel report;
  report.time_period = period.text;
  report.from = period.from;
  report.to = period.to;
  report.funnel_stages = {facts.reached, facts.opened,    facts.clicked,
                          facts.replied, facts.qualified, facts.demo_requested};
  FunnelRates& rates = report.conversion_rates;
  rates.reach_to_open = rate(facts.opened, facts.reached);
  rates.open_to_click = rate(facts.clicked, facts.opened);
  rates.click_to_reply = rate(std::optional(facts.replied), facts.clicked);
  rates.reach_to_reply = rate(facts.replied, facts.reached);
  rates.reply_to_qualified = rate(facts.qualified, facts.replied);
  rates.qualified_to_demo = rate(facts.demo_requested, facts.qualified);
  for (const PipelineFacts& each : facts.pipeline) {
    report.pipeline_values.push_back({each.currency, decimal(each.minor_units)});
  }
  // Sums of different currencies mean nothing.
  if (facts.pipeline.size() == 1) {
    report.total_pipeline_value = static_cast<double>(facts.pipeline.front().minor_units) / kMinorUnits;
  }
  return report;
}

AgentPerformance report_agents(const AgentFacts& facts, const ReportPeriod& period) {
  AgentPerformance report;
  report.time_period = period.text;
  report.from = period.from;
  report.to = period.to;
  const std::int64_t decided = facts.drafts_approved + facts.drafts_rejected;
  report.agents.prospecting_agent = {facts.messages_analyzed, facts.high_intent_identified,
                                     rate(facts.drafts_approved - facts.drafts_edited, decided),
                                     facts.drafts_created, rate(facts.drafts_approved, decided)};
  report.agents.nurturing_agent = {facts.sequences_executed, facts.follow_ups_scheduled,
                                   rate(facts.contacts_engaged, facts.contacts_scheduled)};
  const std::int64_t rejections = facts.drafts_reviewed - facts.checks_passed;
  report.agents.validation_agent = {facts.drafts_reviewed, facts.checks_passed, rejections,
                                    rate(rejections, facts.drafts_reviewed)};
  if (facts.runs > 0) {
    report.system_health.avg_processing_time_ms =
        std::round(static_cast<double>(facts.run_ms) / static_cast<double>(facts.runs) * 10) / 10;
  }
  report.system_health.error_rate = rate(facts.runs_failed, facts.runs);
  return report;
}

}  // namespace sa
