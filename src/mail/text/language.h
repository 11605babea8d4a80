// Detects the language of a text by its most common words and its script: good enough to choose a pattern set and a
// template. THREADS: pure functions over immutable policy.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "mail/text/pattern.h"

namespace sa {

class LanguagePolicy {
 public:
  LanguagePolicy();
  static Result<LanguagePolicy> load(std::string_view json);
  struct State;
  const State& state() const { return *state_; }

 private:
  std::shared_ptr<const State> state_;
};

/// ISO 639-1, or "und" when too little speaks for any.
std::string detect_language(const PlainText& plain, const LanguagePolicy& policy);

}  // namespace sa
