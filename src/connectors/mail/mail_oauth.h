// The sign-in at a mail provider that wants OAuth 2.0 in place of a password (XOAUTH2), such as Microsoft 365: whose address
// the token is for is what SMTP_USER says, and the mail server checks.
// THREADS, ERRORS: as ports/account_link.h.
// SOURCE: RFC 7636; learn.microsoft.com/exchange/client-developer/legacy-protocols/how-to-authenticate-an-imap-pop-smtp-
// application-by-using-oauth and developers.google.com/workspace/gmail/imap/xoauth2-protocol, read 2026-11-22.
#pragma once

#include <string>

#include "connectors/http/oauth_client.h"
#include "ports/account_link.h"

namespace sa {

class MailOauth final : public AccountLink {
 public:
  struct Options {
    std::string auth_url;   ///< the page for the browser
    std::string token_url;  ///< whole
    std::string client_id;
    std::string client_secret;  ///< empty: a public client, which PKCE alone proves
    std::string scope;          ///< separated by blanks
    std::string user;           ///< SMTP_USER
    VendorApi::Options call = {};
  };
  MailOauth(Options options, VendorApi::Tools tools);

  std::string provider() const override { return "mail"; }
  std::string sign_in_url(const std::string& redirect_uri, const std::string& state,
                          const std::string& verifier) const override;
  Task<Result<OauthToken>> exchange(std::string code, std::string verifier,
                                    std::string redirect_uri) override;
  /// ERRORS: unavailable: providers have no common way to be told.
  Task<Result<Unit>> revoke(OauthToken token) override;
  OauthClient& client() { return client_; }

 private:
  const Options options_;
  OauthClient client_;
};

}  // namespace sa
