// The gate's verdict on a draft, in words for a person.
// THREADS: values.
#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"

namespace sa {

enum class Outcome { send, hold, block };
BOOST_DESCRIBE_ENUM(Outcome, send, hold, block)

/// info and warn inform; hold waits for a time or a person; block never leaves the house.
enum class Severity { info, warn, hold, block };
BOOST_DESCRIBE_ENUM(Severity, info, warn, hold, block)

struct Reason {
  std::string rule;  ///< rule id, "quota.contact_week"
  Severity severity = Severity::info;
  std::string words;     ///< one sentence for a person
  std::string evidence;  ///< the inputs that the rule judged, "2 of 2 sent since 2026-11-15T10:00:00Z"
};
BOOST_DESCRIBE_STRUCT(Reason, (), (rule, severity, words, evidence))

struct Verdict {
  Outcome outcome = Outcome::send;
  std::optional<Instant> until;  ///< for a hold that ends by itself
  std::vector<Reason> reasons;
};
BOOST_DESCRIBE_STRUCT(Verdict, (), (outcome, until, reasons))

}  // namespace sa
