// EngineConnection: one connection that can be in one transaction; what an engine must provide for CommitQueue and Db. WaitingJob: what
// waits for one.
// THREADS: one thread at a time.
#pragma once

#include "store/engine/db.h"
#include "store/engine/onlooker.h"

namespace sa {

class EngineConnection : public Tx {
 public:
  virtual Result<Unit> begin_write() = 0;
  virtual Result<Unit> begin_read() = 0;
  /// Durable when it succeeds. After an error nothing of the transaction is left (or, when the connection broke
  /// in the middle of the commit, nobody can know).
  virtual Result<Unit> commit() = 0;
  virtual void rollback() = 0;
  /// False when the connection is gone.
  virtual bool is_alive() const = 0;
};

/// A job, and for whom it was asked.
struct WaitingJob {
  DbJob* job;
  Onlooker* onlooker;

  bool run(ReadTx& tx) const {
    const Onlooker::Scope scope(onlooker);
    return job->run(tx);
  }
};

}  // namespace sa
