// What a signal (a reply, an absence, a bounce, a deal, ...) makes of an enrolment: a table of signals and states. Whoever stores the
// signal carries it out in the same transaction (actions/progress/signal.h); the gate keeps drafts back by the state that it makes.
// THREADS: pure functions.
// SOURCE: a sure signal acts, a doubtful one holds and asks a person (core/message/belief.h); an automatic answer never stops.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/enrollment/enrollment.h"

namespace sa {

enum class Signal {
  reply,  ///< the contact wrote, from whatever address, in whatever thread, to whichever mailbox of ours
  company_reply,  ///< somebody else of the same company did
  absence,        ///< an automatic answer says, or seems to say, that the contact is away
  suppressed,  ///< the contact must not be written to: an opt-out, a complaint, an address that does not exist
  soft_bounces,  ///< the third mail in seven days did not arrive
  meeting,       ///< a meeting with the contact is booked
  deal_won,
  deal_lost,
  doubt  ///< a mail may be one of these, and a person is asked
};
BOOST_DESCRIBE_ENUM(Signal, reply, company_reply, absence, suppressed, soft_bounces, meeting, deal_won,
                    deal_lost, doubt)

struct SignalFacts {
  Signal signal = Signal::reply;
  EnrollmentReason
      reason;  ///< rule, words and evidence; of an absence `until`, null: nobody knows until when
  std::string intent = {};  ///< of a reply: what it says, as in the analysis
};

/// What the sequence says about signals.
struct SignalRules {
  std::vector<std::string> stop_on;
  boost::json::object on_reply;
  bool company_reply_holds = true;
};

/// What the enrolment becomes.
struct SignalMove {
  EnrollmentStatus status = EnrollmentStatus::STOPPED;
  EnrollmentReason reason;
  /// PAUSED by a reply: until so many business days later, which the caller puts into `reason.until`.
  std::optional<std::int64_t> pause_business_days = {};
  bool asks = false;  ///< a person is asked whether to go on
};

/// Null: it stays as it is.
std::optional<SignalMove> move_of(const Enrollment& enrollment, const SignalFacts& facts,
                                  const SignalRules& rules);

/// A person must decide before a HELD enrolment of this rule goes on; else its cause ends, or somebody retries it.
bool waits_for_answer(const std::string& rule);

}  // namespace sa
