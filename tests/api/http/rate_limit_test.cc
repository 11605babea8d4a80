#include "api/http/rate_limit.h"

#include <gtest/gtest.h>

namespace sa {
namespace {

TEST(RateLimit, TokensComeBackEvenly) {
  SetClock clock(Instant{1'000'000});
  LocalRateLimiter limiter(clock);
  const Rate rate{6, 60'000};  // one in 10 s
  for (int i = 0; i < 6; ++i) EXPECT_EQ(limiter.take_now("a", rate), 0) << i;
  EXPECT_EQ(limiter.take_now("a", rate), 10);
  EXPECT_EQ(limiter.take_now("b", rate), 0) << "another key has its own";
  clock.advance(4'000);
  EXPECT_EQ(limiter.take_now("a", rate), 6);
  clock.advance(6'000);
  EXPECT_EQ(limiter.take_now("a", rate), 0);
  EXPECT_EQ(limiter.take_now("a", rate), 10);
  clock.advance(3'600'000);
  for (int i = 0; i < 6; ++i) EXPECT_EQ(limiter.take_now("a", rate), 0) << "never more than a full bucket";
  EXPECT_GT(limiter.take_now("a", rate), 0);
}

TEST(RateLimit, AClockThatGoesBackTakesNothingAway) {
  SetClock clock(Instant{1'000'000});
  LocalRateLimiter limiter(clock);
  EXPECT_EQ(limiter.take_now("a", {2, 1000}), 0);
  clock.advance(-500'000);
  EXPECT_EQ(limiter.take_now("a", {2, 1000}), 0);
}

TEST(RateLimit, RefusedTriesCostNothing) {
  SetClock clock(Instant{1'000'000});
  LocalRateLimiter limiter(clock);
  EXPECT_EQ(limiter.take_now("a", {1, 10'000}), 0);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(limiter.take_now("a", {1, 10'000}), 10);
  clock.advance(10'000);
  EXPECT_EQ(limiter.take_now("a", {1, 10'000}), 0);
}

TEST(RateLimit, ManyKeysAreBounded) {
  SetClock clock(Instant{1'000'000});
  LocalRateLimiter limiter(clock);
  for (std::size_t i = 0; i < 3 * LocalRateLimiter::kMaxKeys; ++i) {
    ASSERT_EQ(limiter.take_now("key" + std::to_string(i), {1, 10'000}), 0);
  }
  EXPECT_LE(limiter.keys(), LocalRateLimiter::kMaxKeys);
}

}  // namespace
}  // namespace sa
