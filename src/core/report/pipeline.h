// The pipeline: what the deals of the CRM are worth, by currency. Sums of different currencies mean nothing, so there is no total.
// THREADS: pure functions over values.
// ERRORS: none.
#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/report/figure.h"
#include "core/report/report.h"

namespace sa {

enum class DealState { open, won, lost };

struct DealWorth {
  std::string currency;  ///< ISO 4217; empty: the CRM names none
  std::string amount;    ///< a decimal, as the CRM writes it
  std::string stage;
  Instant changed_at;
};
BOOST_DESCRIBE_STRUCT(DealWorth, (), (currency, amount, stage, changed_at))

DealState state_of(const DealWorth& deal);

/// "1200.5" -> 120050; null for what is no decimal. What is finer than a hundredth is cut off.
std::optional<std::int64_t> minor_units(std::string_view decimal);
/// ISO 4217; "XXX" where the CRM names no currency.
std::string currency_of(const DealWorth& deal);

struct PipelineFigures {
  Figure open;  ///< deals, now
  Figure open_value;
  Figure won;  ///< deals of which the CRM said so in the period
  Figure won_value;
  Figure lost;
  Figure lost_value;
};
BOOST_DESCRIBE_STRUCT(PipelineFigures, (), (open, open_value, won, won_value, lost, lost_value))

struct PipelineRow {
  std::string currency;
  PipelineFigures figures;
};
BOOST_DESCRIBE_STRUCT(PipelineRow, (), (currency, figures))

struct PipelineReport {
  Instant from;
  Instant to;
  std::string zone;
  std::vector<PipelineRow> groups;  ///< by currency
};
BOOST_DESCRIBE_STRUCT(PipelineReport, (), (from, to, zone, groups))

/// Deals whose amount is no number are left out.
PipelineReport report_pipeline(const std::vector<DealWorth>& deals, Instant from, Instant to,
                               std::string zone, Instant as_of);

/// What is open now, by currency.
std::vector<PipelineFacts> open_worth(const std::vector<DealWorth>& deals);

std::string csv_of(const PipelineReport& report);

}  // namespace sa
