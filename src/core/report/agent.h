// What people make of the drafts that agents write: how many are approved as they are, how much is changed, how often a statement was wrong.
// THREADS: an AgentTally is used by one thread at a time.
// ERRORS: none.
#pragma once

#include <boost/describe.hpp>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/report/figure.h"

namespace sa {

/// How many words must be inserted, removed or replaced to make one text of the other. Words are what white space separates; of each text
/// the first 2,000 count. SOURCE: Levenshtein.
std::int64_t word_distance(std::string_view from, std::string_view to);

/// A draft of an agent on which a person has decided.
struct DecidedDraft {
  std::string agent;
  std::optional<std::string> prompt_version;
  bool is_approved = false;        ///< else it was rejected
  std::int64_t edit_distance = 0;  ///< of an approved one, to what the agent wrote
  bool had_wrong_fact =
      false;  ///< as the agent wrote it, it stated what our sources contradict or do not bear out
};

struct AgentFigures {
  Figure decided;
  Figure unchanged;
  Figure edit_distance_p50;
  Figure edit_distance_p90;
  Figure facts_corrected;
};
BOOST_DESCRIBE_STRUCT(AgentFigures, (),
                      (decided, unchanged, edit_distance_p50, edit_distance_p90, facts_corrected))

struct AgentRow {
  std::string agent;
  std::optional<std::string> prompt_version;
  AgentFigures figures;
};
BOOST_DESCRIBE_STRUCT(AgentRow, (), (agent, prompt_version, figures))

struct AgentReport {
  Instant from;
  Instant to;
  std::string zone;
  AgentFigures total;
  std::vector<AgentRow> groups;  ///< by agent and prompt version
};
BOOST_DESCRIBE_STRUCT(AgentReport, (), (from, to, zone, total, groups))

class AgentTally {
 public:
  void add(const DecidedDraft& draft);
  AgentReport report(Instant from, Instant to, std::string zone, Instant as_of) const;

 private:
  struct Counts {
    std::int64_t decided = 0;
    std::int64_t unchanged = 0;
    std::int64_t wrong_facts = 0;
    std::vector<double> distances;
    void add(const DecidedDraft& draft);
    AgentFigures figures(Instant as_of) const;
  };
  Counts total_;
  std::map<std::pair<std::string, std::optional<std::string>>, Counts> groups_;
};

std::string csv_of(const AgentReport& report);

}  // namespace sa
