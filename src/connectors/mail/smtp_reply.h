// Reads an SMTP server's reply and decides what it means for the mail: permanently refused, not now, or accepted.
//
// A problem on the recipient's side (no such user, mailbox full, not wanted) refuses the mail. A problem on our side - the sign-in,
// SPF and DKIM of our domain, the provider's limits - refuses nothing: the mail waits until a person has fixed it, and the
// message says what to fix.
// THREADS: `read_smtp_reply` blocks as the connection does; `judge_reply` is pure.
// ERRORS: unavailable for a line that is no reply, and those of the connection.
// SOURCE: RFC 5321 4.2 (codes), RFC 3463 (status), RFC 7372 (authentication of domains),
// https://support.google.com/a/answer/3726730 and
// https://learn.microsoft.com/exchange/mail-flow-best-practices/non-delivery-reports-in-exchange-online (of 2025)
#pragma once

#include <string>

#include "connectors/mail/mail_connection.h"
#include "ports/mailbox.h"

namespace sa {

struct SmtpReply {
  int code = 0;        ///< 200-599
  std::string status;  ///< "5.1.1"; empty where the server gives none
  std::string text;    ///< after code and status, lines joined by blanks; UTF-8, at most 500 bytes
};

/// The stage of the dialogue in which the reply came.
enum class SmtpStage { sender, recipient, data, end_of_data };

Result<SmtpReply> read_smtp_reply(MailConnection& connection);
/// The reply in the lines of `lines`; false when they are none. The last line may not be followed by another.
bool parse_smtp_reply(const std::vector<std::string>& lines, SmtpReply* reply);

/// REQUIRES: the reply is not the one that was hoped for.
SendOutcome judge_reply(const SmtpReply& reply, SmtpStage stage, Instant now);

}  // namespace sa
