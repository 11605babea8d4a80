// Settings: the fields of a described struct that the environment fills. Each stands once, beside its owner: name, type and default
// as a field, limits and help as its rule, and what a person must know beside them.
//
//   struct HubspotConfig {
//     std::string hubspot_client_secret;                            // HUBSPOT_CLIENT_SECRET
//     static constexpr const char* kTitle = "HubSpot";
//     static std::vector<Setting> settings() {
//       return {{rule(&HubspotConfig::hubspot_client_secret).describe("The client secret ..."), "none", kSecret}};
//     }
//     static std::vector<Rule> rules() { return rules_of(settings()); }
//     std::vector<std::string> problems(std::string_view mail_provider) const;   // optional: what is missing, or contradicts
//   };
//   BOOST_DESCRIBE_STRUCT(HubspotConfig, (), (hubspot_client_secret))
//
// app/config/config.h lists the owners; the environment's names, .env.example, `sales-agent config` and docs/settings.md are
// made from them.
// THREADS: values.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/reflect/reflect.h"

namespace sa {

inline constexpr bool kSecret = true;
inline constexpr bool kOpen = false;
inline constexpr bool kUnused = true;

struct Setting {
  Rule rule;  ///< names the field; `describe` is the help: whole sentences that can be understood alone
  std::string otherwise = {};  ///< how the default is found, where it is not the field's own
  bool is_secret = kOpen;
  bool is_unused = false;  ///< it is read and checked, but nothing asks for it yet
};

inline std::vector<Rule> rules_of(std::vector<Setting> settings) {
  std::vector<Rule> rules;
  for (Setting& setting : settings) rules.push_back(std::move(setting.rule));
  return rules;
}

}  // namespace sa
