// What validation found in a draft: four groups of checks, each with its findings, and the claims that need a
// source. THREADS: values.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/text/span.h"
#include "core/draft/verdict.h"

namespace sa {

/// One finding of one rule.
struct Issue {
  std::string rule;                    ///< rule id, "tone.pressure"
  std::string words;                   ///< what is wrong and what to do, for a person
  std::string field;                   ///< "subject" or "body"
  std::string text;                    ///< the words that were found
  Span span;                           ///< where, in the field; empty when something is missing
  Severity severity = Severity::warn;  ///< warn: a person decides; block: it must be changed
};
BOOST_DESCRIBE_STRUCT(Issue, (), (rule, words, field, text, span, severity))

struct Check {
  bool passed = true;
  std::vector<Issue> issues;
};
BOOST_DESCRIBE_STRUCT(Check, (), (passed, issues))

struct ComplianceCheck {
  bool passed = true;
  std::vector<Issue> violations;
};
BOOST_DESCRIBE_STRUCT(ComplianceCheck, (), (passed, violations))

struct Checks {
  ComplianceCheck compliance;
  Check quality;
  Check tone;
  Check length;
  bool passed() const { return compliance.passed && quality.passed && tone.passed && length.passed; }
};
BOOST_DESCRIBE_STRUCT(Checks, (), (compliance, quality, tone, length))

/// A fact in a draft. `source` says where it was found ("message:<id>", "contact:name"); null: nowhere, and a
/// person must look.
struct Claim {
  std::string kind;  ///< "number", "date", "money", "name", "url"
  std::string text;
  Span span;  ///< in the body
  std::optional<std::string> source;
};
BOOST_DESCRIBE_STRUCT(Claim, (), (kind, text, span, source))

}  // namespace sa
