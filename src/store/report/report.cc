#include "store/report/report.h"

#include <algorithm>
#include <map>
#include <optional>

#include "queries.h"

namespace sa {
namespace {

struct DealWorth {
  std::string currency;
  std::string amount;
};
BOOST_DESCRIBE_STRUCT(DealWorth, (), (currency, amount))

constexpr std::size_t kDecimals = 2;        // of the smallest unit
constexpr std::size_t kMostDigits = 15;     // before the point: what is longer is no deal
constexpr const char* kNoCurrency = "XXX";  // ISO 4217: no currency

/// "1200.5" -> 120050; null for what is no decimal. What is finer than the smallest unit is cut off.
std::optional<std::int64_t> minor_units(std::string_view decimal) {
  const bool negative = decimal.starts_with('-');
  if (negative) decimal.remove_prefix(1);
  const std::size_t point = std::min(decimal.find('.'), decimal.size());
  std::string digits(decimal.substr(0, point));
  std::string fraction(decimal.substr(std::min(point + 1, decimal.size())));
  if (digits.empty() || digits.size() > kMostDigits) return std::nullopt;
  if ((digits + fraction).find_first_not_of("0123456789") != std::string::npos) return std::nullopt;
  fraction.resize(kDecimals, '0');
  const std::int64_t units = std::stoll(digits + fraction);
  return negative ? -units : units;
}

/// The open deals by currency. A sum of different currencies means nothing.
std::vector<PipelineFacts> add_up(const std::vector<DealWorth>& deals) {
  std::map<std::string, std::int64_t> sums;
  for (const DealWorth& deal : deals) {
    const auto units = minor_units(deal.amount);
    if (units) sums[deal.currency.empty() ? kNoCurrency : deal.currency] += *units;
  }
  std::vector<PipelineFacts> pipeline;
  for (const auto& [currency, units] : sums) pipeline.push_back({currency, units});
  return pipeline;
}

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
  TRY(FunnelFacts facts, tx.get<FunnelFacts>(sql::report_funnel, period(from, to), kNoCounts));
  TRY(const auto deals, tx.list<DealWorth>(sql::report_pipeline, Args()));
  facts.pipeline = add_up(deals);
  return facts;
}

Result<AgentFacts> count_agents(ReadTx& tx, Instant from, Instant to) {
  return tx.get<AgentFacts>(sql::report_agents, period(from, to), kNoCounts);
}

}  // namespace sa
