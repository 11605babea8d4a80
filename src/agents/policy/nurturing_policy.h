// policy/nurturing.json: the next step for a contact, by stage.
// THREADS: values.
// ERRORS: load_nurturing_policy: invalid, naming the file.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "mail/analysis.h"

namespace sa {

struct NurturingStage {
  std::string id;
  std::vector<std::string> aliases;
  std::string texts;      ///< the writer's topic
  std::int64_t days = 0;  ///< calendar days until the next step
  std::string type;       ///< of the next step, a word
  std::string title;
  std::string body;  ///< {contact} is who it is about
};
BOOST_DESCRIBE_STRUCT(NurturingStage, (), (id, aliases, texts, days, type, title, body))

/// Which intents of a contact's replies show a stage.
struct StageSigns {
  std::string about;
  std::vector<std::string> qualified;
  std::vector<std::string> engaged;
};
BOOST_DESCRIBE_STRUCT(StageSigns, (), (about, qualified, engaged))

struct NurturingPolicy {
  std::string about;
  std::int64_t due_hour = 9;  ///< local hour of the contact
  std::vector<NurturingStage> stages;
  StageSigns stage_of_intents;

  /// By id or alias; null when there is none.
  const NurturingStage* find_stage(std::string_view name) const;
};
BOOST_DESCRIBE_STRUCT(NurturingPolicy, (), (about, due_hour, stages, stage_of_intents))

Result<NurturingPolicy> load_nurturing_policy(const PolicyLookup& lookup);

}  // namespace sa
