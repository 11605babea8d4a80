// Contacts as a CSV file: UTF-8, commas, a header of field names, in the order in which the contacts came. What an import of the file
// would read as a formula is guarded (core/contact/csv.h), and the import of it changes nothing.
// THREADS: any; blocks its thread. Two passes over the contacts: the first finds the columns. Memory: one page of contacts.
// ERRORS: conflict when a contact needs a column that none needed in the first pass; those of store/engine/db.h.
#pragma once

#include <functional>
#include <string>

#include "actions/services.h"

namespace sa {

/// `write` gets line after line, each with its line feed. How many contacts they are.
Result<std::int64_t> export_contacts(Services& services,
                                     const std::function<void(const std::string& line)>& write);

}  // namespace sa
