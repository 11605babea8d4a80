// How a contact came to be known, which decides who sees it (sql/query/sight.sql).
// THREADS, ERRORS: as store/engine/db.h.
#pragma once

#include <string>

#include "core/contact/contact.h"
#include "store/engine/db.h"

namespace sa {

/// By hand or from a list: everybody sees it. From mail, or a draft: who sees the mail.
enum class ContactOrigin { person, import_, mail };
BOOST_DESCRIBE_ENUM(ContactOrigin, person, import_, mail)

/// As insert_contact.
Result<Unit> insert_contact(Tx& tx, const Contact& contact, ContactOrigin came_by);
/// One that was known from mail stood in a list that was imported.
Result<Unit> show_contact(Tx& tx, const std::string& contact_id);

}  // namespace sa
