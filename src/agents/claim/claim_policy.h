// policy/claims.json, compiled: what the finder (claim.cc) and the search for sources (claim_source.cc) share.
// THREADS: immutable once loaded.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "agents/claim/claim.h"
#include "base/text/regex.h"

namespace sa {

struct ClaimPolicy::State {
  std::map<std::string, std::int64_t> months;  // by plain form
  std::set<std::string> ambiguous_months;
  std::set<std::string> weekdays;
  std::map<std::string, std::string> currencies;
  std::set<std::string> noun_languages;
  std::set<std::string> not_names;
  std::set<std::string> not_links;
  /// The forms of claims: what group 1 of an expression matches is one; the earlier form wins where two overlap.
  RegexSet forms;
  std::vector<std::string_view> kinds;  // of the forms, by the same numbers

  State();
};

}  // namespace sa
