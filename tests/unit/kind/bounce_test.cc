// Refusals of mail servers and what they mean for the address, in the words of Gmail, Exchange, Yahoo, GMX, Yandex,
// Exim, Postfix, qmail, Sendmail, Domino and others, in several languages.
#include "mail/kind/bounce.h"

#include <gtest/gtest.h>

#include "base/reflect/reflect.h"
#include "mail/analysis.h"

namespace sa {
namespace {

const MailPolicy& policy() {
  static const MailPolicy loaded = *load_mail_policy();
  return loaded;
}

Analysis analyzed(const std::string& raw) {
  const auto message = parse_message(raw);
  EXPECT_TRUE(message);
  return message ? analyze(*message, policy()) : Analysis{};
}

/// A report by RFC 3464 whose far server said `diagnostic`.
std::string report(const std::string& diagnostic, const std::string& status = "5.0.0") {
  return "From: MAILER-DAEMON@mx.ours.example\nTo: me@ours.example\nSubject: Undelivered Mail Returned to "
         "Sender\n"
         "Message-ID: <a@mx.ours.example>\nMIME-Version: 1.0\n"
         "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
         "--b\nContent-Type: text/plain\n\nYour message could not be delivered.\n"
         "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.ours.example\n\n"
         "Final-Recipient: rfc822; Jo@example.com\nAction: failed\nStatus: " +
         status + "\nDiagnostic-Code: smtp; " + diagnostic +
         "\n\n--b\nContent-Type: text/rfc822-headers\n\nFrom: me@ours.example\nMessage-ID: "
         "<orig@ours.example>\n\n--b--\n";
}

/// The same words in a mail server's own prose.
std::string prose(const std::string& words) {
  return "From: Mail Delivery System <MAILER-DAEMON@mx.ours.example>\nTo: me@ours.example\n"
         "Subject: Mail delivery failed: returning message to sender\nMessage-ID: <a@mx.ours.example>\n"
         "Content-Type: text/plain; charset=utf-8\n\nThis message was created automatically by mail delivery "
         "software.\n\n"
         "A message that you sent could not be delivered to all of its recipients.\n\n  jo@example.com\n   "
         " " +
         words +
         "\n\n--- This is a copy of the message, including all the headers. ---\n\n"
         "From: me@ours.example\nSubject: Hello\nMessage-ID: <orig@ours.example>\n\nHi\n";
}

struct Words {
  BounceType type;
  const char* text;
};
constexpr auto hard = BounceType::hard;
constexpr auto soft = BounceType::soft;
constexpr auto refused = BounceType::policy;

// clang-format off
const Words kWords[] = {
    {hard, "550 5.1.1 The email account that you tried to reach does not exist. Please try double-checking the recipient's email address for typos or unnecessary spaces. For more information, go to https://support.google.com/mail/?p=NoSuchUser a1-20020a"},
    {hard, "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient jo@contoso.com not found by SMTP address lookup"},
    {hard, "550 5.4.1 Recipient address rejected: Access denied. AS(201806281) [DB5EUR03FT031.eop-EUR03.prod.protection.outlook.com]"},
    {hard, "550 5.5.0 Requested action not taken: mailbox unavailable (S2017062302)"},
    {hard, "554 delivery error: dd This user doesn't have a yahoo.com account (jo@yahoo.com) [-5] - mta1234.mail.gq1.yahoo.com"},
    {hard, "552 1 Requested mail action aborted, mailbox not found"},
    {hard, "550 5.1.1 <jo@example.com>: Recipient address rejected: User unknown in virtual mailbox table"},
    {hard, "550 5.1.1 <jo@example.com>: Recipient address rejected: User unknown in local recipient table"},
    {hard, "550 5.1.0 <jo@example.com>: Recipient address rejected: User unknown in relay recipient table"},
    {hard, "550 No such user here"},
    {hard, "550 sorry, no mailbox here by that name. (#5.1.1)"},
    {hard, "Sorry, no mailbox here by that name. vpopmail (#5.1.1)"},
    {hard, "This address no longer accepts mail."},
    {hard, "550 Unrouteable address"},
    {hard, "Unrouteable address"},
    {hard, "550 Unknown user jo@example.com"},
    {hard, "550 5.1.1 User doesn't exist: jo@example.com"},
    {hard, "550 Invalid recipient jo@example.com (Mode: normal)"},
    {hard, "550 Mailbox unavailable or access denied - <jo@gmx.de>"},
    {hard, "550 Requested action not taken: mailbox unavailable. For explanation visit http://postmaster.gmx.com/en/error-messages"},
    {hard, "550 5.7.1 No such user!"},
    {hard, "550 5.1.1 <jo@yandex.ru> recipient rejected: No such user"},
    {hard, "550 Message was not accepted -- invalid mailbox. Local mailbox jo@mail.ru is unavailable: user not found"},
    {hard, "550 5.1.1 unknown or illegal alias: jo@example.com"},
    {hard, "550 MI:UIE Account not exist"},
    {hard, "550 5.1.1 : Recipient address rejected: undeliverable address: host mx.example.com said: 550 5.1.1 No such user"},
    {hard, "550 5.1.1 Mailbox \"jo\" does not exist"},
    {hard, "550 5.1.2 <jo@nodomain.invalid>... Host unknown (Name server: nodomain.invalid: host not found)"},
    {hard, "Host or domain name not found. Name service error for name=nodomain.example type=A: Host not found"},
    {hard, "Name service error for name=nodomain.example type=MX: Host not found"},
    {hard, "550 5.4.4 Unable to route: domain nodomain.example does not exist"},
    {hard, "DNS Error: DNS type 'mx' lookup of nodomain.example responded with code NXDOMAIN Domain name not found: nodomain.example"},
    {hard, "554 5.4.4 The domain name of the recipient does not exist"},
    {hard, "all relevant MX records point to non-existent hosts"},
    {hard, "Domain nodomain.example does not exist"},
    {hard, "Sorry, I couldn't find any host named nodomain.example. (#5.1.2)"},
    {hard, "CNAME lookup failed: no such domain"},
    {hard, "User jo (jo@example.com) not listed in Domino Directory"},
    {hard, "5.1.1 smtp; 550 <jo@example.com> is not a valid mailbox"},
    {hard, "550 5.1.1 sorry, no such user"},
    {hard, "550 5.0.1 Recipient rejected"},
    {hard, "551 not our customer"},
    {hard, "550 <jo@example.com> No such recipient"},
    {hard, "511 sorry, no mailbox here by that name (#5.1.1 - chkuser)"},
    {hard, "550 5.1.1 RCPT TO: <jo@example.com> User unknown"},
    {hard, "550 #5.1.0 Address rejected."},
    {hard, "550 permanent failure for one or more recipients (jo@example.com:550 5.1.1 ...)"},
    {hard, "553 5.3.0 <jo@example.com>... Addressee unknown, relay=[192.0.2.1]"},
    {hard, "550 5.1.1 Adresse d au moins un destinataire invalide. Invalid recipient. LPN007_416"},
    {hard, "550 5.1.1 Adresse inconnue"},
    {hard, "550 Utilisateur inconnu"},
    {hard, "Der Empfänger jo@example.com wurde nicht gefunden"},
    {hard, "Empfängeradresse existiert nicht"},
    {hard, "550 El usuario no existe"},
    {hard, "550 No existe dicha persona"},
    {hard, "La dirección de correo electrónico no existe"},
    {hard, "550 Usuário inexistente"},
    {hard, "550 Utente sconosciuto"},
    {hard, "Emailadres bestaat niet"},
    {hard, "The recipient's e-mail address was not found in the recipient's e-mail system"},
    {hard, "The e-mail address you entered couldn't be found"},
    {hard, "Your message wasn't delivered to jo@example.com because the address couldn't be found, or is unable to receive mail."},
    {hard, "jo@example.com wasn't found at example.com"},
    {hard, "Recipient is unknown"},
    {hard, "550 5.1.1 Recipient not found. <http://x.example/#5.1.1>"},
    {hard, "550 5.1.351 Remote server returned unknown recipient or mailbox unavailable -> 550 5.1.1 <jo@example.com>: Recipient address rejected"},
    {hard, "550 user does not exist"},
    {hard, "501 5.1.3 Bad recipient address syntax"},
    {hard, "553 invalid recipient jo@example.com (#5.1.1)"},
    {hard, "550 User not known"},
    {hard, "550 5.1.6 recipient no longer on server: jo@example.com"},
    {hard, "550 That user does not have a mailbox here"},
    {hard, "550 5.1.1 Account has been deleted"},
    {hard, "the email address no longer exists"},
    {soft, "552 5.2.2 The email account that you tried to reach is over quota. Please direct the recipient to https://support.google.com/mail/?p=OverQuotaPerm"},
    {soft, "452 4.2.2 The email account that you tried to reach is over quota"},
    {soft, "552-5.2.2 The recipient's inbox is out of storage space. Please direct the recipient to"},
    {soft, "554 5.2.2 mailbox full; STOREDRV.Deliver.Exception:QuotaExceededException.MapiExceptionShutoffQuotaExceeded"},
    {soft, "5.2.2 STOREDRV.Deliver: mailbox full"},
    {soft, "550 5.2.2 <jo@example.com>: user is over quota"},
    {soft, "552 Requested mail action aborted: exceeded storage allocation"},
    {soft, "552 Quota exceeded (mailbox for user is full)"},
    {soft, "550 Mailbox is full / Blocks limit exceeded / Inode limit exceeded"},
    {soft, "522 5.2.2 Requested mail action aborted: exceeded storage allocation (S2017062301)"},
    {soft, "5.2.2 mailbox for jo@example.com is full"},
    {soft, "retry timeout exceeded"},
    {soft, "retry time not reached for any host after a long failure period"},
    {soft, "Delivery expired (message too old) 'timeout' (delivery attempts: 0)"},
    {soft, "delivery temporarily suspended: connect to mx.example.com[192.0.2.1]:25: Connection timed out"},
    {soft, "connect to mx.example.com[192.0.2.1]:25: Connection refused"},
    {soft, "lost connection with mx.example.com[192.0.2.1] while sending RCPT TO"},
    {soft, "conversation with mx.example.com timed out while receiving the initial server greeting"},
    {soft, "451 4.7.1 Greylisting in action, please come back later"},
    {soft, "450 4.2.0 <jo@example.com>: Recipient address rejected: Greylisted, see http://postgrey.schweikert.ch/"},
    {soft, "421 4.7.0 Try again later, closing connection. (EHLO)"},
    {soft, "450 4.2.1 The user you are trying to contact is receiving mail at a rate that prevents additional messages from being delivered"},
    {soft, "421 Too many concurrent SMTP connections from this IP address"},
    {soft, "421 4.3.2 too many connections"},
    {soft, "452 4.5.3 Too many recipients"},
    {soft, "554 5.4.6 Too many hops"},
    {soft, "Hop count exceeded - possible mail loop"},
    {soft, "5.4.6 mail loops back to myself"},
    {soft, "mail for example.com loops back to myself"},
    {soft, "Sorry, I wasn't able to establish an SMTP connection. (#4.4.1) I'm not going to try again; this message has been in the queue too long."},
    {soft, "Message expired: unable to deliver in 840 minutes"},
    {soft, "The recipient server did not accept our requests to connect."},
    {soft, "4.4.7 Message delayed"},
    {soft, "5.4.300 Message expired -> 451 4.7.500 Server busy"},
    {soft, "550 4.4.7 QUEUE.Expired; message expired"},
    {soft, "Host not found, try again"},
    {soft, "Name service error for name=example.com type=MX: Host not found, try again"},
    {soft, "451 4.3.0 Temporary lookup failure"},
    {soft, "Your message has been in the queue for 5 days and could not be delivered"},
    {soft, "#< #4.4.7 smtp;400 4.4.7 Message delayed> #SMTP#"},
    {soft, "Postfach ist voll"},
    {soft, "La boîte aux lettres du destinataire est pleine"},
    {soft, "El buzón del destinatario está lleno"},
    {soft, "Casella piena"},
    {soft, "Die Mailbox des Empfängers ist voll (quota überschritten)"},
    {soft, "552 5.7.0 Number of messages exceeds maximum"},
    {soft, "450 4.1.2 Recipient address rejected: Domain not found"},
    {soft, "441 4.4.1 No answer from host"},
    {soft, "5.3.4 message too big for system"},
    {soft, "552 5.3.4 Message size exceeds fixed limit"},
    {soft, "It has not been collected after 30 days"},
    {soft, "no route to host"},
    {refused, "550 5.7.1 Our system has detected that this message is likely unsolicited mail. To reduce the amount of spam sent to Gmail, this message has been blocked."},
    {refused, "550-5.7.26 This message does not pass authentication checks (SPF and DKIM both do not pass)"},
    {refused, "550 5.7.515 Access denied, sending domain example.com does not meet the required authentication level"},
    {refused, "550 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using Spamhaus. To request removal from this list see"},
    {refused, "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org"},
    {refused, "550 SC-001 (COL004-MC1F7) Unfortunately, messages from 192.0.2.1 weren't sent. Please contact your Internet service provider since part of their network is on our block list"},
    {refused, "554 Message not allowed - [PH01] Email not accepted for policy reasons"},
    {refused, "553 5.3.0 DNSBL:RBL 521< 192.0.2.1 >_is_blocked"},
    {refused, "554 5.7.1 : Relay access denied"},
    {refused, "550 5.7.1 Unable to relay for jo@example.com"},
    {refused, "550 relay not permitted"},
    {refused, "554 Refused. Your reverse DNS entry does not resolve"},
    {refused, "550 5.7.1 Message rejected due to content restrictions"},
    {refused, "552 5.7.0 This message was blocked because its content presents a potential security issue"},
    {refused, "554 5.7.1 Message contains a virus"},
    {refused, "550 5.7.1 Delivery not authorized, message refused"},
    {refused, "550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required"},
    {refused, "550 5.7.1 RESOLVER.RST.AuthRequired; authentication required"},
    {refused, "550 5.7.1 TRANSPORT.RULES.RejectMessage; the message was rejected by organization policy"},
    {refused, "550 Administrative prohibition"},
    {refused, "550 Sender verify failed"},
    {refused, "553 sorry, your envelope sender is in my badmailfrom list (#5.7.1)"},
    {refused, "550 5.1.8 Sender address rejected: Domain not found"},
    {refused, "450 4.1.8 <me@ours.example>: Sender address rejected: Domain not found"},
    {refused, "550 High probability of spam"},
    {refused, "554 5.7.5 Permanent Error Evaluating DMARC Policy"},
    {refused, "550 spf check failed"},
    {refused, "550 5.7.509 Access denied, sending domain does not pass DMARC verification and has a DMARC policy of reject"},
    {refused, "554 5.7.1 [S] Message blocked due to spam content in the message"},
    {refused, "550 JunkMail rejected - mx.ours.example [192.0.2.1] is in an RBL"},
    {refused, "550 Your message was rejected because of poor reputation of your IP"},
    {refused, "541 5.4.1 [internal] recipient rejected by spam filter"},
    {refused, "550 Mail content denied. http://service.mail.qq.com/cgi-bin/help"},
};
// clang-format on

TEST(BounceTest, TypeOfWhatServersSay) {
  for (const Words& row : kWords)
    for (const std::string& raw : {report(row.text), prose(row.text)}) {
      const Analysis analysis = analyzed(raw);
      ASSERT_TRUE(analysis.bounce) << row.text;
      EXPECT_EQ(enum_name(analysis.bounce->type), enum_name(row.type)) << row.text;
      ASSERT_FALSE(analysis.bounce->recipients.empty()) << row.text;
      EXPECT_EQ(analysis.bounce->recipients.front(), "jo@example.com") << row.text;
      EXPECT_EQ(analysis.bounce->original_message_id, "orig@ours.example") << row.text;
    }
}

TEST(BounceTest, WithoutWordsTheCodeDecides) {
  const struct {
    const char* status;
    BounceType type;
  } rows[] = {{"5.1.1", hard},     {"5.1.2", hard},      {"5.1.6", hard}, {"5.2.1", hard},
              {"5.2.2", soft},     {"4.4.7", soft},      {"5.5.0", soft}, {"5.7.1", refused},
              {"5.7.26", refused}, {"5.7.515", refused}, {"5.1.8", soft}, {"4.7.0", soft}};
  for (const auto& row : rows) {
    const Analysis analysis = analyzed(report("x", row.status));
    ASSERT_TRUE(analysis.bounce) << row.status;
    EXPECT_EQ(enum_name(analysis.bounce->type), enum_name(row.type)) << row.status;
  }
}

TEST(BounceTest, ADelayIsSoftWhateverElseItSays) {
  std::string raw = report("450 4.1.1 User unknown", "4.1.1");
  raw.replace(raw.find("Action: failed"), 14, "Action: delayed");
  EXPECT_EQ(analyzed(raw).bounce->type, soft);
}

TEST(BounceTest, APermanentRefusalOutweighsEarlierTries) {
  EXPECT_EQ(
      analyzed(
          prose("421 example.com Deferred: Connection timed out\n    550 <jo@example.com>... User unknown"))
          .bounce->type,
      hard);
}

TEST(BounceTest, FieldsThatWerePastedIntoText) {
  const Analysis analysis = analyzed(
      "From: Ann <ann@ours.example>\nTo: me@ours.example\nSubject: Fwd: Returned mail: see "
      "transcript\nContent-Type: text/plain\n\n"
      "FYI\n\nBegin forwarded message:\n\n> From: MAILER-DAEMON@mx.ours.example\n> Subject: Returned "
      "mail\n>\n"
      "> Final-Recipient: RFC822; jo@example.com\n> Action: failed\n> Status: 5.1.1\n> Diagnostic-Code: "
      "SMTP; 550 User unknown\n");
  ASSERT_TRUE(analysis.bounce);
  EXPECT_EQ(analysis.bounce->type, hard);
  EXPECT_EQ(analysis.bounce->recipients, (std::vector<std::string>{"jo@example.com"}));
}

TEST(BounceTest, NotificationsOfAmazonSes) {
  const auto notification = [](const std::string& inside) {
    return "From: SNS <no-reply@sns.amazonaws.com>\nTo: me@ours.example\nSubject: AWS Notification Message\n"
           "Content-Type: text/plain\n\n{\n \"Type\" : \"Notification\",\n \"Message\" : \"" +
           inside + "\"\n}\n";
  };
  const Analysis bounce = analyzed(notification(
      R"({\"notificationType\":\"Bounce\",\"bounce\":{\"bounceType\":\"Permanent\",\"bouncedRecipients\":[{\"emailAddress\":\"jo@example.com\",\"status\":\"5.1.1\",\"diagnosticCode\":\"smtp; 550 5.1.1 user unknown\"}]}})"));
  EXPECT_EQ(enum_name(bounce.kind), "bounce");
  ASSERT_TRUE(bounce.bounce);
  EXPECT_EQ(bounce.bounce->type, hard);
  EXPECT_EQ(bounce.bounce->code, "5.1.1");
  EXPECT_EQ(bounce.bounce->recipients, (std::vector<std::string>{"jo@example.com"}));
  EXPECT_EQ(
      enum_name(analyzed(notification(R"({\"notificationType\":\"Complaint\",\"complaint\":{}})")).kind),
      "complaint");
  EXPECT_EQ(enum_name(analyzed(notification(R"({\"notificationType\":\"Delivery\",\"delivery\":{}})")).kind),
            "delivery_notice");
}

}  // namespace
}  // namespace sa
