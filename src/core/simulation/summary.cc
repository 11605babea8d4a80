#include "core/simulation/summary.h"

namespace sa {
namespace {

constexpr std::size_t kSample = 10;

void note(const PlanLine& line, PlanSummary::Cause* cause) {
  ++cause->count;
  if (cause->words.empty()) cause->words = line.words;
  if (cause->sample.size() < kSample) cause->sample.push_back(line.contact_id);
}

}  // namespace

void PlanSummary::add(const PlanLine& line) {
  switch (line.kind) {
    case PlanLine::Kind::send:
      return;
    case PlanLine::Kind::skip:
      return note(line, &skips[line.rule]);
    case PlanLine::Kind::hold:
      note(line, &holds[line.rule]);
      if (!line.until) ++holds[line.rule].open;
      return;
    case PlanLine::Kind::day:
      days[line.date][line.mailbox] = {line.sent, line.quota, line.held};
      mailboxes.insert(line.mailbox);
      return;
    case PlanLine::Kind::total:
      total = line;
  }
}

}  // namespace sa
