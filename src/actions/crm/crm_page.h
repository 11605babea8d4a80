// A page of the CRM's records, taken: stored as read, and what follows from them (our contacts' unknown names, a form's
// words as an incoming message).
// THREADS: any.
#pragma once

#include "actions/services.h"

namespace sa {

/// Stores records, merges and absences; fills in what our contacts do not know of themselves.
Result<Unit> save_crm_page(const Services& services, Tx& tx, const CrmPage& page, Instant now);

/// The page's form submissions as incoming messages, by the way of all mail: each once, with a job to look at it.
/// Blocks the calling thread for the database.
Result<Unit> receive_submissions(Services& services, const CrmPage& page);

}  // namespace sa
