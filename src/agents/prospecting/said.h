// Extracts what an incoming mail settles beyond its intent: a proposed or accepted time, an acceptance, a request for a call,
// a document that arrived, another person to contact. The answer responds to it and does not ask again.
//
// The extracted parts go into our text, so they are restricted to harmless ones: days, numbers and the words
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
