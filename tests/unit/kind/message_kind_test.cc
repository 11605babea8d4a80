// The kind of an incoming mail: fields first, text second; and cases in which the text misleads.
#include "mail/kind/message_kind.h"

#include <gtest/gtest.h>

#include "base/reflect/reflect.h"
#include "mail/analysis.h"

namespace sa {
namespace {

Analysis analyzed(const std::string& raw, const std::vector<std::string>& own = {}) {
  static const MailPolicy policy = *load_mail_policy();
  const auto message = parse_message(raw);
  EXPECT_TRUE(message);
  return message ? analyze(*message, policy, own) : Analysis{};
}

struct Row {
  MessageKind kind;
  const char* fields;  ///< besides From, To and Message-ID; LF after each
  const char* text;
};
using enum MessageKind;

// clang-format off
const Row kMails[] = {
    {human_reply, "Subject: Re: offer\n", "Thanks, let me think about it."},
    // RFC 3834 and what vendors write instead
    {auto_reply, "Subject: Hello\nAuto-Submitted: auto-replied\n", "Thank you."},
    {auto_reply, "Subject: Hello\nAuto-Submitted: auto-generated\nIn-Reply-To: <1@ours.example>\n", "Thank you."},
    {human_reply, "Subject: Hello\nAuto-Submitted: no\n", "Thank you."},
    {bulk, "Subject: Report\nAuto-Submitted: auto-generated\n", "Your weekly figures."},
    {auto_reply, "Subject: Hello\nX-Autoreply: yes\n", "Thank you."},
    {auto_reply, "Subject: Hello\nX-Autorespond: yes\n", "Thank you."},
    {auto_reply, "Subject: Hello\nPrecedence: auto_reply\n", "Thank you."},
    {human_reply, "Subject: Re: offer\nX-Auto-Response-Suppress: All\nIn-Reply-To: <1@ours.example>\n", "Sounds good."},
    // words of an absence, without any field
    {auto_reply, "Subject: Automatic reply: offer\n", "I will read it when I can."},
    {auto_reply, "Subject: Abwesenheitsnotiz\n", "Guten Tag"},
    {auto_reply, "Subject: Re: offer\n", "I am out of the office until Monday. I will reply when I return."},
    {auto_reply, "Subject: Re: offre\n", "Je suis actuellement en congés jusqu'au 15 août."},
    {human_reply, "Subject: vacation\n", "Did you enjoy your holiday? When you were out of the office last week we changed the plan."},
    {human_reply, "Subject: Re: plan\n", "The pipeline review moved. Ann told me that she is on vacation, so who takes it over? I will be out of the office next week."},
    // opt-outs
    {unsubscribe, "Subject: unsubscribe\n", ""},
    {unsubscribe, "Subject: Re: offer\n", "Please remove me from your list."},
    {unsubscribe, "Subject: Re: Angebot\n", "Bitte nehmen Sie mich aus dem Verteiler."},
    {human_reply, "Subject: Re: offer\n", "Please remove the second page and send it again."},
    {bulk, "Subject: News\nList-Unsubscribe: <https://a.example/u>\n", "To unsubscribe click here: https://a.example/u"},
    // lists and bulk
    {list, "Subject: [dev] patch\nList-Id: <dev.example.org>\n", "Here is the patch."},
    {bulk, "Subject: Sale\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\n", "50 % off"},
    {bulk, "Subject: Sale\nPrecedence: bulk\n", "50 % off"},
    // words of a mail server without its fields
    {bounce, "Subject: problem\n", "This is the mail system at host mx.example.com.\n\n<jo@example.com>: host said: 550 User unknown"},
    {bounce, "Subject: problem\n", "Your message wasn't delivered to jo@example.com because the address couldn't be found."},
    {human_reply, "Subject: Re: bounce\n", "I got 'user unknown' when I wrote to Jo, do you have her new address?"},
    {human_reply, "Subject: Re: delivery\n", "The delivery failed again, the truck broke down. We will try on Friday."},
    // somebody else's report
    {complaint, "Subject: complaint about message from 192.0.2.1\nX-HmXmrOriginalRecipient: jo@example.com\n", "x"},
    {auth_failure_report, "Subject: Report Domain: ours.example Submitter: example.com Report-ID: 1\n", "x"},
};
// clang-format on

TEST(MessageKindTest, FieldsAndWords) {
  for (const Row& row : kMails) {
    const Analysis analysis = analyzed(
        std::string("From: Jo Doe <jo@example.com>\nTo: rep@ours.example\nMessage-ID: <2@example.com>\n"
                    "Content-Type: text/plain; charset=utf-8\n") +
        row.fields + "\n" + row.text + "\n");
    EXPECT_EQ(enum_name(analysis.kind), enum_name(row.kind)) << row.fields << row.text << "\n"
                                                             << analysis.kind_reason;
    EXPECT_FALSE(analysis.kind_reason.empty());
  }
}

TEST(MessageKindTest, Reports) {
  const auto report = [](const std::string& type, const std::string& part, const std::string& fields) {
    return "From: x@mx.example\nSubject: s\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=" +
           type + "; boundary=b\n\n--b\nContent-Type: text/plain\n\nwords\n--b\nContent-Type: message/" +
           part + "\n\n" + fields + "\n--b--\n";
  };
  const std::string recipient =
      "Reporting-MTA: dns; x\n\nFinal-Recipient: rfc822; jo@example.com\nStatus: 2.0.0\n";
  const struct {
    std::string raw;
    MessageKind kind;
  } rows[] = {
      {report("delivery-status", "delivery-status", recipient + "Action: failed\n"), bounce},
      {report("delivery-status", "delivery-status", recipient + "Action: delayed\n"), bounce},
      {report("delivery-status", "delivery-status", recipient + "Action: delivered\n"), delivery_notice},
      {report("delivery-status", "delivery-status", recipient + "Action: relayed\n"), delivery_notice},
      {report("feedback-report", "feedback-report", "Feedback-Type: abuse\nVersion: 1\n"), complaint},
      {report("feedback-report", "feedback-report", "Feedback-Type: opt-out\nVersion: 1\n"), unsubscribe},
      {report("feedback-report", "feedback-report", "Feedback-Type: auth-failure\nVersion: 1\n"),
       auth_failure_report},
      {report("disposition-notification", "disposition-notification",
              "Final-Recipient: rfc822; jo@example.com\nDisposition: manual-action/MDN-sent-manually; "
              "displayed\n"),
       read_receipt},
  };
  for (const auto& row : rows) EXPECT_EQ(enum_name(analyzed(row.raw).kind), enum_name(row.kind)) << row.raw;
}

TEST(MessageKindTest, OurOwnMail) {
  const std::string raw =
      "From: Rep <Rep@Ours.example>\nSubject: x\n\nI am out of the office until Monday.\n";
  EXPECT_EQ(analyzed(raw, {"rep@ours.example"}).kind, own);
  EXPECT_EQ(analyzed(raw).kind, auto_reply);
}

TEST(MessageKindTest, issue_a_sender_without_address_is_a_mail_server_too) {
  const Analysis analysis = analyzed(
      "From: MAILER-DAEMON <>\nSubject: Mail delivery failed\nMessage-ID: <2@x>\n\n"
      "There was an error delivering your mail to <jo@example.com>.\n\nCould not deliver for the last 432000 "
      "seconds. Giving up.\n");
  ASSERT_TRUE(analysis.bounce);
  EXPECT_EQ(analysis.bounce->type, BounceType::soft);
}

TEST(MessageKindTest, AReturnDateOnlyOfAutomaticAnswers) {
  const std::string fields =
      "From: jo@example.com\nDate: Fri, 04 Sep 2026 10:00:00 +0000\nSubject: Re: offer\n\n";
  EXPECT_EQ(analyzed(fields + "I am out of the office until September 14.\n").return_date, "2026-09-14");
  EXPECT_EQ(analyzed(fields + "Let us talk until September 14?\n").return_date, std::nullopt);
}

}  // namespace
}  // namespace sa
