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
           .describe(
               "The server that mail is sent through: smtps://host:465 (TLS) or smtp://host:587 (STARTTLS)."),
       "none"},
      {rule(&C::smtp_user)
           .one_line()
           .max_length(320)
           .describe("The name that signs in to the server of SMTP_URL; often the mail address."),
       "none"},
      {rule(&C::smtp_password)
           .describe("The password that signs in to the server of SMTP_URL; many providers want one that was "
                     "made for "
                     "this program alone."),
       "none", kSecret},
      {rule(&C::smtp_saves_sent)
           .describe(
               "Whether the server of SMTP_URL files what it sends in the Sent folder by itself: yes, no "
               "(then "
               "the copy is filed by IMAP), or at_once (before it answers, so that a mail which is not there "
               "surely did not leave)."),
       "yes at Gmail and Outlook, else no"},
      {rule(&C::imap_url)
           .must(is_imap_url, kImapWords)
           .describe("The server of the mailbox that is read: imaps://host:993 (TLS) or imap://host:143 "
                     "(STARTTLS)."),
       "none, so no mailbox is read"},
      {rule(&C::imap_user)
           .one_line()
           .max_length(320)
           .describe("The name that signs in to the server of IMAP_URL."),
       "SMTP_USER"},
      {rule(&C::imap_password).describe("The password that signs in to the server of IMAP_URL."),
       "SMTP_PASSWORD", kSecret},
      {rule(&C::imap_sent_folder)
           .one_line()
           .max_length(200)
           .describe("The folder of sent mail on the server of IMAP_URL."),
       "the one that the server marks"},
      {rule(&C::mail_oauth_client_id)
           .describe("The id of the OAuth client for a mail provider that wants a sign-in in place of "
                     "passwords, such "
                     "as Microsoft 365 (docs/connect-smtp.md)."),
       "none"},
      {rule(&C::mail_oauth_client_secret)
           .describe("The secret of the OAuth client that MAIL_OAUTH_CLIENT_ID names, where it has one."),
       "none", kSecret},
      {rule(&C::mail_oauth_auth_url)
           .must(is_safe_or_no_url, kSafeUrlWords)
           .describe("The address of the mail provider's page of consent.")},
      {rule(&C::mail_oauth_token_url)
           .must(is_safe_or_no_url, kSafeUrlWords)
           .describe("The address at which the mail provider gives tokens.")},
      {rule(&C::mail_oauth_scope)
           .one_line()
           .max_length(2000)
           .describe("The rights to ask the mail provider for, separated by blanks.")},
      {rule(&C::imap_first_sync_days)
           .min(1)
           .max(3650)
           .describe("How many days of mail the first reading of a mailbox by IMAP takes.")},
      {rule(&C::imap_first_sync_mails)
           .min(1)
           .max(100000)
           .describe("How many mails of a folder the first reading by IMAP takes at most, the newest.")},
  };
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
         "MAIL_PROVIDER=smtp needs SMTP_USER: the server of SMTP_URL takes mail from those it knows only.");
    need(!smtp_password.empty() || smtp_user.empty() || has_oauth,
         "SMTP_USER needs SMTP_PASSWORD, or the MAIL_OAUTH_ settings (docs/connect-smtp.md).");
  }
  if (!imap_url.empty()) {
    need(!imap_user.empty(), "IMAP_URL needs IMAP_USER (or SMTP_USER, when it is the same).");
    need(!imap_password.empty() || has_oauth,
         "IMAP_URL needs IMAP_PASSWORD (or SMTP_PASSWORD, when it is the same).");
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
