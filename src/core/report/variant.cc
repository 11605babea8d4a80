#include "core/report/variant.h"

#include "core/report/table.h"

namespace sa {
namespace {

std::string words_of(const std::optional<std::int64_t>& more_needed) {
  if (!more_needed) return "There is no difference to judge.";
  if (*more_needed == 0) return "There are enough recipients to judge the difference.";
  return "Needs " + std::to_string(*more_needed) + " more per variant before the difference can be judged.";
}

VariantComparison compare(const char* figure, const std::string& a, const std::string& b, const Share& of_a,
                          const Share& of_b, Instant as_of) {
  const auto more = more_needed(of_a, of_b);
  return {figure, a, b, difference_of(of_a, of_b, as_of), more, words_of(more)};
}

}  // namespace

std::vector<StepVariants> compare_variants(const std::map<GroupKey, Outcomes>& groups, Instant as_of) {
  // Of one step together, and in it by variant.
  std::map<std::pair<std::string, std::string>, std::map<std::string, const Outcomes*>> steps;
  for (const auto& [key, outcomes] : groups) {
    if (key.key && key.sequence_id && key.step_id)
      steps[{*key.sequence_id, *key.step_id}][*key.key] = &outcomes;
  }
  std::vector<StepVariants> report;
  for (const auto& [step, variants] : steps) {
    StepVariants row{step.first, step.second, {}, {}};
    const auto& [first_id, first] = *variants.begin();
    for (const auto& [variant_id, outcomes] : variants) {
      const SendingFigures all = outcomes->figures(as_of);
      row.variants.push_back({variant_id, {all.sent, all.delivered, all.replied, all.positive}});
      if (outcomes == first) continue;
      row.comparisons.push_back(
          compare("replied", first_id, variant_id, first->replied(), outcomes->replied(), as_of));
      row.comparisons.push_back(
          compare("positive", first_id, variant_id, first->positive(), outcomes->positive(), as_of));
    }
    report.push_back(std::move(row));
  }
  return report;
}

std::string csv_of(const VariantReport& report) {
  FigureTable table({"sequence_id", "step_id", "variant_id"});
  for (const StepVariants& step : report.steps) {
    for (const VariantRow& each : step.variants)
      table.add_all("group", {step.sequence_id, step.step_id, each.variant_id}, each.figures);
    for (const VariantComparison& each : step.comparisons)
      table.add("group", {step.sequence_id, step.step_id, each.b}, each.figure + "_difference",
                each.difference);
  }
  return table.csv();
}

}  // namespace sa
