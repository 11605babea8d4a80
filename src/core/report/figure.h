// A figure of a report: its value with how sure it is. A rate carries its 95 % interval, and says when there is too little behind it to
// judge by; what is not measured is null, never 0.
// THREADS: values and pure functions.
// ERRORS: none.
// SOURCE: Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927); Newcombe, "Interval estimation
// for the difference between independent proportions", Statistics in Medicine 17 (1998), method 10; Fleiss, "Statistical Methods for Rates
// and Proportions", chapter 4 (sample size without continuity correction).
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/time.h"
#include "core/calendar/calendar.h"

namespace sa {

/// Below so many cases a figure is too few to judge.
inline constexpr std::int64_t kFewCases = 30;

struct Figure {
  static constexpr const char* kAbout =
      "A count has its number as value and no interval. A rate lies between 0 and 1, with its 95 % interval.";
  std::optional<double> value;  ///< null: not measured
  std::int64_t n = 0;           ///< the cases behind it; of a count, the count itself
  std::optional<double> low;    ///< of the 95 % interval; null: the figure has none
  std::optional<double> high;
  Instant as_of;      ///< when it was computed: what comes back later changes it
  bool small = true;  ///< fewer than kFewCases cases: too few to judge
};
BOOST_DESCRIBE_STRUCT(Figure, (), (value, n, low, high, as_of, small))

/// `part` of `whole` cases. REQUIRES: 0 <= part <= whole.
struct Share {
  std::int64_t part = 0;
  std::int64_t whole = 0;
};

struct Interval {
  double low = 0;
  double high = 0;
};
/// Wilson's 95 % score interval, within [0, 1]. REQUIRES: whole > 0.
Interval wilson(const Share& share);

Figure count_of(std::int64_t count, Instant as_of);
Figure rate_of(const Share& share, Instant as_of);
/// The rate of `b` minus that of `a`, -1 to 1. Null where one of them has no cases; small where one of them is.
Figure difference_of(const Share& a, const Share& b, Instant as_of);

/// How many more cases each of the two needs before a difference as large as the present one would be found in 80 of 100 tries, at 5 %
/// error; the larger need of the two, 0: there are enough. Null where the rates are equal or not measured: no number would do.
std::optional<std::int64_t> more_needed(const Share& a, const Share& b);

/// The smallest value that at least `part` (0 to 1) of them do not exceed; without an interval.
Figure quantile_of(std::vector<double> values, double part, Instant as_of);

/// The working time between two instants, by the hours and the working days of the sender's zone. 0 where `to` is not later.
std::int64_t business_ms(Instant from, Instant to, const Calendar& calendar);

}  // namespace sa
