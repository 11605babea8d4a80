// A consent: why we may write to a contact, as somebody said it once, and until when it holds.
// THREADS: values and pure functions.
// ERRORS: none.
#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "core/contact/contact.h"

namespace sa {

struct Consent {
  std::string consent_id;
  std::string contact_id;
  ContactBasis basis = ContactBasis::consent;
  std::optional<Instant> obtained_at;  ///< null: not known
  std::string source;                  ///< where it was given
  std::string proof;                   ///< where that can be seen
  std::optional<Instant> expires_at;   ///< null: it does not end by itself
  std::optional<Instant> withdrawn_at;
  std::optional<std::string> withdrawn_by;
  std::string created_by;
  Instant created_at;
};
BOOST_DESCRIBE_STRUCT(Consent, (),
                      (consent_id, contact_id, basis, obtained_at, source, proof, expires_at, withdrawn_at,
                       withdrawn_by, created_by, created_at))

/// The one that holds: the first of `consents` that was neither withdrawn nor has ended; null: none. REQUIRES: newest first.
const Consent* standing_consent(const std::vector<Consent>& consents, Instant now);

}  // namespace sa
