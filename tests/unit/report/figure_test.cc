// Figures against values that were computed with Python's statistics.NormalDist from the formulas of the sources, not by this code.
#include "core/report/figure.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sa {
namespace {

constexpr double kNear = 1e-9;
constexpr Instant kNow{1'780'000'000'000};

TEST(Figure, WilsonsInterval) {
  struct Row {
    Share share;
    double low, high;
  };
  const Row rows[] = {
      {{0, 1}, 0, 0.793450685622763},
      {{1, 1}, 0.206549314377237, 1},
      {{0, 30}, 0, 0.113513393173969},
      {{3, 10}, 0.107791267406301, 0.603221852538855},
      {{12, 100}, 0.069994064370195, 0.198120994267114},
      {{50, 100}, 0.403831530365996, 0.596168469634004},
      {{100, 100}, 0.963006501793014, 1},
      {{7, 1234}, 0.002750492179347, 0.011662871255492},
      {{600, 50000}, 0.011082386506714, 0.012992593008851},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(std::to_string(row.share.part) + " of " + std::to_string(row.share.whole));
    const Interval interval = wilson(row.share);
    EXPECT_NEAR(interval.low, row.low, kNear);
    EXPECT_NEAR(interval.high, row.high, kNear);
  }
}

TEST(Figure, ARateHasItsIntervalAndSaysWhenThereIsTooLittleBehindIt) {
  const Figure rate = rate_of({12, 100}, kNow);
  EXPECT_EQ(rate.value, 0.12);
  EXPECT_EQ(rate.n, 100);
  EXPECT_NEAR(*rate.low, 0.069994064370195, kNear);
  EXPECT_EQ(rate.as_of, kNow);
  EXPECT_FALSE(rate.small);
  EXPECT_TRUE(rate_of({1, 29}, kNow).small);
  EXPECT_FALSE(rate_of({1, 30}, kNow).small);
}

TEST(Figure, ARateOfNothingIsNotMeasured) {
  const Figure rate = rate_of({0, 0}, kNow);
  EXPECT_FALSE(rate.value || rate.low || rate.high);
  EXPECT_TRUE(rate.small);
}

TEST(Figure, ACountHasNoInterval) {
  const Figure count = count_of(31, kNow);
  EXPECT_EQ(count.value, 31);
  EXPECT_EQ(count.n, 31);
  EXPECT_FALSE(count.low || count.high || count.small);
  EXPECT_EQ(count_of(0, kNow).value, 0);
}

TEST(Figure, TheDifferenceOfTwoRates) {
  struct Row {
    Share a, b;
    double value, low, high;
  };
  const Row rows[] = {
      {{10, 100}, {20, 100}, 0.1, 0.000149025118558, 0.199473870078069},
      {{0, 20}, {5, 20}, 0.25, 0.037765445566630, 0.468700877618744},
      // The example of Newcombe's article, with the two exchanged: 0.0524 to 0.3339.
      {{56, 70}, {48, 80}, -0.2, -0.333872654036906, -0.052431472402365},
      {{30, 300}, {30, 300}, 0, -0.048765104758469, 0.048765104758469},
  };
  for (const Row& row : rows) {
    const Figure difference = difference_of(row.a, row.b, kNow);
    EXPECT_NEAR(*difference.value, row.value, kNear);
    EXPECT_NEAR(*difference.low, row.low, kNear);
    EXPECT_NEAR(*difference.high, row.high, kNear);
    EXPECT_EQ(difference.n, row.a.whole + row.b.whole);
  }
  EXPECT_TRUE(difference_of({0, 20}, {5, 200}, kNow).small);
  EXPECT_FALSE(difference_of({0, 0}, {5, 200}, kNow).value);
}

TEST(Figure, HowManyMoreAreNeeded) {
  EXPECT_EQ(more_needed({10, 100}, {20, 100}), 99);  // 199 of each
  EXPECT_EQ(more_needed({0, 20}, {5, 20}), 7);
  EXPECT_EQ(more_needed({56, 70}, {48, 80}), 12);
  EXPECT_EQ(more_needed({100, 1000}, {200, 1000}), 0);
  EXPECT_EQ(more_needed({30, 300}, {30, 300}), std::nullopt);
  EXPECT_EQ(more_needed({0, 0}, {3, 30}), std::nullopt);
}

TEST(Figure, QuantilesAreValuesThatOccur) {
  const std::vector<double> ten = {9, 1, 8, 2, 7, 3, 6, 4, 5, 10};
  EXPECT_EQ(quantile_of(ten, 0.5, kNow).value, 5);
  EXPECT_EQ(quantile_of(ten, 0.9, kNow).value, 9);
  EXPECT_EQ(quantile_of({3}, 0.9, kNow).value, 3);
  EXPECT_EQ(quantile_of(ten, 0.9, kNow).n, 10);
  EXPECT_FALSE(quantile_of({}, 0.5, kNow).value);
}

TEST(Figure, WorkingTime) {
  Calendar calendar;
  calendar.timezone = "Europe/Berlin";
  calendar.window = {9, 17};
  const auto at = [](const char* text) { return *parse_rfc3339(text); };
  struct Row {
    const char* from;
    const char* to;
    std::int64_t minutes;
  };
  const Row rows[] = {
      {"2026-11-23T10:00:00+01:00", "2026-11-23T10:30:00+01:00", 30},   // a Monday
      {"2026-11-23T07:00:00+01:00", "2026-11-23T09:30:00+01:00", 30},   // from the opening
      {"2026-11-20T16:30:00+01:00", "2026-11-23T09:15:00+01:00", 45},   // over a weekend
      {"2026-11-21T10:00:00+01:00", "2026-11-22T10:00:00+01:00", 0},    // at a weekend
      {"2026-11-23T10:00:00+01:00", "2026-11-23T09:00:00+01:00", 0},    // backwards
      {"2026-11-16T00:00:00+01:00", "2026-11-23T00:00:00+01:00", 2400}  // a week: five days of eight hours
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.from);
    EXPECT_EQ(business_ms(at(row.from), at(row.to), calendar), row.minutes * kMinuteMs);
  }
}

}  // namespace
}  // namespace sa
