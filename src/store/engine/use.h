// Whether anybody has used the database: sample data comes into an unused one alone.
// THREADS, ERRORS: as store/engine/db.h.
#pragma once

#include "store/engine/db.h"

namespace sa {

/// True when it holds a mail, a draft, a contact, a sequence, a segment, a campaign, a suppression, or a mailbox beside the first.
Result<bool> is_used(ReadTx& tx);

}  // namespace sa
