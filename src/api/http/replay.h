// Replay: the router's interface to idempotency keys, separate so that the router can be tested without a
// database. THREADS: any. ERRORS: as actions/user/idempotency.h.
#pragma once

#include <string>

#include "actions/user/idempotency.h"
#include "base/async/task.h"

namespace sa {

class ReplayStore {
 public:
  virtual ~ReplayStore() = default;
  virtual Task<Result<BegunRequest>> begin(std::string principal, std::string key,
                                           std::string request_hash) = 0;
  virtual Task<Result<Unit>> finish(IdempotencyKey key, KeptAnswer answer) = 0;
  virtual Task<Result<Unit>> forget(IdempotencyKey key) = 0;
};

/// By the table idempotency_keys.
class DbReplayStore final : public ReplayStore {
 public:
  explicit DbReplayStore(Services& services) : services_(services) {}
  Task<Result<BegunRequest>> begin(std::string principal, std::string key,
                                   std::string request_hash) override {
    return begin_request(services_, std::move(principal), std::move(key), std::move(request_hash));
  }
  Task<Result<Unit>> finish(IdempotencyKey key, KeptAnswer answer) override {
    return finish_request(services_, std::move(key), std::move(answer));
  }
  Task<Result<Unit>> forget(IdempotencyKey key) override { return forget_request(services_, std::move(key)); }

 private:
  Services& services_;
};

}  // namespace sa
