// The probability that a person would want to answer a mail: a logistic model over a few readable
// features, with its weights in policy/relevance.json. THREADS: pure functions over immutable policy.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "mail/kind/message_kind.h"
#include "mail/meaning/intent.h"

namespace sa {

class RelevancePolicy {
 public:
  RelevancePolicy();
  static Result<RelevancePolicy> load(std::string_view json);
  struct State;
  const State& state() const { return *state_; }

 private:
  std::shared_ptr<const State> state_;
};

struct Relevance {
  double score = 0;                     ///< in [0,1]
  std::vector<AnalysisReason> reasons;  ///< each feature that moved it, with its weight
};

/// REQUIRES: `intents` was found in `reply_text`.
Relevance score_relevance(const Message& message, MessageKind kind, std::string_view reply_text,
                          const IntentVerdict& intents, const RelevancePolicy& policy);

}  // namespace sa
