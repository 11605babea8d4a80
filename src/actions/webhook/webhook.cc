#include "actions/webhook/webhook.h"

#include "base/crypto/hash.h"
#include "store/job/job.h"
#include "store/webhook/webhook.h"

namespace sa {
namespace {

/// Both providers try for at most a week.
constexpr std::int64_t kKeptMs = 8 * kDayMs;

std::vector<Job> jobs_of(const Services& services, const WebhookNews& news, const std::string& trace_id) {
  std::vector<Job> jobs;
  // A job of its own for each delivery: the one that runs now may have read before this change.
  const std::string delivery = sha256_hex(news.delivery_key).substr(0, 16);
  for (const RecordHint& record : news.records) {
    jobs.push_back(make_job(services.clock, services.random, "sync_crm_record",
                            record.type + '/' + record.record_id + '/' + delivery,
                            {{"type", record.type}, {"record_id", record.record_id}}, trace_id));
  }
  // Without a feed nobody could read it.
  if (news.mail && services.feed) {
    jobs.push_back(make_job(
        services.clock, services.random, "sync_mail", news.mail->address + '/' + news.mail->history_id,
        {{"address", news.mail->address}, {"history_id", news.mail->history_id}}, trace_id));
  }
  return jobs;
}

}  // namespace

Task<Result<WebhookReceipt>> take_webhook(Services& services, std::string provider, WebhookDelivery delivery,
                                          std::string trace_id) {
  Webhook* webhook = nullptr;
  for (Webhook* each : services.webhooks) {
    if (each->provider() == provider) webhook = each;
  }
  if (!webhook) co_return not_found("No webhook of this name is set up here: see docs/connect-hubspot.md.");
  const Instant now = services.clock.now();
  CO_TRY(const WebhookNews news, co_await webhook->open(std::move(delivery), now));
  const std::vector<Job> jobs = jobs_of(services, news, trace_id);
  co_return co_await services.db.write([&](Tx& tx) -> Result<WebhookReceipt> {
    TRY(const bool is_new, note_delivery(tx, news.delivery_key, now));
    if (!is_new) return WebhookReceipt{true, 0};
    for (const Job& job : jobs) TRY_OK(enqueue_job(tx, job));
    return WebhookReceipt{false, static_cast<std::int64_t>(jobs.size())};
  });
}

Task<Result<Unit>> forget_deliveries(Services& services) {
  const Instant before = services.clock.now() - kKeptMs;
  CO_TRY_OK(co_await services.db.write([&](Tx& tx) { return delete_old_deliveries(tx, before); }));
  co_return ok();
}

}  // namespace sa
