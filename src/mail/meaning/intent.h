// Finds what a person wants, with the words that say so. Several intents may hold at once.
// THREADS: pure functions over immutable policy.
#pragma once

#include <boost/describe.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "core/draft/check.h"
#include "mail/text/pattern.h"

namespace sa {

/// The last four are only ever the main intent: what the kind of the mail says, or nothing in particular.
enum class Intent {
  question,
  greeting,
  proposal,
  budget,
  timeline,
  pain_point,
  interested,
  meeting_request,
  info_request,
  pricing,
  objection,
  not_now,
  not_interested,
  referral,
  wrong_person,
  unsubscribe,
  competitor,
  legal_or_security_review,
  auto_reply,
  bounce,
  complaint,
  neutral
};
BOOST_DESCRIBE_ENUM(Intent, question, greeting, proposal, budget, timeline, pain_point, interested,
                    meeting_request, info_request, pricing, objection, not_now, not_interested, referral,
                    wrong_person, unsubscribe, competitor, legal_or_security_review, auto_reply, bounce,
                    complaint, neutral)

struct IntentFlags {
  bool question = false;
  bool greeting = false;
  bool proposal = false;
  bool budget = false;
  bool timeline = false;
  bool pain_point = false;
  bool interested = false;
  bool meeting_request = false;
  bool info_request = false;
  bool pricing = false;
  bool objection = false;
  bool not_now = false;
  bool not_interested = false;
  bool referral = false;
  bool wrong_person = false;
  bool unsubscribe = false;
  bool competitor = false;
  bool legal_or_security_review = false;
};
BOOST_DESCRIBE_STRUCT(IntentFlags, (),
                      (question, greeting, proposal, budget, timeline, pain_point, interested,
                       meeting_request, info_request, pricing, objection, not_now, not_interested, referral,
                       wrong_person, unsubscribe, competitor, legal_or_security_review))

enum class Sentiment { positive, neutral, negative };
BOOST_DESCRIBE_ENUM(Sentiment, positive, neutral, negative)

/// Why an intent is believed, or a score moved.
struct AnalysisReason {
  std::string rule;   ///< "intent.meeting_request", "relevance.asks_for_price"
  std::string words;  ///< the words that were found, or what was seen
  double weight = 0;
  Span span;  ///< in reply_text; both 0 when it is not about a place
};
BOOST_DESCRIBE_STRUCT(AnalysisReason, (), (rule, words, weight, span))

struct IntentVerdict {
  IntentFlags intents;
  Intent intent = Intent::neutral;
  Sentiment sentiment = Sentiment::neutral;
  std::vector<AnalysisReason> reasons;  ///< one per pattern that held; span = the sentence around it
};

class IntentPolicy {
 public:
  IntentPolicy();
  static Result<IntentPolicy> load(std::string_view json);
  struct State;
  const State& state() const { return *state_; }

 private:
  std::shared_ptr<const State> state_;
};

/// REQUIRES: `plain` was made from `text`.
IntentVerdict find_intents(std::string_view text, const PlainText& plain, const IntentPolicy& policy);

}  // namespace sa
