// What an incoming mail settles beyond its intent: a time that was proposed or accepted, an acceptance, a wish to be called,
// a document that came, whom else to write to. The answer takes it up and does not ask again.
//
// What is taken from the mail goes into our text, so it is made of what cannot say anything else: days, numbers and the words
// that join them, a person's name, the digits of a telephone number.
// THREADS: pure.
#pragma once

#include <string>

#include "agents/claim/claim.h"
#include "agents/policy/said_policy.h"
#include "mail/analysis.h"

namespace sa {

struct Said {
  /// "accepted", "time_named", "call_wanted", "document_sent", "referral", "reminded"; empty: nothing of it.
  std::string topic;
  std::string time;    ///< in their words, "Tuesday the 1st at 14:00 London time"
  std::string person;  ///< "Tom Pryce"
  std::string phone;   ///< "+44 161 555 0142"
};

/// Nothing of a mail that speaks to machines. `own_name` is no person that they refer us to.
Said what_was_said(const Analysis& analysis, const std::string& own_name, const SaidPolicy& policy,
                   const ClaimPolicy& claims);

}  // namespace sa
