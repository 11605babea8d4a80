// Detects the language of a text, with a margin: the votes of its most common words, of its script and of a language detector are
// added up, and the best language is sure only if it leads clearly. Names, addresses and words that many languages share ("ok",
// "demo") have no vote.
// THREADS: pure functions over immutable policy.
// SOURCE: libcld2 (Compact Language Detector 2), in its best-effort mode for short texts; docs/adr/0015.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "core/message/belief.h"

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

struct Language {
  std::string code = "und";  ///< ISO 639-1, or "und" when too little speaks for any
  Belief belief = Belief::no;
};

Language detect_language(std::string_view text, const LanguagePolicy& policy);

}  // namespace sa
