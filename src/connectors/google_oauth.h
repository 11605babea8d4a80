// Google's OAuth 2.0: a person's consent, tokens, and their renewal.
// THREADS: any.
// ERRORS: as ports/account_link.h; GoogleToken::bearer: unauthenticated when a person must connect the account anew.
// SOURCE: developers.google.com/identity/protocols/oauth2/native-app and .../web-server, read 2026-11-22.
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "connectors/vendor_api.h"
#include "ports/account_link.h"

namespace sa {

class GoogleOauth final : public AccountLink {
 public:
  struct Options {
    std::string client_id;
    std::string client_secret;
    std::string auth_url;   ///< the page for the browser
    std::string oauth_url;  ///< base of /token and /revoke
    std::string gmail_url;  ///< base of the Gmail API: says whose a token is
    VendorApi::Options call = {};
  };
  GoogleOauth(Options options, VendorApi::Tools tools);

  std::string provider() const override { return "google"; }
  std::string sign_in_url(const std::string& redirect_uri, const std::string& state,
                          const std::string& verifier) const override;
  Task<Result<OauthToken>> exchange(std::string code, std::string verifier,
                                    std::string redirect_uri) override;
  Task<Result<Unit>> revoke(OauthToken token) override;
  /// A new access token. ERRORS: unauthenticated for invalid_grant, with what a person can do.
  Task<Result<OauthToken>> renew(OauthToken token);

 private:
  Task<Result<OauthToken>> ask(std::string form, OauthToken known);

  const Options options_;
  VendorApi::Tools tools_;
  VendorApi api_;
};

/// The access token of the connected account, renewed a minute before it ends; of all nodes one renews.
class GoogleToken final : public TokenSource {
 public:
  GoogleToken(GoogleOauth& google, TokenStore& store, VendorApi::Tools tools);
  Task<Result<std::string>> bearer() override;
  Task<Unit> reject(std::string token) override;

 private:
  std::optional<std::string> cached() const;
  bool is_usable(const OauthToken& token) const;  // REQUIRES: mutex_ is held
  bool is_good(const OauthToken& token) const;
  std::string keep(const OauthToken& token);
  Task<Result<std::string>> renew();

  GoogleOauth& google_;
  TokenStore& store_;
  VendorApi::Tools tools_;
  mutable std::mutex mutex_;
  OauthToken known_;
  std::string rejected_;
};

}  // namespace sa
