#include "core/report/operator.h"

#include "core/report/table.h"

namespace sa {
namespace {

double minutes(std::int64_t ms) {
  return static_cast<double>(ms) / static_cast<double>(kMinuteMs);
}

}  // namespace

OperatorFigures OperatorTally::Counts::figures(Instant as_of) const {
  Figure speed = count_of(decisions, as_of);
  speed.value =
      active_ms == 0 ? std::nullopt : std::optional(static_cast<double>(decisions) / minutes(active_ms));
  return {count_of(decisions, as_of),
          speed,
          quantile_of(answer_minutes, 0.5, as_of),
          quantile_of(answer_minutes, 0.9, as_of),
          quantile_of(queue_minutes, 0.5, as_of),
          quantile_of(queue_minutes, 0.9, as_of)};
}

void OperatorTally::add(const OperatorStep& step) {
  Person& person = people_[step.user_id];
  person.name = step.name;
  if (person.last_at && step.at - *person.last_at <= kIdleMs)
    person.counts.active_ms += step.at - *person.last_at;
  person.last_at = step.at;
  if (step.is_decision) ++person.counts.decisions;
  if (step.queued_ms) person.counts.queue_minutes.push_back(minutes(*step.queued_ms));
}

void OperatorTally::add_answer(const std::string& user_id, std::int64_t business_ms) {
  people_[user_id].counts.answer_minutes.push_back(minutes(business_ms));
}

OperatorReport OperatorTally::report(Instant from, Instant to, std::string zone, Instant as_of,
                                     const std::optional<std::string>& only_user_id) const {
  OperatorReport report{from, to, std::move(zone), {}, {}};
  Counts all;
  for (const auto& [user_id, person] : people_) {
    const Counts& theirs = person.counts;
    all.decisions += theirs.decisions;
    all.active_ms += theirs.active_ms;
    all.answer_minutes.insert(all.answer_minutes.end(), theirs.answer_minutes.begin(),
                              theirs.answer_minutes.end());
    all.queue_minutes.insert(all.queue_minutes.end(), theirs.queue_minutes.begin(),
                             theirs.queue_minutes.end());
    if (!only_user_id || user_id == *only_user_id)
      report.groups.push_back({user_id, person.name, theirs.figures(as_of)});
  }
  report.total = all.figures(as_of);
  return report;
}

std::string csv_of(const OperatorReport& report) {
  FigureTable table({"user_id", "name"});
  table.add_all("total", {"", ""}, report.total);
  for (const OperatorRow& each : report.groups)
    table.add_all("group", {each.user_id, each.name}, each.figures);
  return table.csv();
}

}  // namespace sa
