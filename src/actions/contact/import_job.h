// Imports that came by HTTP: the file is kept, a job reads it in parts, and goes on by itself after a restart.
// THREADS: any.
// ERRORS: forbidden; not_found; invalid, with details.mapping, when the columns are not understood; conflict for an import that has ended;
// those of ports/upload_store.h and store/engine/db.h.
#pragma once

#include <string>

#include "actions/contact/import.h"
#include "actions/job/kind.h"
#include "actions/upload/upload.h"

namespace sa {

/// Notes the import and a job for its rows.
Task<Result<ImportCard>> begin_uploaded_import(Services& services, Actor actor, Upload& upload,
                                               ImportOptions options);
Task<Result<ImportCard>> get_import_card(Services& services, std::string import_id);
/// The rows that are done stay. Nothing when it was cancelled before.
Task<Result<ImportCard>> cancel_import(Services& services, Actor actor, std::string import_id);

/// A page of refused rows as CSV.
struct ImportErrorPage {
  std::string text;             ///< begins with the header `line,column,rule,words,row`
  std::int64_t next_after = 0;  ///< the line that the next page comes behind; 0: this is the last page
};
/// Those behind the line `after`, as many as about 16 MB hold.
Task<Result<ImportErrorPage>> get_import_errors(Services& services, std::string import_id,
                                                std::int64_t after);

/// Asks for a job that goes on with an uploaded file.
Result<Unit> ask_to_import(const Services& services, Tx& tx, const ContactImport& import,
                           const std::string& trace_id);
JobRow import_contacts_job();

}  // namespace sa
