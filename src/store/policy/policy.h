// Rows of policy packs: who switched which, and what the packs go by of a person.
// THREADS, ERRORS: as store/engine/db.h.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/contact/contact.h"
#include "core/policy/pack.h"
#include "store/campaign/segment.h"
#include "store/engine/db.h"

namespace sa {

/// By id.
Result<std::vector<PackSwitch>> list_pack_switches(ReadTx& tx);
Result<Unit> keep_pack_switch(Tx& tx, const PackSwitch& change);

/// What packs go by of a person; of somebody who is no contact, only when they wrote or were written to.
struct PolicyContact {
  std::optional<std::string> contact_id;
  std::optional<std::string> country;  ///< as written at the contact
  std::optional<std::string> source;
  std::optional<ContactBasis> basis;  ///< what the contact says; once a day it follows the consents
  std::optional<Instant> basis_at;
  std::optional<Instant> known_since;
  // The newest consent that holds; null: none does.
  std::optional<std::string> consent_id;
  std::optional<ContactBasis> consent_basis;
  std::optional<Instant> obtained_at;
  std::optional<std::string> consent_source;
  std::optional<std::string> proof;
  std::optional<Instant> ended_at;  ///< when a consent last ran out
  std::optional<Instant> wrote_at;  ///< when they last wrote to us
  std::optional<Instant>
      inquired_at;  ///< when they last asked us something, or showed interest, by what the mail says above all
  std::optional<Instant> written_at;  ///< the newest mail of ours
};
BOOST_DESCRIBE_STRUCT(PolicyContact, (),
                      (contact_id, country, source, basis, basis_at, known_since, consent_id, consent_basis,
                       obtained_at, consent_source, proof, ended_at, wrote_at, inquired_at, written_at))
/// `keys`: of an address of theirs.
Result<PolicyContact> get_policy_contact(ReadTx& tx, const AddressKeys& keys, Instant now);
/// Of those contacts, in the order of ids.
Result<std::vector<PolicyContact>> list_policy_contacts(ReadTx& tx, const ContactSpan& span, Instant now);

}  // namespace sa
