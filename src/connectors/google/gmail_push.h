// Gmail's pushes through Pub/Sub: an envelope with an address and a history id, and a token that proves that Google sent it.
// THREADS, ERRORS: as ports/webhook.h.
// SOURCE: https://developers.google.com/workspace/gmail/api/guides/push (2026-11)
#pragma once

#include "connectors/http/oidc.h"
#include "ports/webhook.h"

namespace sa {

/// Reads an envelope. ERRORS: invalid.
Result<WebhookNews> read_gmail_push(std::string_view body);

class GmailPush final : public Webhook {
 public:
  /// `keys` outlives it.
  GmailPush(GoogleKeys& keys, TokenWish wish) : keys_(keys), wish_(std::move(wish)) {}
  std::string provider() const override { return "gmail"; }
  Task<Result<WebhookNews>> open(WebhookDelivery delivery, Instant now) override;

 private:
  GoogleKeys& keys_;
  TokenWish wish_;
};

}  // namespace sa
