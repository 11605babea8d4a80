// The trail as news: which steps there were, as far as the onlooker sees them.
// THREADS, ERRORS: as store/engine/db.h.
#pragma once

#include <string>
#include <vector>

#include "store/engine/db.h"

namespace sa {

/// A step of some draft's life, or of none.
struct AuditChange {
  std::int64_t seq = 0;
  std::string draft_id;
  std::string actor;
  std::string actor_id;
  std::string action;
  std::string status;
  std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(AuditChange, (), (seq, draft_id, actor, actor_id, action, status, version))

/// Up to `limit` steps after `after`, in order.
Result<std::vector<AuditChange>> list_changes(ReadTx& tx, std::int64_t after, std::int64_t limit);
/// The number of the last one; 0: there is none.
Result<std::int64_t> get_last_change(ReadTx& tx);

}  // namespace sa
