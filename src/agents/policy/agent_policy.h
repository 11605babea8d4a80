// The agents' rules and prompts, loaded once, with the version of each agent.
// THREADS: immutable once loaded; share freely. Agents keep a reference to it.
// ERRORS: load_agent_policy: invalid or not_found, naming the file.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "agents/model_price.h"
#include "agents/outcome_reporter/outcome_reporter.h"
#include "agents/policy/footer_policy.h"
#include "agents/policy/nurturing_policy.h"
#include "agents/policy/prospecting_policy.h"
#include "agents/policy/validation_policy.h"
#include "agents/prompt.h"
#include "core/calendar/holiday.h"
#include "core/contact/zone.h"
#include "core/policy/pack.h"
#include "mail/analysis.h"

namespace sa {

/// The agents' names: of agent_runs.agent and drafts' source.
inline constexpr const char* kAgents[] = {"prospecting", "nurturing", "validation", "demo",
                                          "outcome_reporter"};
/// Those that ask a model: each has a prompts/<agent>.md.
inline constexpr const char* kWriters[] = {"prospecting", "nurturing"};

struct AgentPolicy {
  ProspectingPolicy prospecting;
  NurturingPolicy nurturing;
  HolidayPolicy holidays;
  ZonePolicy zones;
  ValidationPolicy validation;
  FooterPolicy footer;
  ReportingPolicy reporting;
  ModelPrices model_prices;
  std::vector<PolicyPack> packs;                             ///< policy/packs/*.json, by their names
  std::map<std::string, Prompt, std::less<>> prompts;        ///< by agent
  std::map<std::string, std::string, std::less<>> versions;  ///< by agent: of its prompt and its policy files

  /// REQUIRES: `agent` is one of kWriters.
  const Prompt& prompt(std::string_view agent) const { return prompts.find(agent)->second; }
  const std::string& version(std::string_view agent) const { return versions.find(agent)->second; }
};

Result<AgentPolicy> load_agent_policy(const PolicyLookup& lookup);
/// The rules that are part of the program.
Result<AgentPolicy> load_agent_policy();

}  // namespace sa
