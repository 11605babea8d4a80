// How sure we are of a judgement with effects on a person (do not contact, stop, answer, pause): three values, never two.
// Sure takes effect by itself. Possible takes effect only in the safe direction: mail is held, and a person is asked. No has no effect.
//
// Every possible has at least one Doubt that says why, with the words that a person is shown. Who finds one adds it to
// Analysis::doubts (mail/analysis.h): a rule id "<subject>.<what>" ("opt_out.asked", "sender.unclear", "text.cut"), the words
// as they were written, and where they stand. A doubt without a belief of its own (an unclear sender) is added alike: the list
// is what a person is asked about, whatever the subject.
// THREADS: values.
#pragma once

#include <boost/describe.hpp>
#include <string>

#include "base/text/span.h"

namespace sa {

enum class Belief { sure, possible, no };
BOOST_DESCRIBE_ENUM(Belief, sure, possible, no)

/// Why something is not sure, for a person who decides it.
struct Doubt {
  std::string rule;   ///< "<subject>.<what>": the part before the dot says what is doubted
  std::string words;  ///< the words that were found; what was seen, when it is about no place
  Span span;          ///< in reply_text; both 0 when it is not about a place in it
};
BOOST_DESCRIBE_STRUCT(Doubt, (), (rule, words, span))

}  // namespace sa
