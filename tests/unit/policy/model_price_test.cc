// Prices of tokens, and unknown prices.
#include "agents/model_price.h"

#include <gmock/gmock.h>

#include "tests/unit/agent_fixture.h"

namespace sa {
namespace {

TEST(ModelPriceTest, a_run_costs_what_its_tokens_do_and_an_unknown_model_nothing_known) {
  const ModelPrices& prices = agent_policy().model_prices;
  EXPECT_EQ(prices.cost_microusd("gpt-4o-mini", 1'000'000, 0), 150'000);
  EXPECT_EQ(prices.cost_microusd("gpt-4o-mini", 1000, 1000), 750);
  EXPECT_EQ(prices.cost_microusd("gpt-4o-mini-2024-07-18", 1, 0), 1);  // rounded up
  EXPECT_EQ(prices.cost_microusd("gpt-4o-mini", -5, 0), 0);
  EXPECT_EQ(prices.cost_microusd("my-own", 1000, 1000), std::nullopt);
  EXPECT_EQ(prices.cost_microusd("template", 0, 0), std::nullopt);
  EXPECT_EQ(prices.cost_microusd("gpt-4o-mini-20240718xx", 1, 1), std::nullopt);
  EXPECT_FALSE(prices.source.empty());
  EXPECT_FALSE(prices.read_on.empty());
}

}  // namespace
}  // namespace sa
