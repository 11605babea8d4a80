#include "core/report/agent.h"

#include <algorithm>
#include <numeric>

#include "core/report/table.h"

namespace sa {
namespace {

constexpr std::size_t kMostWords = 2000;
constexpr std::string_view kSpace = " \t\r\n";

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  while (words.size() < kMostWords) {
    const std::size_t begin = text.find_first_not_of(kSpace);
    if (begin == text.npos) break;
    const std::size_t end = std::min(text.find_first_of(kSpace, begin), text.size());
    words.push_back(text.substr(begin, end - begin));
    text.remove_prefix(end);
  }
  return words;
}

}  // namespace

std::int64_t word_distance(std::string_view from, std::string_view to) {
  const auto before = words_of(from), after = words_of(to);
  // A row of the table: the distances of the words of `before` so far to each beginning of `after`.
  std::vector<std::int64_t> row(after.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (std::size_t i = 0; i < before.size(); ++i) {
    std::int64_t diagonal = row[0];
    row[0] = static_cast<std::int64_t>(i) + 1;
    for (std::size_t j = 0; j < after.size(); ++j) {
      const std::int64_t replaced = diagonal + (before[i] == after[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

void AgentTally::Counts::add(const DecidedDraft& draft) {
  ++decided;
  if (draft.had_wrong_fact) ++wrong_facts;
  if (!draft.is_approved) return;
  if (draft.edit_distance == 0) ++unchanged;
  distances.push_back(static_cast<double>(draft.edit_distance));
}

AgentFigures AgentTally::Counts::figures(Instant as_of) const {
  return {count_of(decided, as_of), rate_of({unchanged, decided}, as_of), quantile_of(distances, 0.5, as_of),
          quantile_of(distances, 0.9, as_of), rate_of({wrong_facts, decided}, as_of)};
}

void AgentTally::add(const DecidedDraft& draft) {
  total_.add(draft);
  groups_[{draft.agent, draft.prompt_version}].add(draft);
}

AgentReport AgentTally::report(Instant from, Instant to, std::string zone, Instant as_of) const {
  AgentReport report{from, to, std::move(zone), total_.figures(as_of), {}};
  for (const auto& [key, counts] : groups_)
    report.groups.push_back({key.first, key.second, counts.figures(as_of)});
  return report;
}

std::string csv_of(const AgentReport& report) {
  FigureTable table({"agent", "prompt_version"});
  table.add_all("total", {"", ""}, report.total);
  for (const AgentRow& each : report.groups)
    table.add_all("group", {each.agent, each.prompt_version.value_or("")}, each.figures);
  return table.csv();
}

}  // namespace sa
