// Checks that a bearer token is an OpenID Connect token that Google signed for one of our service accounts, as comes with
// each Pub/Sub push. Only RS256; the keys are Google's, fetched and cached.
// THREADS: check_id_token is pure; KeySet is immutable; GoogleKeys from any thread.
// ERRORS: unauthenticated, with the reason and no part of the token; GoogleKeys: unavailable if Google cannot be reached.
// SOURCE: RFC 7515, 7517, 7518 (3.3), 7519; https://cloud.google.com/pubsub/docs/authenticate-push-subscriptions (2026-11)
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "connectors/http/vendor_api.h"

namespace sa {

/// RSA keys by their `kid`. A key that cannot be used (not RSA, not for RS256, under 2,048 bits) is left out.
class KeySet {
 public:
  /// `json`: a JWK set. ERRORS: invalid when it is none.
  static Result<KeySet> parse(std::string_view json);
  KeySet();
  bool contains(std::string_view kid) const;
  /// Whether `signature` is RS256 over `text` by the key `kid`.
  bool verifies(std::string_view kid, std::string_view text, std::string_view signature) const;

 private:
  struct State;
  std::shared_ptr<const State> state_;
};

struct TokenWish {
  std::string audience;  ///< `aud`, exactly
  std::string email;     ///< of the service account, verified
};

/// The `kid` that a token names; empty when it is no token of ours to check.
std::string token_kid(std::string_view token);
Result<Unit> check_id_token(std::string_view token, const KeySet& keys, const TokenWish& wish, Instant now);

/// Google's keys, kept for as long as it says (5 minutes to a day). A `kid` that is not there is looked for anew, at most
/// once a minute, so that forged tokens cannot make us ask without end.
class GoogleKeys {
 public:
  /// `certs_url`: https://www.googleapis.com/oauth2/v3/certs
  GoogleKeys(const std::string& certs_url, VendorApi::Tools tools, VendorApi::Options call = {});
  Task<Result<KeySet>> keys_for(std::string kid);
  Provider& provider() { return api_; }

 private:
  bool is_fresh(const std::string& kid, Instant now);

  VendorApi api_;
  std::string path_;
  Clock& clock_;
  std::mutex mutex_;
  KeySet keys_;
  Instant kept_until_{0};
  Instant asked_at_{0};
};

}  // namespace sa
