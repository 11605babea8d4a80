#include "jobs/kind.h"

#include "actions/crm.h"
#include "actions/draft.h"
#include "actions/idempotency.h"
#include "actions/prospecting.h"
#include "actions/send.h"
#include "actions/session.h"
#include "actions/sync_mail.h"
#include "actions/webhook.h"
#include "base/reflect.h"

namespace sa {
namespace {

std::string text_of(const Job& job, const char* name) {
  const auto* value = job.payload.if_contains(name);
  return value && value->is_string() ? std::string(value->as_string()) : "";
}

bool flag_of(const Job& job, const char* name) {
  const auto* value = job.payload.if_contains(name);
  return value && value->is_bool() && value->as_bool();
}

Task<Result<Unit>> send_again(Services& services, const Job& job) {
  CO_TRY(SendWish wish, from_json<SendWish>(job.payload, Unknown::ignore));
  co_return co_await send_postponed(services, std::move(wish), job.trace_id);
}

Task<Result<Unit>> expire_all(Services& services) {
  constexpr std::int64_t kBatch = 200;
  while (true) {
    CO_TRY(const std::int64_t expired, co_await expire_drafts(services, kBatch));
    if (expired < kBatch) co_return ok();
  }
}

/// A sync is never given up: its next try costs little, and its last error says what is wrong.
constexpr std::int64_t kForEver = 1'000'000'000;

Task<Result<Unit>> forget_old(Services& services) {
  CO_TRY_OK(co_await expire_requests(services));
  CO_TRY_OK(co_await forget_deliveries(services));
  co_return co_await expire_sessions(services);
}

}  // namespace

std::vector<JobKind> job_kinds(Services& services) {
  std::vector<JobKind> kinds = {
      {"analyze_message", 5,
       [&](const Job& job, bool last_try) {
         return analyze_message(services, text_of(job, "message_id"), job.trace_id, last_try);
       }},
      {"resolve_send", 8,
       [&](const Job& job, bool last_try) {
         return resolve_send(services, text_of(job, "draft_id"), flag_of(job, "explicit_send"), job.trace_id,
                             last_try);
       }},
      {"send_draft", 20, [&](const Job& job, bool) { return send_again(services, job); }},
      {"find_lost_sends", 3, [&](const Job&, bool) { return find_lost_sends(services); }, 5 * kMinuteMs},
      {"expire_drafts", 3, [&](const Job&, bool) { return expire_all(services); }, kMinuteMs},
      {"sync_crm", 5, [&](const Job& job, bool) { return sync_crm(services, job.trace_id); },
       services.crm ? 5 * kMinuteMs : 0},
      {"sync_crm_record", 8,
       [&](const Job& job, bool) {
         return sync_crm_record(services, text_of(job, "type"), text_of(job, "record_id"));
       }},
      // Long enough for a provider that is away over a weekend: the pauses grow to an hour.
      {"push_crm_task", 80,
       [&](const Job& job, bool) { return push_crm_task(services, text_of(job, "task_id")); }},
      {"push_crm_note", 80,
       [&](const Job& job, bool) { return push_crm_note(services, text_of(job, "note_id")); }},
      {"forget_old", 3, [&](const Job&, bool) { return forget_old(services); }, kHourMs},
  };
  if (services.feed)
    kinds.push_back(
        {"sync_mail", kForEver, [&](const Job&, bool) { return sync_next_page(services); }, kMinuteMs});
  return kinds;
}

}  // namespace sa
