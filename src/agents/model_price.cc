#include "agents/model_price.h"

#include <algorithm>

#include "agents/prompt.h"

namespace sa {
namespace {

constexpr std::string_view kPath = "policy/model_prices.json";
/// More than any answer can have: a provider's figure is not trusted to fit a product.
constexpr std::int64_t kMostTokens = 100'000'000;

/// "gpt-4o-mini-2024-07-18" -> "gpt-4o-mini".
std::string_view without_date(std::string_view model) {
  constexpr std::string_view kShape = "-dddd-dd-dd";
  if (model.size() <= kShape.size()) return model;
  const std::string_view tail = model.substr(model.size() - kShape.size());
  for (std::size_t i = 0; i < kShape.size(); ++i) {
    const bool is_digit = tail[i] >= '0' && tail[i] <= '9';
    if (kShape[i] == 'd' ? !is_digit : tail[i] != kShape[i]) return model;
  }
  return model.substr(0, model.size() - kShape.size());
}

}  // namespace

std::optional<std::int64_t> ModelPrices::cost_microusd(std::string_view model, std::int64_t input_tokens,
                                                       std::int64_t output_tokens) const {
  auto price = models.find(std::string(model));
  if (price == models.end()) price = models.find(std::string(without_date(model)));
  if (price == models.end()) return std::nullopt;
  const std::int64_t input = std::clamp<std::int64_t>(input_tokens, 0, kMostTokens);
  const std::int64_t output = std::clamp<std::int64_t>(output_tokens, 0, kMostTokens);
  return (input * price->second.input_per_1k + output * price->second.output_per_1k + 999) / 1000;
}

Result<ModelPrices> load_model_prices(const PolicyLookup& lookup) {
  TRY(ModelPrices prices, read_policy<ModelPrices>(lookup, kPath));
  for (const auto& [model, price] : prices.models) {
    constexpr std::int64_t kHighest = 10'000'000;  // ten dollars for a thousand tokens
    const bool is_fine = price.input_per_1k >= 0 && price.output_per_1k >= 0 &&
                         price.input_per_1k <= kHighest && price.output_per_1k <= kHighest;
    if (!is_fine) return in_file(invalid("the price of " + model + " is out of range"), kPath);
  }
  return prices;
}

}  // namespace sa
