// Variants of a step, compared: how often each is answered, and whether there are enough mails to tell them apart. No winner is named.
// THREADS: pure functions over values.
// ERRORS: none.
#pragma once

#include <boost/describe.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/report/sending.h"

namespace sa {

struct VariantFigures {
  Figure sent;
  Figure delivered;
  Figure replied;
  Figure positive;
};
BOOST_DESCRIBE_STRUCT(VariantFigures, (), (sent, delivered, replied, positive))

struct VariantRow {
  std::string variant_id;
  VariantFigures figures;
};
BOOST_DESCRIBE_STRUCT(VariantRow, (), (variant_id, figures))

/// One rate of two variants.
struct VariantComparison {
  std::string figure;  ///< replied or positive
  std::string a;       ///< the variant that the other is compared with
  std::string b;
  Figure difference;                        ///< the rate of `b` minus that of `a`
  std::optional<std::int64_t> more_needed;  ///< recipients of each variant; null: no number would tell
  std::string words;                        ///< what to make of it
};
BOOST_DESCRIBE_STRUCT(VariantComparison, (), (figure, a, b, difference, more_needed, words))

struct StepVariants {
  std::string sequence_id;
  std::string step_id;
  std::vector<VariantRow> variants;
  std::vector<VariantComparison> comparisons;  ///< of each variant with the first
};
BOOST_DESCRIBE_STRUCT(StepVariants, (), (sequence_id, step_id, variants, comparisons))

struct VariantReport {
  Instant from;
  Instant to;
  std::string zone;
  std::vector<StepVariants> steps;
};
BOOST_DESCRIBE_STRUCT(VariantReport, (), (from, to, zone, steps))

/// REQUIRES: groups by GroupBy::variant. Mails without a variant are left out.
std::vector<StepVariants> compare_variants(const std::map<GroupKey, Outcomes>& groups, Instant as_of);

/// "sequence_id,step_id,variant_id", and one line for each difference, of figure `replied_difference` or `positive_difference`.
std::string csv_of(const VariantReport& report);

}  // namespace sa
