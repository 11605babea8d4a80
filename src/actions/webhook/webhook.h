// Takes in a webhook: verifies that it comes from the provider, records it, and queues a job for what it hints at, in one transaction.
// THREADS: any.
// ERRORS: not_found for a provider that is not connected; as ports/webhook.h.
#pragma once

#include <string>

#include "actions/job/kind.h"
#include "actions/services.h"
#include "base/async/task.h"
#include "ports/webhook.h"

namespace sa {

struct WebhookReceipt {
  bool repeated = false;  ///< it had come before: nothing was done
  std::int64_t jobs = 0;
};
BOOST_DESCRIBE_STRUCT(WebhookReceipt, (), (repeated, jobs))

Task<Result<WebhookReceipt>> take_webhook(Services& services, std::string provider, WebhookDelivery delivery,
                                          std::string trace_id);
/// Forgets deliveries that are too old to come again.
JobRow forget_deliveries_job();

}  // namespace sa
