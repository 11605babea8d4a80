// Rows of accepted webhook deliveries, so that a repeated one takes effect once.
// THREADS, ERRORS: as store/engine/db.h.
#pragma once

#include <string>

#include "store/engine/db.h"

namespace sa {

/// Notes a delivery; false when it is there already.
Result<bool> note_delivery(Tx& tx, const std::string& delivery_key, Instant now);
Result<std::int64_t> delete_old_deliveries(Tx& tx, Instant before);

}  // namespace sa
