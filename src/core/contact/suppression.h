// A standing "do not write", for the whole organisation: by address or by domain. It blocks at the gate; who lifts one leaves a
// removal behind.
// THREADS: values.
#pragma once

#include <boost/describe.hpp>
#include <string>

#include "base/time.h"

namespace sa {

struct Suppression {
  std::string key;     ///< normalised address, or "@domain"
  std::string reason;  ///< unsubscribe, complaint, objection, hard_bounce, manual
  std::string source;  ///< where it came from: "message:<id>", "opt-out link", a person
  Instant created_at;
};
BOOST_DESCRIBE_STRUCT(Suppression, (), (key, reason, source, created_at))

/// A suppression that somebody lifted.
struct SuppressionRemoval {
  std::string removal_id;
  std::string key;
  std::string reason;  ///< of the suppression, as its source and created_at
  std::string source;
  Instant created_at;
  Instant removed_at;
  std::string removed_by;
  std::string removal_reason;  ///< empty: none was given
};
BOOST_DESCRIBE_STRUCT(SuppressionRemoval, (),
                      (removal_id, key, reason, source, created_at, removed_at, removed_by, removal_reason))

}  // namespace sa
