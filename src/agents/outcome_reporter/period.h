// The period of a report: "last_7_days", "2026-01", "2026-W03", "2026-01-05..2026-01-11".
// THREADS: pure.
// ERRORS: invalid, with the forms that are understood.
// SOURCE: ISO 8601 for weeks (week 1 holds 4 January; weeks begin on Monday).
#pragma once

#include <boost/describe.hpp>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"

namespace sa {

/// [from, to): `to` is the first instant that does not belong to it.
struct ReportPeriod {
  std::string text;  ///< as it was asked for
  Instant from;
  Instant to;
};
BOOST_DESCRIBE_STRUCT(ReportPeriod, (), (text, from, to))

/// `last_N_days` (1-366) are the N * 24 hours before `now`; the others are whole days in `zone`.
Result<ReportPeriod> parse_period(std::string_view text, Instant now, std::string_view zone = "UTC");

}  // namespace sa
