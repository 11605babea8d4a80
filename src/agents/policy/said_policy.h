// policy/said.json: what an incoming mail settles (a time, an acceptance, whom to talk to), compiled.
// THREADS: immutable once loaded.
// ERRORS: load_said_policy: invalid, naming the file.
#pragma once

#include <boost/describe.hpp>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "agents/prompt.h"
#include "mail/text/pattern.h"

namespace sa {

struct SaidFile {
  using ByLanguage = std::map<std::string, std::vector<std::string>>;
  std::string about;
  ByLanguage accepted;
  ByLanguage meets;
  ByLanguage call;
  ByLanguage document;
  ByLanguage referral;
  ByLanguage reminded;
  ByLanguage later;
  std::vector<std::string> days;
  std::vector<std::string> units;
  std::vector<std::string> links;
  std::vector<std::string> bounds;
  std::vector<std::string> denials;
  std::vector<std::string> choices;
  std::vector<std::string> negations;
};
BOOST_DESCRIBE_STRUCT(SaidFile, (),
                      (about, accepted, meets, call, document, referral, reminded, later, days, units, links,
                       bounds, denials, choices, negations))

struct SaidPolicy {
  PatternSet accepted;
  PatternSet meets;
  PatternSet call;
  PatternSet document;
  PatternSet referral;
  PatternSet reminded;
  PatternSet later;
  PatternSet denials;
  // In plain form.
  std::set<std::string> days;
  std::set<std::string> units;
  std::set<std::string> links;
  std::set<std::string> bounds;
  std::set<std::string> choices;
  std::set<std::string> negations;
};

Result<SaidPolicy> load_said_policy(const PolicyLookup& lookup);

}  // namespace sa
