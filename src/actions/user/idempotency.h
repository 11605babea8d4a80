// Idempotency keys: a POST that is sent twice has one effect and one answer.
//
// `begin` before the work, then `finish` with its answer, or `forget` when the answer is not to be kept. A
// process that dies in between leaves the key begun; after kAbandonedMs the next request with that key takes
// it over. What was done by then is found again, because everything that such a request makes has an id made
// from the key. THREADS: any. ERRORS: begin: invalid_field for another request under the same key; conflict
// while the first one is on its way. SOURCE:
// draft-ietf-httpapi-idempotency-key-header-07.
#pragma once

#include <optional>
#include <string>

#include "actions/job/kind.h"
#include "base/async/task.h"
#include "store/user/idempotency.h"

namespace sa {

inline constexpr std::int64_t kIdempotencyMs = kDayMs;
/// No request takes as long: bodies arrive in 30 s, and a send answers after 10.
inline constexpr std::int64_t kAbandonedMs = 2 * kMinuteMs;

struct KeptAnswer {
  int status = 200;
  std::string body;
  std::string headers;  ///< as lines
};

struct BegunRequest {
  IdempotencyKey key;
  std::optional<KeptAnswer> answer;  ///< of the first request; null: this is the first one
};
/// `request_hash` stands for method, target and body.
Task<Result<BegunRequest>> begin_request(Services& services, std::string principal, std::string key,
                                         std::string request_hash);
Task<Result<Unit>> finish_request(Services& services, IdempotencyKey key, KeptAnswer answer);
Task<Result<Unit>> forget_request(Services& services, IdempotencyKey key);
/// Deletes keys that are older than a day.
JobRow forget_requests_job();

}  // namespace sa
