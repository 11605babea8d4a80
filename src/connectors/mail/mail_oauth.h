// The sign-in at a mail provider that requires OAuth 2.0 instead of a password (XOAUTH2), such as Microsoft 365. SMTP_USER names
// the address that the token is for, and the mail server checks it.
// THREADS, ERRORS: as ports/account_link.h.
// SOURCE: RFC 7636; learn.microsoft.com/exchange/client-developer/legacy-protocols/how-to-authenticate-an-imap-pop-smtp-
// application-by-using-oauth and developers.google.com/workspace/gmail/imap/xoauth2-protocol, read 2026-11-22.
#pragma once

#include <string>

#include "connectors/http/oauth_client.h"
#include "connectors/mail/mail_server_config.h"

namespace sa {

inline constexpr AccountKind kMailAccount{
    .provider = "mail",
    .title = "The mail server",
    .use = AccountUse::mailbox,
    .set_up = "set the MAIL_OAUTH_ settings (docs/connect-smtp.md), or SMTP_PASSWORD, which needs no sign-in",
    .effect = "Its mail will be read, and approved mail sent from it.",
    .command = "Sign in at the mail provider (MAIL_OAUTH_*), using a browser on this machine",
    .host = "localhost",
    .mail_provider = "smtp",
    .is_rare = true};

class MailOauth final : public OauthLink {
 public:
  /// `call`: its retries and breaker count.
  MailOauth(MailServerConfig config, VendorApi::Options call, VendorApi::Tools tools);

  std::string sign_in_url(const std::string& redirect_uri, const std::string& state,
                          const std::string& verifier) const override;
  Task<Result<OauthToken>> exchange(std::string code, std::string verifier,
                                    std::string redirect_uri) override;
  /// ERRORS: unavailable: providers have no common way to be told.
  Task<Result<Unit>> revoke(OauthToken token) override;

 private:
  const MailServerConfig config_;
};

}  // namespace sa
