// Connects an account at a provider: OAuth 2.0 authorization code, with PKCE if the provider supports it.
// THREADS: any; the coroutine goes on where it was awaited.
// ERRORS: invalid if the provider refuses the code, unavailable if it cannot be reached.
// SOURCE: RFC 6749 4.1, RFC 7636, RFC 8252 (loopback redirect).
#pragma once

#include <string>

#include "base/async/task.h"
#include "base/result.h"
#include "ports/token_store.h"

namespace sa {

/// The use of a connected account: our mailbox, or our CRM.
enum class AccountUse { mailbox, crm };

/// A provider whose accounts a person can connect. It is described beside its connector.
struct AccountKind {
  const char* provider;  ///< "google"
  const char* title;     ///< "Gmail"
  AccountUse use;
  const char* set_up;              ///< what to set before an account can be connected: "set ..."
  const char* effect;              ///< a sentence: what happens with a connected one
  const char* command;             ///< what `sales-agent auth <provider>` does
  const char* host;                ///< of the address on this machine that the browser comes back to
  int port = 0;                    ///< of that address; 0: any that is free
  const char* mail_provider = "";  ///< the MAIL_PROVIDER that sends through such an account
  bool is_rare = false;            ///< shown only where its client is set
};

class AccountLink {
 public:
  virtual ~AccountLink() = default;
  /// "google", "hubspot".
  virtual std::string provider() const = 0;
  /// The URL for the person's browser. `verifier` is hashed into it (S256) where the provider takes PKCE, never shown.
  virtual std::string sign_in_url(const std::string& redirect_uri, const std::string& state,
                                  const std::string& verifier) const = 0;
  /// Turns the code that came back into tokens, and asks whose they are.
  virtual Task<Result<OauthToken>> exchange(std::string code, std::string verifier,
                                            std::string redirect_uri) = 0;
  /// Tells the provider that we no longer need them.
  virtual Task<Result<Unit>> revoke(OauthToken token) = 0;
};

}  // namespace sa
