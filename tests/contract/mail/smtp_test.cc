// SMTP when things go wrong: each failure at each step, told by a scripted server, and the refusals of a real Postfix. What
// counts is that "it surely did not leave" is never said of a mail whose end was handed over.
#include "connectors/mail/smtp.h"

#include <algorithm>

#include "connectors/mail/smtp_reply.h"
#include "tests/contract/approved.h"
#include "tests/contract/mail_house.h"
#include "tests/contract/scripted_imap.h"
#include "tests/contract/scripted_smtp.h"

namespace sa {
namespace {

/// One that cannot be had the first time.
class LateToken final : public TokenSource {
 public:
  int asked() const { return asked_; }
  Task<Result<std::string>> bearer() override {
    if (++asked_ == 1) co_return unavailable("no token now");
    co_return std::string("not asked for by this server");
  }
  Task<Unit> reject(std::string) override { co_return Unit{}; }

 private:
  int asked_ = 0;
};

/// An account that a person must connect anew.
class NoToken final : public TokenSource {
 public:
  Task<Result<std::string>> bearer() override { co_return unauthenticated("Connect the account again."); }
  Task<Unit> reject(std::string) override { co_return Unit{}; }
};

using Kind = SendOutcome::Kind;
using test::kHangUp;
using test::kSilence;

const Instant kNow = *parse_rfc3339("2026-11-18T10:00:00Z");
constexpr const char* kSender = "ana@ours.example";

MailServer server_at(const std::string& url) {
  return {"SMTP_URL", url, "", "", {}, "", "ours.example"};
}

struct Sent {
  SendOutcome outcome;
  Lookup lookup;
};

/// Sends one mail through a mailbox of these options; it may take `within_ms` of real time.
Sent send_through(SmtpOptions options, std::int64_t within_ms = 30 * kSecondMs,
                  const std::string& body = "Hello,\n\nshall we talk on Monday?\n",
                  const std::string& recipient = "ben@customer.example") {
  SetClock clock(kNow);
  SmtpMailbox mailbox(std::move(options), clock);
  const ApprovedDraft mail = test::approved_draft(kSender, recipient, kNow, body);
  const SendTicket ticket = test::ticket_for(mail, kNow);
  Sent sent;
  sent.outcome = sync_wait(mailbox.send(mail, ticket, kNow + within_ms));
  sent.lookup = sync_wait(mailbox.find_sent(ticket));
  return sent;
}

struct FaultRow {
  const char* name;
  test::ScriptedSmtp::Script script;
  Kind kind;
  const char* words;
};

class SmtpFault : public ::testing::TestWithParam<FaultRow> {};
INSTANTIATE_TEST_SUITE_P(
    Steps, SmtpFault,
    ::testing::Values(
        FaultRow{"NoGreeting", {{"GREETING", kHangUp}}, Kind::not_now, "127.0.0.1 (SMTP_URL)"},
        FaultRow{"BusyGreeting", {{"GREETING", "421 4.3.2 busy"}}, Kind::not_now, "421 4.3.2 busy"},
        FaultRow{"HangUpAtEhlo", {{"EHLO", kHangUp}}, Kind::not_now, "127.0.0.1"},
        FaultRow{"HangUpAtMail", {{"MAIL", kHangUp}}, Kind::not_now, "dropped the connection"},
        FaultRow{"HangUpAtRcpt", {{"RCPT", kHangUp}}, Kind::not_now, "dropped the connection"},
        FaultRow{"HangUpAtData", {{"DATA", kHangUp}}, Kind::not_now, "dropped the connection"},
        FaultRow{"HangUpAfterTheEnd", {{"END", kHangUp}}, Kind::unknown, "answer was lost"},
        FaultRow{"NonsenseAfterTheEnd", {{"END", "hello there"}}, Kind::unknown, "not valid SMTP"},
        FaultRow{"HalfAReplyAfterTheEnd",
                 {{"END", "250-2.0.0 almost\r\n354 what"}},
                 Kind::unknown,
                 "not valid SMTP"},
        FaultRow{"WaitAfterTheEnd", {{"END", "451 4.3.0 try again"}}, Kind::not_now, "451 4.3.0 try again"},
        FaultRow{"RefusedAfterTheEnd",
                 {{"END", "554 5.7.1 looks like spam"}},
                 Kind::refused,
                 "554 5.7.1 looks like spam"},
        FaultRow{"SenderRefused", {{"MAIL", "550 5.1.0 no"}}, Kind::not_now, "SENDER_EMAIL"},
        FaultRow{"SenderRefusedWithoutAStatus", {{"MAIL", "550 no"}}, Kind::not_now, "refuses the sender"},
        FaultRow{
            "SenderOverItsLimit", {{"MAIL", "552 over quota"}}, Kind::not_now, "is full or over its limit"},
        FaultRow{"SenderNotOwned", {{"MAIL", "553 5.7.1 not owned by user"}}, Kind::not_now, "SENDER_EMAIL"},
        FaultRow{"RecipientUnknown",
                 {{"RCPT", "550-5.1.1 no such\r\n550 5.1.1 user"}},
                 Kind::refused,
                 "refused the recipient: 550 5.1.1 no such user"},
        FaultRow{"RecipientPolicy", {{"RCPT", "550 5.7.1 not wanted"}}, Kind::refused, "not wanted"},
        FaultRow{"Greylisted", {{"RCPT", "450 4.7.1 greylisted"}}, Kind::not_now, "greylisted"},
        FaultRow{
            "SignInWanted", {{"MAIL", "530 5.7.0 Authentication required"}}, Kind::not_now, "SMTP_PASSWORD"},
        FaultRow{"IssueBasicAuthenticationIsASignIn",
                 {{"MAIL", "550 5.7.30 Basic authentication is not supported for Client Submission."}},
                 Kind::not_now,
                 "no longer accepts passwords"},
        FaultRow{
            "UnauthenticatedSender",
            {{"END", "550 5.7.30 This mail has been blocked because the sender is unauthenticated (DKIM)."}},
            Kind::not_now,
            "SPF, DKIM or DMARC"},
        FaultRow{
            "DomainNotTrusted", {{"END", "550 5.7.26 unauthenticated"}}, Kind::not_now, "SPF, DKIM or DMARC"},
        FaultRow{
            "BulkSenderRules", {{"RCPT", "550 5.7.515 Access denied"}}, Kind::not_now, "SPF, DKIM or DMARC"},
        FaultRow{"DailyLimit", {{"DATA", "550 5.4.5 Daily limit exceeded"}}, Kind::not_now, "sending limit"},
        FaultRow{"OddAnswerToData", {{"DATA", "250 ok"}}, Kind::not_now, "250 ok"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST_P(SmtpFault, IsCalledWhatItIs) {
  const FaultRow& row = GetParam();
  test::ScriptedSmtp server(row.script);
  const Sent sent = send_through({server_at(server.url()), {}, "", SentCopy::by_us});
  EXPECT_EQ(sent.outcome.kind, row.kind) << sent.outcome.words;
  EXPECT_NE(sent.outcome.words.find(row.words), std::string::npos) << sent.outcome.words;
  if (row.kind == Kind::not_now) EXPECT_GT(sent.outcome.retry_at.value_or(kNow), kNow);
  // Whatever it is called, a mail whose end arrived may be anywhere.
  if (!server.mails().empty()) EXPECT_TRUE(row.script.contains("END"));
  EXPECT_EQ(sent.lookup.kind, Lookup::Kind::cannot_tell);
  EXPECT_NE(sent.lookup.words.find("IMAP_URL"), std::string::npos) << sent.lookup.words;
}

/// A server that sends a mail and then says "not now" leaves a copy in its Sent folder.
TEST(Smtp, issue_a_not_now_after_the_mails_end_is_looked_up_before_it_is_sent_again) {
  for (const char* reply : {"421 4.3.2 closing", "451 4.3.0 try again"}) {
    for (const bool did_leave : {true, false}) {
      SCOPED_TRACE(reply);
      SetClock clock(kNow);
      test::ScriptedSmtp server({{"END", reply}});
      const ApprovedDraft mail = test::approved_draft(kSender, "ben@customer.example", kNow);
      const std::string copy = "Message-ID: <" + mail.draft().rfc_message_id + ">\r\nSubject: s\r\n\r\n.\r\n";
      test::ScriptedImap sent(
          {.inbox = {}, .sent = did_leave ? std::vector{copy} : std::vector<std::string>()});
      SmtpOptions options{server_at(server.url()), server_at(sent.url()), "Sent", SentCopy::by_server};
      SmtpMailbox mailbox(options, clock);
      SendTicket ticket = test::ticket_for(mail, kNow);
      const SendOutcome first = sync_wait(mailbox.send(mail, ticket, kNow + 30 * kSecondMs));
      ASSERT_EQ(first.kind, Kind::not_now) << first.words;
      EXPECT_FALSE(first.bytes_sha256.empty()) << "it had the mail";
      ASSERT_EQ(server.mails().size(), 1u);
      ticket.earlier = EarlierAttempt{"", first.bytes_sha256, kNow, kNow};
      const SendOutcome next = sync_wait(mailbox.send(mail, ticket, kNow + 30 * kSecondMs));
      EXPECT_EQ(next.kind, did_leave ? Kind::accepted : Kind::not_now) << next.words;
      EXPECT_EQ(next.provider_message_id.empty(), !did_leave);
      EXPECT_EQ(server.mails().size(), did_leave ? 1u : 2u);
    }
  }
}

TEST(Smtp, issue_a_sent_folder_that_cannot_be_asked_lets_nothing_go_twice) {
  SetClock clock(kNow);
  test::ScriptedSmtp server({});
  const ApprovedDraft mail = test::approved_draft(kSender, "ben@customer.example", kNow);
  SmtpMailbox mailbox({server_at(server.url()), server_at("imap://127.0.0.1:1"), "Sent", SentCopy::by_server},
                      clock);
  SendTicket ticket = test::ticket_for(mail, kNow);
  ticket.earlier = EarlierAttempt{"", "", kNow, kNow};
  const SendOutcome held = sync_wait(mailbox.send(mail, ticket, kNow + 30 * kSecondMs));
  EXPECT_EQ(held.kind, Kind::not_now);
  EXPECT_NE(held.words.find("Sent folder"), std::string::npos) << held.words;
  EXPECT_TRUE(server.mails().empty());
}

TEST(Smtp, SilenceEndsAtTheDeadline) {
  for (const char* step : {"GREETING", "EHLO", "MAIL", "RCPT", "DATA"}) {
    test::ScriptedSmtp server({{step, kSilence}});
    const Sent sent = send_through({server_at(server.url()), {}, "", SentCopy::by_us}, 300);
    EXPECT_EQ(sent.outcome.kind, Kind::not_now) << step << ": " << sent.outcome.words;
    EXPECT_NE(sent.outcome.words.find("in time"), std::string::npos) << step << ": " << sent.outcome.words;
    EXPECT_TRUE(server.mails().empty());
  }
  test::ScriptedSmtp server({{"END", kSilence}});
  EXPECT_EQ(send_through({server_at(server.url()), {}, "", SentCopy::by_us}, 2000).outcome.kind,
            Kind::unknown);
}

TEST(Smtp, AClosedPortAndAnUnknownNameAreNotNow) {
  std::string url;
  {
    const test::ScriptedSmtp gone({});
    url = gone.url();
  }
  const Sent closed = send_through({server_at(url), {}, "", SentCopy::by_us});
  EXPECT_EQ(closed.outcome.kind, Kind::not_now);
  EXPECT_NE(closed.outcome.words.find("does not accept connections"), std::string::npos)
      << closed.outcome.words;
  const Sent unknown = send_through({server_at("smtps://no-such-host.invalid"), {}, "", SentCopy::by_us});
  EXPECT_EQ(unknown.outcome.kind, Kind::not_now);
  EXPECT_NE(unknown.outcome.words.find("cannot be found"), std::string::npos) << unknown.outcome.words;
}

TEST(Smtp, TheEnvelopeIsOursAndTheBytesAreExact) {
  test::ScriptedSmtp server({});
  const Sent sent = send_through({server_at(server.url()), {}, "", SentCopy::by_us}, 30 * kSecondMs,
                                 ".\n..two dots\nend\n");
  ASSERT_EQ(sent.outcome.kind, Kind::accepted) << sent.outcome.words;
  EXPECT_EQ(sent.outcome.provider_message_id, "Ok: queued as S1");
  EXPECT_EQ(sent.lookup.kind, Lookup::Kind::found);
  const auto heard = server.heard();
  ASSERT_GE(heard.size(), 4u);
  EXPECT_EQ(heard[0], "EHLO ours.example\r");
  EXPECT_EQ(heard[1], "MAIL FROM:<ana@ours.example>\r");
  EXPECT_EQ(heard[2], "RCPT TO:<ben@customer.example>\r");
  EXPECT_EQ(heard[3], "DATA\r");
  ASSERT_EQ(server.mails().size(), 1u);
  const std::string mail = server.mails().front();
  for (std::size_t i = 0; i < mail.size(); ++i) {
    if (mail[i] == '\n') EXPECT_EQ(mail[i - 1], '\r') << "at " << i;
    if (static_cast<unsigned char>(mail[i]) >= 0x80) ADD_FAILURE() << "8-bit at " << i;
  }
  EXPECT_EQ(mail.find("\r\n.\r\n"), std::string::npos) << "a text must not end the mail";
}

TEST(Smtp, ATokenSignsInByXoauth2) {
  test::ScriptedSmtp server({{"EHLO", "250-scripted.example\r\n250 AUTH XOAUTH2 PLAIN"},
                             {"AUTH", "334 "},
                             {"dXNl", "235 2.7.0 welcome"}});
  MailServer with = server_at(server.url());
  with.user = "ana";
  with.token = std::make_shared<FixedToken>("token-1");
  const Sent sent = send_through({with, {}, "", SentCopy::by_us});
  ASSERT_EQ(sent.outcome.kind, Kind::accepted) << sent.outcome.words;
  const auto heard = server.heard();
  // base64 of "user=ana\1auth=Bearer token-1\1\1"
  const auto has = [&](const std::string& text) {
    return std::any_of(heard.begin(), heard.end(),
                       [&](const std::string& line) { return line.find(text) != line.npos; });
  };
  EXPECT_TRUE(has("AUTH XOAUTH2"));
  EXPECT_TRUE(has("dXNlcj1hbmEBYXV0aD1CZWFyZXIgdG9rZW4tMQEB"));
  with.token = std::make_shared<NoToken>();
  const Sent without = send_through({with, {}, "", SentCopy::by_us});
  EXPECT_EQ(without.outcome.kind, Kind::not_now);
  EXPECT_EQ(without.outcome.words, "Connect the account again.");
}

TEST(Smtp, NothingIsSaidWithoutTlsBeyondThisMachine) {
  // The scripted server offers no STARTTLS; it is told to be treated as one that is not on this machine.
  test::ScriptedSmtp server({});
  MailServer elsewhere = server_at(server.url());
  elsewhere.needs_tls = true;
  const Sent sent = send_through({elsewhere, {}, "", SentCopy::by_us});
  EXPECT_EQ(sent.outcome.kind, Kind::not_now);
  EXPECT_NE(sent.outcome.words.find("STARTTLS"), std::string::npos) << sent.outcome.words;
  for (const std::string& line : server.heard()) EXPECT_TRUE(line.starts_with("EHLO")) << line;
}

TEST(SmtpReply, OnlyAWholeReplyIsOne) {
  SmtpReply reply;
  EXPECT_TRUE(parse_smtp_reply({"250-2.1.5 a", "250 2.1.5 b"}, &reply));
  EXPECT_EQ(reply.code, 250);
  EXPECT_EQ(reply.status, "2.1.5");
  EXPECT_EQ(reply.text, "a b");
  EXPECT_TRUE(parse_smtp_reply({"550"}, &reply));
  EXPECT_TRUE(parse_smtp_reply({"550 1.2.3.4 is listed"}, &reply));
  EXPECT_EQ(reply.status, "");
  const std::vector<std::vector<std::string>> wrong = {
      {}, {""}, {"25"}, {"250x"}, {"999 a"}, {"250-a"}, {"250-a", "251 b"}, {"250 a", "250 b"}};
  for (const auto& lines : wrong)
    EXPECT_FALSE(parse_smtp_reply(lines, &reply)) << (lines.empty() ? "" : lines[0]);
}

// ---- a real Postfix

TEST(SmtpBreaker, AServerThatCannotBeReachedIsLeftAloneForAWhile) {
  SetClock clock(kNow);
  SmtpOptions options{
      server_at("smtp://127.0.0.1:1"), {}, "", SentCopy::by_us, {.failures = 3, .open_ms = kMinuteMs}};
  SmtpMailbox mailbox(std::move(options), clock);
  const ApprovedDraft mail =
      test::approved_draft(kSender, "ben@customer.example", kNow, "Hello,\n\nMonday?\n");
  const auto send = [&] {
    return sync_wait(mailbox.send(mail, test::ticket_for(mail, clock.now()), clock.now() + 5 * kSecondMs));
  };
  for (int i = 0; i < 3; ++i) EXPECT_EQ(send().kind, Kind::not_now);
  EXPECT_EQ(mailbox.state().breaker, BreakerPosition::open);
  const SendOutcome kept_away = send();
  EXPECT_EQ(kept_away.kind, Kind::not_now);
  EXPECT_EQ(kept_away.retry_at, kNow + kMinuteMs);
  EXPECT_EQ(mailbox.state().calls, 3) << "it was not asked";
  clock.advance(kMinuteMs);
  EXPECT_EQ(send().kind, Kind::not_now);
  EXPECT_EQ(mailbox.state().calls, 4) << "one may see whether it is back";
}

TEST(SmtpBreaker, AServerThatAnswersIsThereWhateverItAnswers) {
  SetClock clock(kNow);
  test::ScriptedSmtp server({{"RCPT", "451 4.7.1 Greylisted, try again later"}});
  SmtpOptions options{
      server_at(server.url()), {}, "", SentCopy::by_us, {.failures = 1, .open_ms = kMinuteMs}};
  SmtpMailbox mailbox(std::move(options), clock);
  const ApprovedDraft mail =
      test::approved_draft(kSender, "ben@customer.example", kNow, "Hello,\n\nMonday?\n");
  for (int i = 0; i < 2; ++i)
    sync_wait(mailbox.send(mail, test::ticket_for(mail, kNow), kNow + 5 * kSecondMs));
  EXPECT_EQ(mailbox.state().breaker, BreakerPosition::closed);
  EXPECT_EQ(mailbox.state().refused, 2);
}

SmtpOptions real_options(const char* url, const std::string& user) {
  SmtpOptions options{test::mail_server(url, user), {}, "", SentCopy::by_us};
  options.imap = test::mail_server("TEST_IMAPS_URL", user);
  return options;
}

SendOutcome send_real(SmtpOptions options, const std::string& sender, const std::string& recipient) {
  SmtpMailbox mailbox(std::move(options), system_clock());
  const Instant now = system_clock().now();
  const ApprovedDraft mail = test::approved_draft(sender, recipient, now);
  return sync_wait(mailbox.send(mail, test::ticket_for(mail, now), now + 30 * kSecondMs));
}

TEST(SmtpOnPostfix, RefusalsAreToldApart) {
  SKIP_WITHOUT_MAIL_SERVER();
  const std::string user = "user2@ours.example";
  const struct {
    const char* recipient;
    Kind kind;
    const char* words;
  } rows[] = {{"refused@customer.example", Kind::refused, "5.1.1"},
              {"later@customer.example", Kind::not_now, "4.2.0"},
              {"untrusted@customer.example", Kind::not_now, "SPF, DKIM or DMARC"},
              {"user2@customer.example", Kind::accepted, ""}};
  for (const char* url : {"TEST_SMTPS_URL", "TEST_SMTP_URL"}) {
    for (const auto& row : rows) {
      const SendOutcome outcome = send_real(real_options(url, user), user, row.recipient);
      EXPECT_EQ(outcome.kind, row.kind) << url << ' ' << row.recipient << ": " << outcome.words;
      EXPECT_NE(outcome.words.find(row.words), std::string::npos) << outcome.words;
    }
  }
}

TEST(SmtpOnPostfix, AWrongPasswordIsSaidAndTriedAgainLater) {
  SKIP_WITHOUT_MAIL_SERVER();
  SmtpOptions options = real_options("TEST_SMTPS_URL", "user2@ours.example");
  options.smtp.password = "wrong";
  const SendOutcome outcome = send_real(options, "user2@ours.example", "user2@customer.example");
  EXPECT_EQ(outcome.kind, Kind::not_now);
  EXPECT_NE(outcome.words.find("refused the sign-in as user2@ours.example"), std::string::npos)
      << outcome.words;
  EXPECT_EQ(outcome.words.find("wrong"), std::string::npos) << "no password in words";
  SmtpMailbox mailbox(options, system_clock());
  const auto ready = sync_wait(mailbox.ready());
  ASSERT_FALSE(ready);
  EXPECT_EQ(mailbox.state().refused, 1) << "it is there, and says no";
  EXPECT_EQ(mailbox.state().last_error, ready.error().message);
  EXPECT_EQ(ready.error().code, ErrorCode::unauthenticated);
}

TEST(SmtpOnPostfix, ACertificateOfNobodyWeTrustEndsIt) {
  SKIP_WITHOUT_MAIL_SERVER();
  for (const char* url : {"TEST_SMTPS_URL", "TEST_SMTP_URL"}) {
    SmtpOptions options = real_options(url, "user2@ours.example");
    options.smtp.ca_file = "";
    const SendOutcome outcome = send_real(options, "user2@ours.example", "user2@customer.example");
    EXPECT_EQ(outcome.kind, Kind::not_now);
    EXPECT_NE(outcome.words.find("CA_FILE"), std::string::npos) << outcome.words;
  }
}

TEST(SmtpOnPostfix, ACopyLiesInSentOnceAndProvesTheSending) {
  SKIP_WITHOUT_MAIL_SERVER();
  const std::string user = "user3@ours.example";
  const Instant now = system_clock().now();
  const ApprovedDraft mail = test::approved_draft(user, "user3@customer.example", now);
  const SendTicket ticket = test::ticket_for(mail, now);
  SmtpMailbox mailbox(real_options("TEST_SMTPS_URL", user), system_clock());
  ASSERT_EQ(sync_wait(mailbox.send(mail, ticket, now + 30 * kSecondMs)).kind, Kind::accepted);
  test::wait_for_mails(user, "Sent Items", 1);
  EXPECT_EQ(sync_wait(mailbox.find_sent(ticket)).kind, Lookup::Kind::found);
  EXPECT_EQ(test::list_mails(user, "Sent Items").size(), 1u) << "asking files no second copy";
  // Another process, which knows nothing but the Message-ID.
  SmtpMailbox other(real_options("TEST_SMTPS_URL", user), system_clock());
  const Lookup found = sync_wait(other.find_sent(ticket));
  EXPECT_EQ(found.kind, Lookup::Kind::found) << found.words;
  EXPECT_TRUE(found.provider_message_id.starts_with("Sent Items/")) << found.provider_message_id;
}

TEST(SmtpOnPostfix, ACopyThatFailedIsFiledWhenTheMailIsLookedUp) {
  SKIP_WITHOUT_MAIL_SERVER();
  const std::string user = "user4@ours.example";
  SmtpOptions options = real_options("TEST_SMTPS_URL", user);
  options.sent_folder = "Copies";  // made when it is needed
  const auto token = std::make_shared<LateToken>();
  options.imap->token = token;
  const Instant now = system_clock().now();
  const ApprovedDraft mail = test::approved_draft(user, "user4@customer.example", now);
  const SendTicket ticket = test::ticket_for(mail, now);
  SmtpMailbox mailbox(options, system_clock());
  EXPECT_EQ(sync_wait(mailbox.send(mail, ticket, now + 30 * kSecondMs)).kind, Kind::accepted)
      << "a copy that fails fails nothing else";
  EXPECT_EQ(sync_wait(mailbox.find_sent(ticket)).kind, Lookup::Kind::found);
  EXPECT_EQ(token->asked(), 2) << "it was tried once more";
  // By password the same folder is made, and filled.
  SmtpOptions with_password = real_options("TEST_SMTPS_URL", user);
  with_password.sent_folder = "Copies";
  {
    SmtpMailbox again(with_password, system_clock());
    const ApprovedDraft next = test::approved_draft(user, "user4@customer.example", now);
    ASSERT_EQ(sync_wait(again.send(next, test::ticket_for(next, now), now + 30 * kSecondMs)).kind,
              Kind::accepted);
  }  // its end waits for the copy
  EXPECT_EQ(test::list_mails(user, "Copies").size(), 1u);
}

TEST(SmtpOnPostfix, AbsentIsSaidOnlyWhereTheServerPromisesIt) {
  SKIP_WITHOUT_MAIL_SERVER();
  SmtpOptions options = real_options("TEST_SMTPS_URL", "user5@ours.example");
  SetClock clock(kNow);
  const SendTicket ticket{"never-sent@ours.example", "", "", kNow, "", ""};
  for (const SentCopy copy : {SentCopy::by_us, SentCopy::by_server, SentCopy::by_server_at_once}) {
    options.sent_copy = copy;
    SmtpMailbox mailbox(options, clock);
    EXPECT_EQ(sync_wait(mailbox.find_sent(ticket)).kind, Lookup::Kind::cannot_tell)
        << "a server may think about a mail for ten minutes";
  }
  clock.advance(11 * kMinuteMs);
  SmtpMailbox mailbox(options, clock);
  EXPECT_EQ(sync_wait(mailbox.find_sent(ticket)).kind, Lookup::Kind::absent);
}

}  // namespace
}  // namespace sa
