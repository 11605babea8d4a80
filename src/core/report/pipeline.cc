#include "core/report/pipeline.h"

#include <algorithm>
#include <map>

#include "base/text/ascii.h"
#include "core/report/table.h"

namespace sa {
namespace {

constexpr std::size_t kDecimals = 2;        // of the smallest unit
constexpr std::size_t kMostDigits = 15;     // before the point: what is longer is no deal
constexpr const char* kNoCurrency = "XXX";  // ISO 4217: no currency
constexpr double kMinorUnits = 100;

struct Sum {
  std::int64_t deals = 0;
  std::int64_t units = 0;
};

Figure value_of(const Sum& sum, Instant as_of) {
  Figure figure = count_of(sum.deals, as_of);
  figure.value = static_cast<double>(sum.units) / kMinorUnits;
  return figure;
}

}  // namespace

DealState state_of(const DealWorth& deal) {
  const std::string stage = ascii_lower(deal.stage);
  if (stage == "closedwon") return DealState::won;
  return stage == "closedlost" ? DealState::lost : DealState::open;
}

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

std::string currency_of(const DealWorth& deal) {
  return deal.currency.empty() ? kNoCurrency : deal.currency;
}

PipelineReport report_pipeline(const std::vector<DealWorth>& deals, Instant from, Instant to,
                               std::string zone, Instant as_of) {
  std::map<std::string, std::map<DealState, Sum>> sums;
  for (const DealWorth& deal : deals) {
    const auto units = minor_units(deal.amount);
    const DealState state = state_of(deal);
    const bool is_of_period = deal.changed_at >= from && deal.changed_at < to;
    if (!units || (state != DealState::open && !is_of_period)) continue;
    Sum& sum = sums[currency_of(deal)][state];
    ++sum.deals;
    sum.units += *units;
  }
  PipelineReport report{from, to, std::move(zone), {}};
  for (auto& [currency, of] : sums) {
    const Sum open = of[DealState::open], won = of[DealState::won], lost = of[DealState::lost];
    report.groups.push_back({currency,
                             {count_of(open.deals, as_of), value_of(open, as_of), count_of(won.deals, as_of),
                              value_of(won, as_of), count_of(lost.deals, as_of), value_of(lost, as_of)}});
  }
  return report;
}

std::vector<PipelineFacts> open_worth(const std::vector<DealWorth>& deals) {
  std::map<std::string, std::int64_t> sums;
  for (const DealWorth& deal : deals) {
    const auto units = minor_units(deal.amount);
    if (units && state_of(deal) == DealState::open) sums[currency_of(deal)] += *units;
  }
  std::vector<PipelineFacts> worth;
  for (const auto& [currency, units] : sums) worth.push_back({currency, units});
  return worth;
}

std::string csv_of(const PipelineReport& report) {
  FigureTable table({"currency"});
  for (const PipelineRow& each : report.groups) table.add_all("group", {each.currency}, each.figures);
  return table.csv();
}

}  // namespace sa
