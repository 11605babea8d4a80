// Contacts by how they came to be known.
// THREADS, ERRORS: as store/engine/db.h.
#pragma once

#include <string>

#include "core/contact/contact.h"
#include "core/contact/origin.h"
#include "store/engine/db.h"

namespace sa {

/// As insert_contact.
Result<Unit> insert_contact(Tx& tx, const Contact& contact, ContactOrigin came_by);
/// One that was known from mail stood in a list that was imported.
Result<Unit> show_contact(Tx& tx, const std::string& contact_id);

}  // namespace sa
