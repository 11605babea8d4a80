// Verifies that a request comes from HubSpot, by its signature of version 1, 2 or 3.
//
// If the request carries version 3, only that counts. The older two contain no time: they would accept a captured request
// without its version 3 headers for ever. So a body takes effect once (WebhookNews::delivery_key), whatever
// its signature.
// THREADS: pure.
// ERRORS: unauthenticated, with what is missing or wrong.
// SOURCE: https://developers.hubspot.com/docs/guides/apps/authentication/validating-requests (2026-11)
#pragma once

#include <string_view>

#include "base/result.h"
#include "base/time.h"

namespace sa {

struct HubspotSigned {
  std::string_view method;
  std::string_view url;  ///< whole, as HubSpot wrote it
  std::string_view body;
  std::string_view signature_v3 = {};  ///< X-HubSpot-Signature-v3; this and those below: empty when not there
  std::string_view timestamp = {};     ///< X-HubSpot-Request-Timestamp: milliseconds
  std::string_view signature = {};     ///< X-HubSpot-Signature
  std::string_view version = {};       ///< X-HubSpot-Signature-Version: "v1" or "v2"
};

/// REQUIRES: `secret`, the app's, is not empty.
Result<Unit> check_hubspot_signature(const HubspotSigned& request, std::string_view secret, Instant now);

}  // namespace sa
