// The token endpoint of a provider's OAuth 2.0: exchanges a code for tokens, and a refresh token for a new access token.
// THREADS: any.
// ERRORS: unauthenticated if the provider no longer accepts the sign-in or does not know our client, with what a person can
// do; unavailable and limited: worth another try.
// SOURCE: RFC 6749 4.1.3, 5 and 6 (read 2026-11-22); provider-specific rules are in the provider's file.
#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "connectors/http/vendor_api.h"
#include "ports/account_link.h"
#include "ports/token_store.h"

namespace sa {

/// "a=1&b=2", as forms and queries are written.
std::string form_text(std::initializer_list<std::pair<const char*, std::string>> fields);
/// `scopes` as a request names them: separated by blanks.
std::string scope_text(std::span<const char* const> scopes);
/// The first of `wanted` that is not among the `granted`; empty: all are. A scope may be granted by its whole address.
std::string find_missing_scope(std::string_view granted, std::span<const char* const> wanted);

class OauthClient final {
 public:
  struct Options {
    std::string provider;       ///< "google"
    std::string title;          ///< "Google": who gives the tokens, for a person
    std::string account_title;  ///< "Gmail": what is connected
    std::string client_id;
    std::string client_secret;
    std::string settings;    ///< the names of those two
    std::string ended;       ///< why a sign-in ends: "it was revoked, or ..."
    std::string base_url;    ///< of token_path
    std::string token_path;  ///< "/token"
    /// By which codes the provider says that the sign-in has ended, and that it does not know the client.
    std::vector<std::string> sign_in_codes;
    std::vector<std::string> client_codes;
    VendorApi::Options call = {};
  };
  OauthClient(Options options, VendorApi::Tools tools);

  /// `verifier`: of PKCE; empty where the provider does not take it. ERRORS: invalid when the code is refused.
  Task<Result<OauthToken>> exchange(std::string code, std::string verifier, std::string redirect_uri);
  /// A new access token.
  Task<Result<OauthToken>> renew(OauthToken token);

  const Options& options() const { return options_; }
  /// For the provider's other calls about tokens: without a bearer.
  VendorApi& api() { return api_; }

 private:
  Task<Result<OauthToken>> ask(std::string form, OauthToken known);
  Error refusal_of(const VendorAnswer& answer) const;

  const Options options_;
  VendorApi::Tools tools_;
  VendorApi api_;
};

/// An account that a person connects by OAuth 2.0: what a provider adds is its page of consent, and whose the account is.
class OauthLink : public AccountLink {
 public:
  std::string provider() const final { return client_.options().provider; }
  OauthClient& client() { return client_; }

 protected:
  OauthLink(OauthClient::Options options, VendorApi::Tools tools) : client_(std::move(options), tools) {}

  OauthClient client_;
};

}  // namespace sa
