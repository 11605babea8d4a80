#include "store/message/thread.h"

#include "queries.h"

namespace sa {

Result<ThreadRow> get_seen_thread(ReadTx& tx, const std::string& thread_id) {
  return tx.get<ThreadRow>(sql::thread_get_seen, Args().add("thread_id", thread_id),
                           "There is no thread " + thread_id + ".");
}

}  // namespace sa
