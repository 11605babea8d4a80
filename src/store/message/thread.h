// A conversation as the onlooker sees it.
// THREADS, ERRORS: as store/engine/db.h.
#pragma once

#include <string>

#include "store/message/message.h"

namespace sa {

/// Not_found where they see nothing in it. One that was begun in a mailbox that they do not see has the subject of the first mail that
/// they do.
Result<ThreadRow> get_seen_thread(ReadTx& tx, const std::string& thread_id);

}  // namespace sa
