// policy/claims.json, compiled: what the finder (claim.cc) and the search for sources (claim_source.cc) share.
// THREADS: immutable once loaded.
#pragma once

#include <re2/re2.h>

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "agents/claim.h"

namespace sa {

/// A form of a claim: what group 1 of the pattern matches is one.
struct ClaimForm {
  const char* kind;
  std::unique_ptr<RE2> pattern;
};

struct ClaimPolicy::State {
  std::map<std::string, std::int64_t> months;  // by plain form
  std::set<std::string> ambiguous_months;
  std::set<std::string> weekdays;
  std::map<std::string, std::string> currencies;
  std::set<std::string> noun_languages;
  std::set<std::string> not_names;
  std::vector<ClaimForm> forms;  // the earlier form wins where two overlap
};

}  // namespace sa
