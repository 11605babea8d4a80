// The agents' rules as they are in the program, loaded once for a test program.
#pragma once

#include <gtest/gtest.h>

#include "agents/policy/agent_policy.h"
#include "base/embedded.h"

namespace sa {

inline const AgentPolicy& agent_policy() {
  static const AgentPolicy policy = [] {
    auto loaded = load_agent_policy();
    if (!loaded) throw std::runtime_error(loaded.error().message);
    return *std::move(loaded);
  }();
  return policy;
}

inline PolicyLookup embedded_lookup() {
  return [](std::string_view path) -> std::optional<std::string> {
    const auto text = find_embedded(path);
    return text ? std::optional<std::string>(*text) : std::nullopt;
  };
}

inline Instant at(std::string_view text) {
  return parse_rfc3339(text).value();
}

}  // namespace sa
