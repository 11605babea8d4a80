// Which part of a mail is read, and how unreadable parts are reported.
#include "mail/mime/body.h"

#include <gtest/gtest.h>

#include "mail/analysis.h"
#include "mail/mime/rtf.h"
#include "mail/mime/tnef.h"

namespace sa {
namespace {

const MailPolicy& policy() {
  static const MailPolicy loaded = *load_mail_policy();
  return loaded;
}

Message parsed(const std::string& raw) {
  return *parse_message("From: a@a.example\n" + raw);
}

std::string alternative(const std::string& plain, const std::string& html) {
  return "Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain; "
         "charset=utf-8\n\n" +
         plain + "\n--b\nContent-Type: text/html; charset=utf-8\n\n" + html + "\n--b--\n";
}

TEST(BodyTest, issue_a_plain_part_that_only_points_to_the_html) {
  const std::string html = "<p>Call me on 555 0142, before noon.</p>";
  for (const char* plain :
       {"\u00A0", "\u200B\u034F", "Your e-mail client does not support HTML.",
        "[Denne meldingen er i HTML-format]", "View this message in a browser: https://x.example/1"}) {
    const Message message = parsed(alternative(plain, html));
    EXPECT_EQ(message.text, "Call me on 555 0142, before noon.") << plain;
    EXPECT_TRUE(message.text_from_html);
  }
  for (const char* plain : {"Call me on 555 0142, before noon.", "call me on 555 0142"})
    EXPECT_FALSE(parsed(alternative(plain, html)).text_from_html) << plain;
}

TEST(BodyTest, issue_html_beside_a_plain_footer_was_lost) {
  const Message message = parsed(
      "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/html\n\n<p>Forty users, "
      "please.</p>\n"
      "--b\nContent-Type: text/plain\n\nThis mail was checked for viruses.\n--b--\n");
  EXPECT_NE(message.text.find("Forty users"), std::string::npos);
  EXPECT_NE(message.text.find("viruses"), std::string::npos);
}

std::string calendar(const std::string& method, const std::string& status) {
  return "BEGIN:VCALENDAR\nVERSION:2.0\nMETHOD:" + method +
         "\nBEGIN:VEVENT\nUID:1\nSUMMARY:Counting stock\nDTSTART;TZID=Europe/Paris:20250616T100000\n" +
         "ATTENDEE;PARTSTAT=" + status + ":mailto:bo@b.example\nEND:VEVENT\nEND:VCALENDAR\n";
}

TEST(BodyTest, issue_a_calendars_answer_was_taken_for_a_person) {
  const Message message =
      parsed("Subject: Accepted: Counting stock\nContent-Type: text/calendar; method=REPLY\n\n" +
             calendar("REPLY", "ACCEPTED"));
  ASSERT_TRUE(message.calendar);
  EXPECT_EQ(message.calendar->status, "ACCEPTED");
  EXPECT_EQ(message.calendar->attendee, "bo@b.example");
  EXPECT_EQ(message.text, "Accepted: Counting stock, 2025-06-16 10:00 (Europe/Paris)\n");
  EXPECT_EQ(analyze(message, policy()).kind, MessageKind::calendar);
}

TEST(BodyTest, WhoAddsWordsToAnInvitationIsAPerson) {
  const auto kind_of = [](const std::string& words) {
    return analyze(
               parsed("Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\n" +
                      words + "\n--b\nContent-Type: text/calendar; method=REPLY\n\n" +
                      calendar("REPLY", "DECLINED") + "\n--b--\n"),
               policy())
        .kind;
  };
  EXPECT_EQ(kind_of("Bo Ek has declined this invitation."), MessageKind::calendar);
  EXPECT_EQ(kind_of("I am at a fair that day, could we do Friday at ten?"), MessageKind::human_reply);
}

std::string le(std::uint32_t value, int size) {
  std::string bytes;
  for (int i = 0; i < size; ++i) bytes += static_cast<char>(value >> (8 * i) & 0xFF);
  return bytes;
}

std::string attribute_of(std::uint32_t id, const std::string& value) {
  return le(1, 1) + le(id, 4) + le(static_cast<std::uint32_t>(value.size()), 4) + value + le(0, 2);
}

std::string property(std::uint32_t tag, std::uint32_t type, std::string value) {
  std::string bytes =
      le(type, 2) + le(tag, 2) + le(1, 4) + le(static_cast<std::uint32_t>(value.size()), 4) + value;
  while (bytes.size() % 4 != 0) bytes += '\0';
  return bytes;
}

std::string winmail(const std::string& properties, std::uint32_t count) {
  return le(0x223E9F78, 4) + le(1, 2) + attribute_of(0x00069007, le(1252, 4) + le(0, 4)) +
         attribute_of(0x00069003, le(count, 4) + properties);
}

TEST(BodyTest, issue_winmail_dat_was_not_read) {
  EXPECT_EQ(read_tnef(winmail(property(0x1000, 0x1E,
                                       "Gr\xFC\xDF"
                                       "e"),
                              1))
                ->text,
            "Grüße");
  EXPECT_EQ(read_tnef(winmail(property(0x1000, 0x1F, std::string("J\0a\0", 4)), 1))->text, "Ja");
  EXPECT_EQ(read_tnef(winmail(property(0x1013, 0x102, "<p>Yes</p>"), 1))->html, "<p>Yes</p>");
  const std::string rtf = "{\\rtf1\\ansicpg1252{\\fonttbl{\\f0 Arial;}}Gr\\'fc\\'dfe\\par 50 \\u8364?\\par}";
  const std::string stored = le(static_cast<std::uint32_t>(rtf.size() + 12), 4) +
                             le(static_cast<std::uint32_t>(rtf.size()), 4) + "MELA" + le(0, 4) + rtf;
  EXPECT_EQ(read_tnef(winmail(property(0x1009, 0x102, stored), 1))->text, "Grüße\n50 €\n");
  EXPECT_FALSE(read_tnef("no such thing"));
  EXPECT_FALSE(read_tnef(winmail("", 0xFFFFFFFF)));
}

TEST(BodyTest, RtfIsUnpacked) {
  // The example of MS-OXRTFCP 3.1.
  const std::string packed(
      "\x2d\x00\x00\x00\x2b\x00\x00\x00\x4c\x5a\x46\x75\xf1\xc5\xc7\xa7\x03\x00\x0a\x00\x72\x63\x70\x67\x31"
      "\x32\x35\x42\x32\x0a\xf3\x20"
      "\x68\x65\x6c\x09\x00\x20\x62\x77\x05\xb0\x6c\x64\x7d\x0a\x80\x0f\xa0",
      49);
  EXPECT_EQ(unpacked_rtf(packed), "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n");
  EXPECT_EQ(rtf_to_text(unpacked_rtf(packed)), "hello world");
}

TEST(BodyTest, issue_what_cannot_be_read_was_not_said) {
  const Message message = parsed(
      "Content-Type: application/pkcs7-mime; name=smime.p7m\nContent-Transfer-Encoding: base64\n\nMIIB\n");
  ASSERT_EQ(message.unread.size(), 1u);
  const Analysis analysis = analyze(message, policy());
  ASSERT_FALSE(analysis.doubts.empty());
  EXPECT_EQ(analysis.doubts.back().rule, "text.unread");
  EXPECT_NE(analysis.doubts.back().words.find("smime.p7m"), std::string::npos);
}

TEST(BodyTest, issue_a_mail_handed_on_as_attachment_was_not_read) {
  const Message message = parsed(
      "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHi Ana, please see attached.\n--b\nContent-Type: "
      "message/rfc822\n\n"
      "From: Otis <otis@f.example>\nSubject: =?utf-8?Q?R=C3=BCckfrage?=\n\nWe need an interface to our "
      "ERP.\n--b--\n");
  EXPECT_NE(message.text.find("From: Otis <otis@f.example>\nSubject: Rückfrage\n\nWe need an interface"),
            std::string::npos);
  EXPECT_NE(analyze(message, policy()).reply_text.find("interface to our ERP"), std::string::npos);
}

TEST(BodyTest, issue_a_mail_without_an_id_was_given_ours) {
  EXPECT_FALSE(analyze(parsed("Subject: x\n\nHello.\n"), policy()).message_id);
  EXPECT_EQ(analyze(parsed("Message-ID: <1@a.example>\n\nHello.\n"), policy()).message_id, "1@a.example");
}

}  // namespace
}  // namespace sa
