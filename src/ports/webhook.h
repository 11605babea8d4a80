// A provider's HTTP notification that something changed: verifies that it is really theirs, and reads it.
//
// A webhook is a hint and never a fact: it only makes us ask the provider.
// THREADS: any; the coroutine goes on where it was awaited.
// ERRORS: unauthenticated if it cannot be verified (no or a wrong signature, too old); invalid if it
// is genuine but makes no sense; unavailable if it could not be checked now (the provider's keys): the provider will repeat it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/async/task.h"
#include "base/result.h"
#include "base/time.h"

namespace sa {

/// One request, as it came.
struct WebhookDelivery {
  std::string method;
  std::string url;   ///< as the sender wrote it: PUBLIC_URL and the target
  std::string body;  ///< the bytes
  /// The first header field of that name (any case); empty when there is none.
  std::function<std::string(std::string_view name)> header;
};

/// A record that changed.
struct RecordHint {
  std::string type;       ///< "contact", "company", "deal"
  std::string record_id;  ///< the provider's
};

/// New mail.
struct MailHint {
  std::string address;
  std::string history_id;
};

struct WebhookNews {
  std::string delivery_key;         ///< the same when the same bytes come again
  std::vector<RecordHint> records;  ///< each once
  std::optional<MailHint> mail;
};

class Webhook {
 public:
  virtual ~Webhook() = default;
  /// "hubspot", "gmail".
  virtual std::string provider() const = 0;
  virtual Task<Result<WebhookNews>> open(WebhookDelivery delivery, Instant now) = 0;
};

}  // namespace sa
