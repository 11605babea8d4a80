#include "agents/policy/agent_policy.h"

#include "base/crypto/hash.h"
#include "base/embedded.h"
#include "core/contact/country.h"

namespace sa {
namespace {

/// The policy files whose change makes another agent of it.
const std::map<std::string, std::vector<std::string>, std::less<>>& files_of_agents() {
  static const std::map<std::string, std::vector<std::string>, std::less<>> files = {
      {"prospecting", {"policy/prospecting.json", "policy/said.json", "policy/claims.json"}},
      {"nurturing", {"policy/nurturing.json", "policy/holidays.json", "policy/prospecting.json"}},
      {"validation", {"policy/validation.json", "policy/claims.json"}},
      {"demo", {"policy/prospecting.json", "policy/nurturing.json", "policy/validation.json"}},
      {"outcome_reporter", {"policy/reporting.json"}},
  };
  return files;
}

/// `prompt` is the text of its prompt; empty where it has none.
Result<std::string> agent_version(const PolicyLookup& lookup, std::string_view agent,
                                  const std::string& prompt) {
  Canonical all;
  all.add(prompt);
  for (const std::string& path : files_of_agents().find(agent)->second) {
    TRY(const std::string text, read_text(lookup, path));
    all.add(text);
  }
  return text_version(all.text());
}

Result<HolidayPolicy> load_holiday_policy(const PolicyLookup& lookup) {
  constexpr const char* kPath = "policy/holidays.json";
  TRY(HolidayPolicy policy, read_policy<HolidayPolicy>(lookup, kPath));
  if (auto checked = check_holiday_policy(policy); !checked)
    return in_file(std::move(checked).error(), kPath);
  return policy;
}

/// Those that are part of the program; POLICY_DIR may replace each.
Result<std::vector<PolicyPack>> load_packs(const PolicyLookup& lookup, const ZonePolicy& zones) {
  std::vector<PolicyPack> packs;
  for (const std::string_view path : list_embedded("policy/packs/")) {
    TRY(PolicyPack pack, read_policy<PolicyPack>(lookup, path));
    if (auto checked = check_pack(pack); !checked) return in_file(std::move(checked).error(), path);
    if (path != "policy/packs/" + pack.pack_id + ".json")
      return in_file(invalid("`pack_id` must be the name of the file."), path);
    for (const std::string& each : pack.countries)
      if (!is_country(each, zones))
        return in_file(invalid("`countries` must be ISO 3166-1 codes, and \"" + each + "\" is none."), path);
    packs.push_back(std::move(pack));
  }
  return packs;
}

}  // namespace

Result<AgentPolicy> load_agent_policy(const PolicyLookup& lookup) {
  AgentPolicy policy;
  TRY(policy.prospecting, load_prospecting_policy(lookup));
  TRY(policy.nurturing, load_nurturing_policy(lookup));
  TRY(policy.holidays, load_holiday_policy(lookup));
  TRY(policy.zones, read_policy<ZonePolicy>(lookup, "policy/country_zones.json"));
  TRY(policy.validation, load_validation_policy(lookup));
  TRY(policy.footer, load_footer_policy(lookup));
  TRY(policy.reporting, load_reporting_policy(lookup));
  TRY(policy.model_prices, load_model_prices(lookup));
  TRY(policy.packs, load_packs(lookup, policy.zones));
  for (const char* agent : kWriters) {
    TRY(Prompt prompt, load_prompt(lookup, agent));
    policy.prompts.emplace(agent, std::move(prompt));
  }
  for (const char* agent : kAgents) {
    const auto prompt = policy.prompts.find(agent);
    TRY(policy.versions[agent],
        agent_version(lookup, agent, prompt == policy.prompts.end() ? std::string() : prompt->second.text));
  }
  return policy;
}

Result<AgentPolicy> load_agent_policy() {
  return load_agent_policy([](std::string_view path) -> std::optional<std::string> {
    const auto text = find_embedded(path);
    return text ? std::optional<std::string>(*text) : std::nullopt;
  });
}

}  // namespace sa
