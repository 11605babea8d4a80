// Everything that is kept of a person, as one file for them: a ZIP archive of person.json and the mails (.eml).
// THREADS: any; blocks its thread. Memory: the archive, and one mail.
// ERRORS: not_found; those of base/zip.h and store/engine/db.h.
#pragma once

#include <string>

#include "actions/services.h"
#include "base/async/task.h"

namespace sa {

/// The bytes of the archive.
Result<std::string> export_person_now(Services& services, const std::string& contact_id);
/// On a thread of its own.
Task<Result<std::string>> export_person(Services& services, std::string contact_id);

}  // namespace sa
