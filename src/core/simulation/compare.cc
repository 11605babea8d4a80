#include "core/simulation/compare.h"

#include <algorithm>
#include <tuple>

namespace sa {
namespace {

struct PlannedMail {
  std::string contact_id, step_id;
  Instant at;
  std::string mailbox, text;  ///< `text`: the subject, and the hash of the body
};

std::vector<PlannedMail> mails_of(const Simulation& simulation) {
  std::vector<PlannedMail> mails;
  simulation.write([&](const PlanLine& line, const std::string&) {
    if (line.kind == PlanLine::Kind::send)
      mails.push_back(
          {line.contact_id, line.step_id, line.at, line.mailbox, line.body_sha256 + line.subject});
  });
  std::ranges::sort(mails, {},
                    [](const PlannedMail& each) { return std::tie(each.contact_id, each.step_id); });
  return mails;
}

}  // namespace

PlanComparison compare_plans(const Simulation& first, const Simulation& second) {
  const std::vector<PlannedMail> ours = mails_of(first);
  const std::vector<PlannedMail> theirs = mails_of(second);
  PlanComparison comparison;
  auto a = ours.begin();
  auto b = theirs.begin();
  while (a != ours.end() || b != theirs.end()) {
    const bool has_a = a != ours.end();
    const bool has_b = b != theirs.end();
    const auto key = [](const PlannedMail& mail) { return std::tie(mail.contact_id, mail.step_id); };
    if (has_a && (!has_b || key(*a) < key(*b))) {
      comparison.differences.push_back(
          {"missing", a->contact_id, a->step_id, a->at, std::nullopt, a->mailbox, ""});
      ++a;
    } else if (!has_a || key(*b) < key(*a)) {
      comparison.differences.push_back(
          {"extra", b->contact_id, b->step_id, std::nullopt, b->at, "", b->mailbox});
      ++b;
    } else {
      const bool is_moved = a->at != b->at || a->mailbox != b->mailbox;
      if (is_moved || a->text != b->text)
        comparison.differences.push_back({is_moved ? "moved" : "changed", a->contact_id, a->step_id, a->at,
                                          b->at, a->mailbox, b->mailbox});
      else
        ++comparison.same;
      ++a, ++b;
    }
  }
  return comparison;
}

}  // namespace sa
