// Decides whether the sender wants no more mail from us: sure, possible or no, with the words that say so.
//
// A wish has a frame (remove, stop, not again), an object (our mail, our list, the sender's address) and a speaker (the sender).
// policy/opt_out.json holds the words of each, by language; a pattern there is a composition of them. A frame whose object is
// named is sure; one that stands alone ("remove me") is sure unless its sentence speaks of another thing (a call, an item of an
// offer). A sentence about somebody else, or one that asks, supposes or threatens, makes it possible; one that takes the
// words back ("don't stop", "how do your customers unsubscribe") makes it no.
// Typing errors are folded, not listed: no accents, capitals or doubled letters, and key words with two letters swapped or one wrong.
// THREADS: pure functions over immutable policy.
// ERRORS: load: invalid, naming the pattern.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "core/message/belief.h"

namespace sa {

struct OptOut {
  Belief belief = Belief::no;
  std::vector<Doubt> words;  ///< what was found, strongest first; with `sure` no doubts but the proof
};

class OptOutPolicy {
 public:
  OptOutPolicy();
  static Result<OptOutPolicy> load(std::string_view json);
  struct State;
  const State& state() const { return *state_; }

 private:
  std::shared_ptr<const State> state_;
};

/// The wish in the sender's own words. `language`: as detected; words of others are tried too where the text is short.
OptOut find_opt_out(std::string_view words, std::string_view language, const OptOutPolicy& policy);
/// Text below a signature: a postscript counts as the sender's word, anything else there is at most possible.
OptOut find_opt_out_below(std::string_view signature, std::string_view language, const OptOutPolicy& policy);
/// A subject that says nothing but the command, whatever "Re:" stands before it.
bool is_opt_out_subject(std::string_view subject, const OptOutPolicy& policy);

}  // namespace sa
