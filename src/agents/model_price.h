// Prices of a model's tokens: policy/model_prices.json, with source and date.
// THREADS: immutable once loaded.
// ERRORS: load_model_prices: invalid or not_found, naming the file.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "mail/analysis.h"

namespace sa {

/// In millionths of a US dollar for a thousand tokens, so that no price is a fraction.
struct ModelPrice {
  std::int64_t input_per_1k = 0;
  std::int64_t output_per_1k = 0;
};
BOOST_DESCRIBE_STRUCT(ModelPrice, (), (input_per_1k, output_per_1k))

struct ModelPrices {
  std::string about;
  std::string source;   ///< the page that says so
  std::string read_on;  ///< ISO date
  std::map<std::string, ModelPrice> models;

  /// Rounded up. Null when the price is not known; a dated name ("gpt-4o-mini-2024-07-18") has its model's price.
  std::optional<std::int64_t> cost_microusd(std::string_view model, std::int64_t input_tokens,
                                            std::int64_t output_tokens) const;
};
BOOST_DESCRIBE_STRUCT(ModelPrices, (), (about, source, read_on, models))

Result<ModelPrices> load_model_prices(const PolicyLookup& lookup);

}  // namespace sa
