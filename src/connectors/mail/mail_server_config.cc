#include "connectors/mail/mail_server_config.h"

#include <algorithm>
#include <array>

#include "base/network.h"
#include "base/web_url.h"

namespace sa {
namespace {

constexpr const char* kSmtpWords = "must be smtps://host:port or smtp://host:port";
constexpr const char* kImapWords = "must be imaps://host:port or imap://host:port";

bool is_safe_or_no_url(std::string_view text) {
  return text.empty() || is_safe_url(text);
}

/// Providers whose servers file what they send. SOURCE: their help pages for mail programs, of 2025.
bool is_known_to_save_sent(std::string_view host) {
  constexpr std::array kHosts = {"smtp.gmail.com", "smtp.office365.com", "smtp-mail.outlook.com"};
  return std::find(kHosts.begin(), kHosts.end(), host) != kHosts.end();
}

}  // namespace

std::vector<Setting> MailServerConfig::settings() {
  using C = MailServerConfig;
  return {
      {rule(&C::smtp_url)
           .must(is_smtp_url, kSmtpWords)
           .describe("SMTP server for sending: smtps://host:465 (TLS) or smtp://host:587 (STARTTLS)."),
       "none"},
      {rule(&C::smtp_user)
           .one_line()
           .max_length(320)
           .describe("User name for SMTP_URL, usually the mail address."),
       "none"},
      {rule(&C::smtp_password).describe("Password for SMTP_URL. Many providers require an app password."),
       "none", kSecret},
      {rule(&C::smtp_saves_sent)
           .describe("Whether the SMTP server saves sent mail in the Sent folder itself: yes, no (the "
                     "program saves it by IMAP), or at_once (the server saves it before it answers, so a "
                     "mail that is missing there was certainly not sent)."),
       "yes for Gmail and Outlook, otherwise no"},
      {rule(&C::imap_url)
           .must(is_imap_url, kImapWords)
           .describe(
               "IMAP server of the mailbox to read: imaps://host:993 (TLS) or imap://host:143 (STARTTLS)."),
       "none: no mailbox is read"},
      {rule(&C::imap_user).one_line().max_length(320).describe("User name for IMAP_URL."), "SMTP_USER"},
      {rule(&C::imap_password).describe("Password for IMAP_URL."), "SMTP_PASSWORD", kSecret},
      {rule(&C::imap_sent_folder)
           .one_line()
           .max_length(200)
           .describe("Folder for sent mail on the IMAP server."),
       "the folder that the server marks as Sent"},
      {rule(&C::mail_oauth_client_id)
           .describe("OAuth client id for a mail provider that requires a sign-in instead of passwords, such "
                     "as Microsoft 365 (docs/connect-smtp.md)."),
       "none"},
      {rule(&C::mail_oauth_client_secret)
           .describe("Client secret that belongs to MAIL_OAUTH_CLIENT_ID, if it has one."),
       "none", kSecret},
      {rule(&C::mail_oauth_auth_url)
           .must(is_safe_or_no_url, kSafeUrlWords)
           .describe("URL of the mail provider's consent page.")},
      {rule(&C::mail_oauth_token_url)
           .must(is_safe_or_no_url, kSafeUrlWords)
           .describe("URL of the mail provider's token service.")},
      {rule(&C::mail_oauth_scope)
           .one_line()
           .max_length(2000)
           .describe("Scopes to request from the mail provider, separated by spaces.")},
      {rule(&C::imap_first_sync_days)
           .min(1)
           .max(3650)
           .describe("How many days back the first sync by IMAP goes.")},
      {rule(&C::imap_first_sync_mails)
           .min(1)
           .max(100000)
           .describe("Most mails per folder that the first sync by IMAP reads, newest first.")},
  };
}

Result<Unit> MailServerConfig::check_urls() const {
  if (smtp_url.empty() || !is_smtp_url(smtp_url)) return invalid_field("smtp_url", kSmtpWords);
  if (!is_imap_url(imap_url)) return invalid_field("imap_url", kImapWords);
  return ok();
}

void MailServerConfig::complete() {
  if (!smtp_saves_sent)
    smtp_saves_sent = is_known_to_save_sent(host_of(smtp_url)) ? SavesSent::yes : SavesSent::no;
  if (imap_url.empty()) return;
  if (imap_user.empty()) imap_user = smtp_user;
  if (imap_password.empty()) imap_password = smtp_password;
}

std::vector<std::string> MailServerConfig::problems(std::string_view mail_provider) const {
  std::vector<std::string> all;
  const auto need = [&](bool is_there, std::string words) {
    if (!is_there) all.push_back(std::move(words));
  };
  const bool has_oauth = !mail_oauth_client_id.empty();
  need(!has_oauth || (!mail_oauth_auth_url.empty() && !mail_oauth_token_url.empty() &&
                      !mail_oauth_scope.empty() && !smtp_user.empty()),
       "MAIL_OAUTH_CLIENT_ID needs MAIL_OAUTH_AUTH_URL, MAIL_OAUTH_TOKEN_URL, MAIL_OAUTH_SCOPE and SMTP_USER "
       "(docs/connect-smtp.md).");
  if (mail_provider == "smtp") {
    // A relay on this machine needs no sign-in; a server elsewhere would be an open one.
    const bool is_local = is_loopback(host_of(smtp_url));
    need(!smtp_url.empty(), "MAIL_PROVIDER=smtp needs SMTP_URL, such as smtps://smtp.example.com:465.");
    need(!smtp_user.empty() || is_local || smtp_url.empty(),
         "MAIL_PROVIDER=smtp needs SMTP_USER: the server of SMTP_URL accepts mail only from users who sign "
         "in.");
    need(!smtp_password.empty() || smtp_user.empty() || has_oauth,
         "SMTP_USER needs SMTP_PASSWORD, or the MAIL_OAUTH_ settings (docs/connect-smtp.md).");
  }
  if (!imap_url.empty()) {
    need(!imap_user.empty(), "IMAP_URL needs IMAP_USER (or SMTP_USER, if it is the same).");
    need(!imap_password.empty() || has_oauth,
         "IMAP_URL needs IMAP_PASSWORD (or SMTP_PASSWORD, if it is the same).");
  }
  return all;
}

MailServer MailServerConfig::smtp_server(const std::string& ca_file) const {
  return {"SMTP_URL", smtp_url, smtp_user, smtp_password, {}, ca_file, {}};
}

MailServer MailServerConfig::imap_server(const std::string& ca_file) const {
  return {"IMAP_URL", imap_url, imap_user, imap_password, {}, ca_file, {}};
}

}  // namespace sa
