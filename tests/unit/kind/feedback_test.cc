// Reports of spam and of opt-outs that providers send (RFC 5965, Microsoft, Amazon): whose reader it was, and about which mail of ours.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

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

/// A report in three parts; `fields` of the machine's part, `copy` of our mail's header.
std::string arf(const std::string& fields, const std::string& copy,
                const std::string& copy_type = "message/rfc822") {
  return "From: <feedback@provider.example>\nTo: <abuse@ours.example>\nSubject: FW: Earn money\nMessage-ID: "
         "<report1@provider.example>\nMIME-Version: 1.0\n"
         "Content-Type: multipart/report; report-type=feedback-report; boundary=b\n\n"
         "--b\nContent-Type: text/plain\n\nThis is an email abuse report for a message received from "
         "192.0.2.1.\n"
         "--b\nContent-Type: message/feedback-report\n\n" +
         fields + "\n--b\nContent-Type: " + copy_type + "\n\n" + copy + "\n\nHello\n--b--\n";
}

const char* const kCopy =
    "From: <me@ours.example>\nTo: <reader@mail.example>\nSubject: Stock\nMessage-ID: <orig@ours.example>\n";

struct Row {
  const char* name;
  std::string raw;
  const char* kind;
  std::vector<std::string> recipients;
  std::optional<std::string> original;
};

TEST(Feedback, WhoseReaderAndWhichMail) {
  const Row rows[] = {
      {"the field says who",
       arf("Feedback-Type: abuse\nUser-Agent: X/1\nVersion: 1\nOriginal-Rcpt-To: <User@Mail.example>\n",
           kCopy),
       "complaint",
       {"user@mail.example"},
       "orig@ours.example"},
      {"several, in any case",
       arf("feedback-type: abuse\nVersion: 1\nORIGINAL-RCPT-TO: "
           "a@mail.example\noriginal-rcpt-to:b@mail.example\n",
           kCopy),
       "complaint",
       {"a@mail.example", "b@mail.example"},
       "orig@ours.example"},
      {"removal wished",
       arf("Feedback-Type: fraud\nVersion: 1\nRemoval-Recipient: c@mail.example\n", kCopy),
       "complaint",
       {"c@mail.example"},
       "orig@ours.example"},
      {"no field: the copy's To",
       arf("Feedback-Type: abuse\nVersion: 1\n", kCopy),
       "complaint",
       {"reader@mail.example"},
       "orig@ours.example"},
      {"the copy is but its header",
       arf("Feedback-Type: abuse\nVersion: 1\n", kCopy, "text/rfc822-headers"),
       "complaint",
       {"reader@mail.example"},
       "orig@ours.example"},
      {"hidden, but for the mail",
       arf("Feedback-Type: abuse\nVersion: 1\n",
           "From: <me@ours.example>\nTo: Undisclosed Recipients\nMessage-ID: <orig@ours.example>\n"),
       "complaint",
       {},
       "orig@ours.example"},
      {"a copy to several: one of them complained",
       arf("Feedback-Type: abuse\nVersion: 1\n",
           "From: <me@ours.example>\nTo: a@mail.example,\n b@mail.example\nMessage-ID: "
           "<orig@ours.example>\n"),
       "complaint",
       {},
       "orig@ours.example"},
      {"Microsoft's field stands in the copy",
       arf("Feedback-Type: abuse\nVersion: 1\n",
           "X-HmXmrOriginalRecipient: e@hotmail.example\nFrom: <me@ours.example>\nTo: "
           "<hidden@ours.example>\nMessage-ID: "
           "<orig@ours.example>\n"),
       "complaint",
       {"e@hotmail.example"},
       "orig@ours.example"},
      {"an opt-out",
       arf("Feedback-Type: opt-out\nVersion: 1\nOriginal-Rcpt-To: d@mail.example\n", kCopy),
       "unsubscribe",
       {"d@mail.example"},
       "orig@ours.example"},
      {"Microsoft's",
       "From: staff@hotmail.example\nTo: fbl@ours.example\nSubject: complaint about message from "
       "192.0.2.1\nMessage-ID: <r2@hotmail.example>\n"
       "X-HmXmrOriginalRecipient: e@hotmail.example\nContent-Type: text/plain\n\nx\n",
       "complaint",
       {"e@hotmail.example"},
       std::nullopt},
      {"Amazon's",
       "From: SNS <no-reply@sns.amazonaws.com>\nTo: me@ours.example\nSubject: AWS Notification "
       "Message\nContent-Type: text/plain\n\n"
       R"({ "Type" : "Notification", "Message" : "{\"notificationType\":\"Complaint\",\"complaint\":{\"complainedRecipients\":[{\"emailAddress\":\"f@mail.example\"}]},\"mail\":{\"source\":\"me@ours.example\",\"destination\":[\"g@mail.example\"]}}" })"
       "\n",
       "complaint",
       {"f@mail.example"},
       std::nullopt},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    const Analysis read = analyzed(row.raw);
    EXPECT_EQ(enum_name(read.kind), row.kind);
    ASSERT_TRUE(read.bounce);
    EXPECT_EQ(read.bounce->recipients, row.recipients);
    EXPECT_EQ(read.bounce->original_message_id, row.original);
    EXPECT_EQ(read.bounce->type, BounceType::policy) << "no address failed";
  }
}

TEST(Feedback, APersonWhoAnswersFromSuchAnAddressIsAPerson) {
  const Analysis read = analyzed(
      "From: Ada <complaints@acme.example>\nTo: me@ours.example\nSubject: Re: Faster complaint "
      "handling\nMessage-ID: <a1@acme.example>\n"
      "In-Reply-To: <orig@ours.example>\nReferences: <orig@ours.example>\nContent-Type: text/plain\n\nThank "
      "you, could you call me on Tuesday?\n");
  EXPECT_EQ(enum_name(read.kind), "human_reply");
}

/// Reports that providers really sent.
TEST(Feedback, ReportsFromTheField) {
  const std::filesystem::path folder =
      std::filesystem::path(SA_SOURCE_DIR) / "../shared/data/mail/bounces/files";
  if (!std::filesystem::exists(folder))
    GTEST_SKIP() << "../shared/data/mail/bounces is not there: real reports were not read";
  const struct {
    const char* file;
    std::vector<std::string> recipients;
    const char* original;
  } kReal[] = {
      {"flanker-yahoo-fbl.eml", {"user@yahoo.com"}, "20120711015015.4A8BE2E088E@www.example.com"},
      {"sisimai-arf-02.eml",
       {"this-local-part-does-not-exist-on-yahoo@yahoo.com"},
       "000000000000000000000000.smtp@example.com"},
      {"phpbh-hotmailbounce.eml",
       {"spamreportinguser@hotmail.com"},
       "WEB7-Qf2039815c40c40a0b68b37831d7c711c@web7-q"},
      {"phpbh-arf5.eml", {"redacted@aol.com"}, "c257bb9c3f3743e436553b80d052b918@localhost.localdomain"},
  };
  for (const auto& real : kReal) {
    SCOPED_TRACE(real.file);
    std::ifstream file(folder / real.file, std::ios::binary);
    const Analysis read = analyzed(std::string(std::istreambuf_iterator<char>(file), {}));
    EXPECT_EQ(enum_name(read.kind), "complaint");
    ASSERT_TRUE(read.bounce);
    EXPECT_EQ(read.bounce->recipients, real.recipients);
    EXPECT_EQ(read.bounce->original_message_id, real.original);
  }
}

}  // namespace
}  // namespace sa
