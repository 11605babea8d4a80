#include "actions/webhook/webhook.h"

#include "actions/crm/crm.h"
#include "actions/message/sync_mail.h"
#include "base/crypto/hash.h"
#include "store/webhook/webhook.h"

namespace sa {
namespace {

/// Both providers try for at most a week.
constexpr std::int64_t kKeptMs = 8 * kDayMs;

/// How many jobs the news is worth. Each delivery has its own: the one that runs now may have read before this change.
Result<std::int64_t> ask_for_news(const Services& services, Tx& tx, const WebhookNews& news,
                                  const std::string& trace_id) {
  const std::string delivery = sha256_hex(news.delivery_key).substr(0, 16);
  std::int64_t jobs = 0;
  for (const RecordHint& record : news.records) {
    const JobWish wish{record.type + '/' + record.record_id + '/' + delivery, trace_id};
    TRY_OK(ask_to_sync_crm_record(services, tx, wish, record.type, record.record_id));
    ++jobs;
  }
  // Without a feed nobody could read it.
  if (!news.mail || !services.feed) return jobs;
  TRY_OK(ask_to_sync_mail(services, tx, {news.mail->address + '/' + news.mail->history_id, trace_id}));
  return jobs + 1;
}

Task<Result<Unit>> run_forget(Services& services, NoInput, JobTry) {
  const Instant before = services.machine_clock.now() - kKeptMs;
  CO_TRY_OK(co_await services.db.write([&](Tx& tx) { return delete_old_deliveries(tx, before); }));
  co_return ok();
}

constexpr JobKind<NoInput> kForget{"forget_deliveries", 3, run_forget, Lane::ordinary, {kHourMs}};

}  // namespace

Task<Result<WebhookReceipt>> take_webhook(Services& services, std::string provider, WebhookDelivery delivery,
                                          std::string trace_id) {
  Webhook* webhook = nullptr;
  for (Webhook* each : services.webhooks) {
    if (each->provider() == provider) webhook = each;
  }
  if (!webhook)
    co_return not_found(
        "No webhook of this name is set up here. See docs/connect-hubspot.md and docs/connect-gmail.md.");
  const Instant now = services.machine_clock.now();
  CO_TRY(const WebhookNews news, co_await webhook->open(std::move(delivery), now));
  co_return co_await services.db.write([&](Tx& tx) -> Result<WebhookReceipt> {
    TRY(const bool is_new, note_delivery(tx, news.delivery_key, now));
    if (!is_new) return WebhookReceipt{true, 0};
    TRY(const std::int64_t jobs, ask_for_news(services, tx, news, trace_id));
    return WebhookReceipt{false, jobs};
  });
}

JobRow forget_deliveries_job() {
  return row_of(kForget);
}

}  // namespace sa
