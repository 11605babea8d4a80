// HubSpot's webhooks: POSTs of up to 100 events, signed with the app's secret.
// THREADS, ERRORS: as ports/webhook.h.
// SOURCE: https://developers.hubspot.com/docs/api-reference/webhooks (2026-11)
#pragma once

#include "ports/webhook.h"

namespace sa {

class HubspotWebhook final : public Webhook {
 public:
  /// `secret`: HUBSPOT_CLIENT_SECRET, not empty.
  explicit HubspotWebhook(std::string secret) : secret_(std::move(secret)) {}
  std::string provider() const override { return "hubspot"; }
  Task<Result<WebhookNews>> open(WebhookDelivery delivery, Instant now) override;

 private:
  std::string secret_;
};

}  // namespace sa
