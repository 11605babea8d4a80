#include "actions/user/idempotency.h"

#include "actions/services.h"

namespace sa {
namespace {

Error key_in_flight() {
  return conflict("The first request with this Idempotency-Key is still in progress. Repeat it in a moment.")
      .with_retry_after(1)
      .with_details("type", "urn:sales-agent:problem:idempotency-in-flight");
}

Error key_reused() {
  return invalid_field("Idempotency-Key",
                       "This Idempotency-Key was already used for another request. Use a new key.")
      .with_details("type", "urn:sales-agent:problem:idempotency-key-reused");
}

Result<BegunRequest> begin(Tx& tx, const IdempotencyKey& wanted) {
  const Instant now = wanted.created_at;
  TRY(const auto row, find_idempotency_row(tx, wanted.principal, wanted.key));
  const bool over = row && row->expires_at <= now;
  const bool abandoned = row && !row->status && row->created_at + kAbandonedMs <= now;
  if (row && !over) {
    if (row->request_hash != wanted.request_hash) return key_reused();
    if (row->status) {
      return BegunRequest{wanted, KeptAnswer{static_cast<int>(*row->status), row->body.value_or(""),
                                             row->headers.value_or("")}};
    }
    if (!abandoned) return key_in_flight();
  }
  TRY_OK(begin_idempotency_row(tx, wanted, now + kIdempotencyMs, row.has_value()));
  return BegunRequest{wanted, std::nullopt};
}

Task<Result<Unit>> run_forget(Services& services, NoInput, JobTry) {
  const Instant now = services.machine_clock.now();
  CO_TRY_OK(co_await services.db.write([&](Tx& tx) { return delete_expired_idempotency_rows(tx, now); }));
  co_return ok();
}

constexpr JobKind<NoInput> kForget{"forget_requests", 3, run_forget, Lane::ordinary, {kHourMs}};

}  // namespace

Task<Result<BegunRequest>> begin_request(Services& services, std::string principal, std::string key,
                                         std::string request_hash) {
  const IdempotencyKey wanted{std::move(principal), std::move(key), std::move(request_hash),
                              services.machine_clock.now()};
  co_return co_await services.db.write([&](Tx& tx) { return begin(tx, wanted); });
}

Task<Result<Unit>> finish_request(Services& services, IdempotencyKey key, KeptAnswer answer) {
  co_return co_await services.db.write(
      [&](Tx& tx) { return finish_idempotency_row(tx, key, answer.status, answer.body, answer.headers); });
}

Task<Result<Unit>> forget_request(Services& services, IdempotencyKey key) {
  co_return co_await services.db.write([&](Tx& tx) { return forget_idempotency_row(tx, key); });
}

JobRow forget_requests_job() {
  return row_of(kForget);
}

}  // namespace sa
