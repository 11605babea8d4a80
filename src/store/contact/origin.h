// Contacts by how they came to be known.
// THREADS, ERRORS: as store/engine/db.h.
#pragma once

#include <string>

#include "core/contact/contact.h"
#include "core/contact/origin.h"
#include "store/engine/db.h"

namespace sa {

/// The row alone: what it is found by is kept by actions/contact/record.h.
Result<Unit> insert_contact(Tx& tx, const Contact& contact, ContactOrigin came_by);
/// How a contact came to be known. ERRORS: not_found.
Result<ContactOrigin> get_contact_origin(ReadTx& tx, const std::string& contact_id);
Result<Unit> set_contact_origin(Tx& tx, const std::string& contact_id, ContactOrigin came_by);

}  // namespace sa
