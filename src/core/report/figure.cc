#include "core/report/figure.h"

#include <algorithm>
#include <cmath>

namespace sa {
namespace {

constexpr double kZ95 = 1.959963984540054;       // the normal quantile of 0.975
constexpr double kZPower80 = 0.841621233572914;  // that of 0.8
/// Nobody waits longer for an answer than that; it bounds the walk over days.
constexpr std::int64_t kLongestWaitMs = 400 * kDayMs;

double rate(const Share& share) {
  return static_cast<double>(share.part) / static_cast<double>(share.whole);
}

}  // namespace

Interval wilson(const Share& share) {
  const auto n = static_cast<double>(share.whole);
  const double p = rate(share);
  const double z2 = kZ95 * kZ95;
  const double middle = p + z2 / (2 * n);
  const double half = kZ95 * std::sqrt(p * (1 - p) / n + z2 / (4 * n * n));
  const double scale = 1 + z2 / n;
  // At the ends the formula gives 0 and 1, but for rounding.
  return {share.part == 0 ? 0 : std::max(0.0, (middle - half) / scale),
          share.part == share.whole ? 1 : std::min(1.0, (middle + half) / scale)};
}

Figure count_of(std::int64_t count, Instant as_of) {
  return {static_cast<double>(count), count, std::nullopt, std::nullopt, as_of, count < kFewCases};
}

Figure rate_of(const Share& share, Instant as_of) {
  if (share.whole == 0) return {std::nullopt, 0, std::nullopt, std::nullopt, as_of, true};
  const Interval interval = wilson(share);
  return {rate(share), share.whole, interval.low, interval.high, as_of, share.whole < kFewCases};
}

Figure difference_of(const Share& a, const Share& b, Instant as_of) {
  Figure figure;
  figure.n = a.whole + b.whole;
  figure.as_of = as_of;
  if (a.whole == 0 || b.whole == 0) return figure;
  const double p = rate(a), q = rate(b);
  const Interval of_a = wilson(a), of_b = wilson(b);
  figure.value = q - p;
  figure.low = q - p - std::hypot(q - of_b.low, of_a.high - p);
  figure.high = q - p + std::hypot(of_b.high - q, p - of_a.low);
  figure.small = std::min(a.whole, b.whole) < kFewCases;
  return figure;
}

std::optional<std::int64_t> more_needed(const Share& a, const Share& b) {
  if (a.whole == 0 || b.whole == 0) return std::nullopt;
  const double p = rate(a), q = rate(b);
  if (p == q) return std::nullopt;
  const double mean = (p + q) / 2;
  const double spread =
      kZ95 * std::sqrt(2 * mean * (1 - mean)) + kZPower80 * std::sqrt(p * (1 - p) + q * (1 - q));
  const auto needed = static_cast<std::int64_t>(std::ceil(spread * spread / ((p - q) * (p - q))));
  return std::max<std::int64_t>(0, needed - std::min(a.whole, b.whole));
}

Figure quantile_of(std::vector<double> values, double part, Instant as_of) {
  Figure figure;
  figure.n = static_cast<std::int64_t>(values.size());
  figure.as_of = as_of;
  figure.small = figure.n < kFewCases;
  if (values.empty()) return figure;
  const double rank = std::ceil(part * static_cast<double>(values.size()));
  const auto index = static_cast<std::size_t>(std::max(1.0, rank)) - 1;
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(std::min(index, values.size() - 1));
  std::ranges::nth_element(values, at);
  figure.value = *at;
  return figure;
}

std::int64_t business_ms(Instant from, Instant to, const Calendar& calendar) {
  to = std::min(to, from + kLongestWaitMs);
  const std::string country = country_of_zone(calendar.timezone, calendar.holidays);
  std::int64_t sum = 0;
  for (Date date = to_local(from, calendar.timezone).date;; date = add_days(date, 1)) {
    const Instant opens = from_local({date, calendar.window.start_hour, 0, 0}, calendar.timezone);
    if (opens >= to) return sum;
    if (day_off(date, country, calendar.holidays)) continue;
    const Instant closes = from_local({date, calendar.window.end_hour, 0, 0}, calendar.timezone);
    sum += std::max<std::int64_t>(0, std::min(to, closes) - std::max(from, opens));
  }
}

}  // namespace sa
