// Consents of contacts: given by a list, by hand, withdrawn by hand. The contact has the basis of the newest that holds.
// THREADS: any; note_consent inside a transaction.
// ERRORS: forbidden to a key without the scope contacts; invalid, naming the field; not_found; conflict for one that was withdrawn before;
// those of store/engine/db.h.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "actions/job/kind.h"
#include "actions/services.h"
#include "base/async/task.h"
#include "base/reflect/reflect.h"
#include "core/contact/consent.h"
#include "core/user/actor.h"

namespace sa {

/// What a person says of a consent.
struct ConsentFields {
  ContactBasis basis = ContactBasis::consent;
  std::optional<Instant> obtained_at;
  std::string source;
  std::string proof;
  std::optional<Instant> expires_at;

  static std::vector<Rule> rules();
};
BOOST_DESCRIBE_STRUCT(ConsentFields, (), (basis, obtained_at, source, proof, expires_at))

/// Newest first.
Task<Result<std::vector<Consent>>> get_consents(Services& services, std::string contact_id);
Task<Result<Consent>> add_consent(Services& services, Actor actor, std::string contact_id,
                                  ConsentFields fields);
/// The contact opts out with it, at all their addresses.
Task<Result<Consent>> end_consent(Services& services, Actor actor, std::string contact_id,
                                  std::string consent_id);

/// Gives the contact the basis that holds.
Result<Unit> follow_consents(const Services& services, Tx& tx, Contact contact, Instant now);
/// Once a day: a consent that ran out is no basis any more.
JobRow expire_consents_job();

/// Keeps what a contact's own basis, which has just been stored, says. Nothing for one without.
Result<Unit> note_consent(const Services& services, Tx& tx, const Contact& contact, const std::string& proof,
                          const std::string& who, Instant now);

}  // namespace sa
