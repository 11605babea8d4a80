// The settings of a mailbox without a vendor API: SMTP to send, IMAP to read, and the sign-in that some providers require instead
// of a password.
// THREADS: values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/reflect/setting.h"
#include "base/result.h"
#include "connectors/mail/mail_connection.h"

namespace sa {

/// Whether a mail server files what it sends in the Sent folder by itself; at_once: before it answers.
enum class SavesSent { no, yes, at_once };
BOOST_DESCRIBE_ENUM(SavesSent, no, yes, at_once)

struct MailServerConfig {
  std::string smtp_url;
  std::string smtp_user;
  std::string smtp_password;
  std::optional<SavesSent> smtp_saves_sent;  ///< set by `complete`
  std::string imap_url;
  std::string imap_user;         ///< that of SMTP after `complete`, when it is not set
  std::string imap_password;     ///< likewise
  std::string imap_sent_folder;  ///< empty: the one that the server marks as \Sent
  std::string mail_oauth_client_id;
  std::string mail_oauth_client_secret;  ///< empty: a public client, which PKCE alone proves
  std::string mail_oauth_auth_url;       ///< the page for the browser
  std::string mail_oauth_token_url;      ///< whole
  std::string mail_oauth_scope;          ///< separated by blanks
  int imap_first_sync_days = 30;         ///< a first reading goes back so far
  int imap_first_sync_mails = 500;       ///< and takes at most so many of each folder

  static constexpr const char* kTitle = "Mail server";
  static std::vector<Setting> settings();
  static std::vector<Rule> rules() { return rules_of(settings()); }
  /// ERRORS: invalid, naming smtp_url or imap_url, when it is none.
  Result<Unit> check_urls() const;
  /// Fills in the defaults that depend on other settings.
  void complete();
  std::vector<std::string> problems(std::string_view mail_provider) const;
  /// `ca_file`: the authorities to trust; empty: the system's. The password signs in, unless a token source is added.
  MailServer smtp_server(const std::string& ca_file) const;
  MailServer imap_server(const std::string& ca_file) const;
};
BOOST_DESCRIBE_STRUCT(MailServerConfig, (),
                      (smtp_url, smtp_user, smtp_password, smtp_saves_sent, imap_url, imap_user,
                       imap_password, imap_sent_folder, mail_oauth_client_id, mail_oauth_client_secret,
                       mail_oauth_auth_url, mail_oauth_token_url, mail_oauth_scope, imap_first_sync_days,
                       imap_first_sync_mails))

}  // namespace sa
