#include "jobs/kind.h"

#include "actions/agent/prospecting.h"
#include "actions/come_back.h"
#include "actions/crm/crm.h"
#include "actions/draft/draft.h"
#include "actions/draft/send.h"
#include "actions/message/sync_mail.h"
#include "actions/search/embedding.h"
#include "actions/user/idempotency.h"
#include "actions/user/session.h"
#include "actions/webhook/webhook.h"
#include "base/reflect/json_member.h"
#include "base/reflect/reflect.h"

namespace sa {
namespace {

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

/// Never given up: its next try costs little, and its last error says what is wrong.
constexpr std::int64_t kForEver = 1'000'000'000;

Task<Result<Unit>> forget_old(Services& services) {
  CO_TRY_OK(co_await expire_requests(services));
  CO_TRY_OK(co_await forget_deliveries(services));
  co_return co_await expire_sessions(services);
}

/// Whatever is wrong, a person may mend it: without an account there is nothing to be told of yet.
Task<Result<Unit>> renew_push(Services& services) {
  auto renewed = co_await services.feed->renew_push();
  if (renewed) co_return ok();
  co_return come_back_later(std::move(renewed).error());
}

}  // namespace

std::vector<JobKind> job_kinds(Services& services) {
  std::vector<JobKind> kinds = {
      {"analyze_message", 5,
       [&](const Job& job, bool last_try) {
         return analyze_message(services, member_text(job.payload, "message_id"), job.trace_id, last_try);
       }},
      {"resolve_send", 8,
       [&](const Job& job, bool last_try) {
         return resolve_send(services, member_text(job.payload, "draft_id"), job.trace_id, last_try);
       },
       0, true},
      // An approved mail is never given up in silence: what holds it (a quota, a provider) may take long.
      {"send_draft", kForEver, [&](const Job& job, bool) { return send_again(services, job); }, 0, true},
      {"find_lost_sends", 3, [&](const Job&, bool) { return find_lost_sends(services); }, 5 * kMinuteMs,
       true},
      {"expire_drafts", 3, [&](const Job&, bool) { return expire_all(services); }, kMinuteMs},
      {"sync_crm", 5, [&](const Job& job, bool) { return sync_crm(services, job.trace_id); },
       services.crm ? 5 * kMinuteMs : 0},
      {"sweep_crm", 5, [&](const Job& job, bool) { return sweep_crm(services, job.trace_id); },
       services.crm ? kDayMs : 0},
      // With pauses that grow to an hour these tries last a week: a weekend without the CRM, or a key that waits for a
      // person, loses nothing that it was promised or told us.
      {"sync_crm_record", 200,
       [&](const Job& job, bool) {
         return sync_crm_record(services, member_text(job.payload, "type"),
                                member_text(job.payload, "record_id"));
       }},
      {"push_crm_task", 200,
       [&](const Job& job, bool) { return push_crm_task(services, member_text(job.payload, "task_id")); }},
      {"push_crm_note", 200,
       [&](const Job& job, bool) { return push_crm_note(services, member_text(job.payload, "note_id")); }},
      // The period is a net: who stores mail asks at once.
      {"embed_messages", kForEver, [&](const Job& job, bool) { return embed_messages(services, job); },
       10 * kMinuteMs},
      {"forget_old", 3, [&](const Job&, bool) { return forget_old(services); }, kHourMs},
  };
  if (services.feed) {
    kinds.push_back(
        {"sync_mail", kForEver, [&](const Job&, bool) { return sync_next_page(services); }, kMinuteMs});
    // Gmail forgets a watch after a week; it asks to be told once a day.
    kinds.push_back({"renew_push", kForEver, [&](const Job&, bool) { return renew_push(services); }, kDayMs});
  }
  return kinds;
}

}  // namespace sa
