// How contacts and companies are stored: the row together with what follows from it - the addresses, the terms that it is found by, the
// company, the time zone. Whoever changes a contact does it here.
// THREADS: inside a transaction.
// ERRORS: conflict for a row that changed meanwhile; those of store/engine/db.h.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "actions/services.h"
#include "core/contact/contact.h"
#include "core/contact/origin.h"
#include "store/contact/contact.h"

namespace sa {

/// An address to be stored: as it is written, and its normal form.
struct NewAddress {
  std::string email;
  std::string email_key;
};

/// Stores a new contact under `addresses`, of which the first is the one that we write to. REQUIRES: nobody has them.
Result<Contact> add_contact(const Services& services, Tx& tx, Contact contact,
                            const std::vector<NewAddress>& addresses, ContactOrigin came_by, Instant now);
/// Stores what `contact`, which was read in this transaction, has become. A company that it leaves empty goes when only its name is known.
Result<Contact> change_contact(const Services& services, Tx& tx, Contact contact, Instant now);
Result<Unit> link_address(const Services& services, Tx& tx, const std::string& contact_id,
                          const NewAddress& address, const char* linked_by, Instant now);
/// What the contact is found by anew, from what is stored.
Result<Unit> index_contact(Tx& tx, const Contact& contact);

/// Stores a contact under `contact.email`; where one is known by it, adds the spelling to it and fills in what it does not know yet.
/// The contact as it is stored.
Result<Contact> note_contact(const Services& services, Tx& tx, const Contact& contact);
/// Fills in what the contact of that address does not know yet, as the CRM has it; nothing where there is none.
Result<Unit> fill_contact(const Services& services, Tx& tx, const std::string& email_key,
                          const ContactDetails& details, Instant now);

/// Why a contact moves to a stage.
struct StageFact {
  ContactStage stage = ContactStage::initial;
  std::string rule;      ///< StageMove::rule
  std::string words;     ///< for a person
  std::string evidence;  ///< StageMove::evidence
  std::string moved_by;
  bool is_person = false;  ///< who may also move it back
};
/// Moves the contact forward and says why; a fact that would move it back changes nothing.
Result<Unit> move_stage(const Services& services, Tx& tx, Contact contact, const StageFact& fact,
                        Instant now);

/// The company of that domain, else of that name, made if need be; null for two empty texts. `domain` is in normal form.
Result<std::optional<Company>> ensure_company(const Services& services, Tx& tx, const std::string& name,
                                              const std::string& domain, Instant now);
Result<Company> add_company(const Services& services, Tx& tx, Company company, Instant now);
/// As change_contact; the contacts whose time zone came from it follow.
Result<Company> change_company(const Services& services, Tx& tx, Company company, Instant now);

/// First and last name in one: the name of who has no other.
std::string name_of_parts(const Contact& contact);
/// How a company's name is compared.
std::string company_key(std::string_view name);

}  // namespace sa
