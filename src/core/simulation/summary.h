// A plan in short: how many mails on which day from which mailbox, and what was skipped or held, and why.
// THREADS: one at a time. Memory: by days and mailboxes, whatever the number of contacts.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/simulation/line.h"

namespace sa {

class PlanSummary {
 public:
  struct Day {
    std::int64_t sent = 0;
    std::int64_t quota = 0;
    std::int64_t held = 0;
  };
  struct Cause {
    std::int64_t count = 0;
    std::int64_t open = 0;            ///< holds that do not end within the plan
    std::string words;                ///< of the first
    std::vector<std::string> sample;  ///< contact ids, at most 10
  };

  void add(const PlanLine& line);

  std::map<std::string, std::map<std::string, Day>> days;  ///< by date, then by mailbox
  std::set<std::string> mailboxes;
  std::map<std::string, Cause> skips;  ///< by rule
  std::map<std::string, Cause> holds;  ///< by rule
  PlanLine total;
};

}  // namespace sa
