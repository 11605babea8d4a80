// A person connects an account at a provider: OAuth 2.0 authorization code, with PKCE where the provider takes it.
// THREADS: any; the coroutine goes on where it was awaited.
// ERRORS: invalid when the provider refuses the code, unavailable when it cannot be asked.
// SOURCE: RFC 6749 4.1, RFC 7636, RFC 8252 (loopback redirect).
#pragma once

#include <string>

#include "base/async/task.h"
#include "base/result.h"
#include "ports/token_store.h"

namespace sa {

class AccountLink {
 public:
  virtual ~AccountLink() = default;
  /// "google", "hubspot".
  virtual std::string provider() const = 0;
  /// Where the person's browser goes. `verifier` is hashed into it (S256) where the provider takes PKCE, never shown.
  virtual std::string sign_in_url(const std::string& redirect_uri, const std::string& state,
                                  const std::string& verifier) const = 0;
  /// Turns the code that came back into tokens, and asks whose they are.
  virtual Task<Result<OauthToken>> exchange(std::string code, std::string verifier,
                                            std::string redirect_uri) = 0;
  /// Tells the provider that we no longer need them.
  virtual Task<Result<Unit>> revoke(OauthToken token) = 0;
};

}  // namespace sa
