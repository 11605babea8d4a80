// Mails as they are written, also against the rules, and mails that are made to hurt: bounded, and said so.
#include "mail/mime/message.h"

#include <gtest/gtest.h>

#include "base/text/utf8.h"

namespace sa {
namespace {

Message parsed(const std::string& raw, const ParseLimits& limits = {}) {
  auto message = parse_message(raw, limits);
  EXPECT_TRUE(message) << message.error().message;
  return message ? *std::move(message) : Message{};
}

TEST(MessageTest, Subjects) {
  const struct {
    const char* raw;
    const char* subject;
  } rows[] = {
      {"=?utf-8?Q?Gr=C3=B6=C3=9Fe?=", "Größe"},
      {"=?utf-8?B?R3LDtsOfZQ==?=", "Größe"},
      {"=?iso-8859-1?q?Gr=F6=DFe?= and more", "Größe and more"},
      {"=?utf-8?q?two?= =?utf-8?q?_words?=", "two words"},
      {"=?utf-8?B?TXlTdXJ2ZXk=?=\n =?UTF-8?b?LmNvbTogIFk=?= =?utf-8?B?b3U=?= =?utf-8?B?\?=",
       "MySurvey.com:  You"},
      {"=?utf-8?B?VEVTVA?=", "TEST"},  // without its padding
      {"=?utf-8?B?w7xiZXI=?= and =?utf-8?B?w7xiZXI=?= again", "über and über again"},
      {"=?utf-8?B?4oI=?= =?utf-8?B?rA==?=", "€"},  // a character that was cut in two
      {"=?utf-8?q?not closed", "=?utf-8?q?not closed"},
      {"Größe in UTF-8", "Größe in UTF-8"},
      {"Gr\xF6\xDF"
       "e that nobody named a charset for",
       "Größe that nobody named a charset for"},
      {"folded\n over lines", "folded over lines"},
  };
  for (const auto& row : rows)
    EXPECT_EQ(parsed(std::string("Subject: ") + row.raw + "\n\nx\n").subject, row.subject) << row.raw;
}

TEST(MessageTest, Addresses) {
  const struct {
    const char* field;
    std::vector<Address> to;
  } rows[] = {
      {"Jo Doe <jo@example.com>", {{"Jo Doe", "jo@example.com"}}},
      {"jo@example.com (Jo Doe)", {{"Jo Doe", "jo@example.com"}}},
      {"\"Doe, Jo\" <jo@example.com>, ann@example.com",
       {{"Doe, Jo", "jo@example.com"}, {"", "ann@example.com"}}},
      {"Team: jo@example.com, ann@example.com;", {{"", "jo@example.com"}, {"", "ann@example.com"}}},
      {"undisclosed-recipients:;", {}},
      {"=?utf-8?q?J=C3=B6?= <jo@example.com>", {{"Jö", "jo@example.com"}}},
      {"jo@exämple.com", {{"", "jo@exämple.com"}}},
      {"jo@example.com ann@example.com", {{"", "jo@example.com"}}},
      {"nobody", {}},
      {"\xB4jo@example.com", {{"", "´jo@example.com"}}},
      {"=?utf-8?B?TXlTdXJ2ZXk=?= =?UTF-8?B?LmNvbSAmIEM=?= <jo@example.com>",
       {{"MySurvey.com & C", "jo@example.com"}}},
      {"jo(his account)@example.com(his host)", {{"his host", "jo@example.com"}}},
      {"<nobody>", {{"", "nobody"}}},
  };
  for (const auto& row : rows)
    EXPECT_EQ(parsed(std::string("To: ") + row.field + "\n\nx\n").to, row.to) << row.field;
}

TEST(MessageTest, Bodies) {
  const struct {
    const char* fields;
    const char* body;
    const char* text;
  } rows[] = {
      {"", "no type\n", "no type"},
      {"Content-Type: text/plain; charset=iso-8859-1\n",
       "Gr\xF6\xDF"
       "e\n",
       "Größe"},
      {"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n",
       "Gr=C3=B6=C3=9Fe soft=\n break\n", "Größe soft break"},
      {"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n", "R3LDtsOfZQ==\n",
       "Größe"},
      {"Content-Type: text/plain; charset=iso-2022-jp\n", "\x1b$B$\"\x1b(B\n", "あ"},
      {"Content-Type: text/plain; charset=no-such-charset\n", "plain\n", "plain"},
      {"Content-Type: text/html\n", "<p>One</p><p>two &amp; three</p><script>no()</script>",
       "One\n\ntwo & three"},
      {"Content-Type: multipart/mixed; boundary=b\n", "--b\n\nfirst\n--b\n\nnever closed\n",
       "first\nnever closed"},
      {"Content-Type: multipart/mixed\n", "no boundary at all\n", ""},
  };
  for (const auto& row : rows) {
    std::string text = parsed(std::string("From: a@example.com\n") + row.fields + "\n" + row.body).text;
    while (text.ends_with('\n')) text.pop_back();
    if (std::string_view(row.text).empty())
      continue;  // what it becomes is nobody's promise: only that it is taken
    EXPECT_EQ(text, row.text) << row.fields;
  }
}

TEST(MessageTest, AttachmentsByNameTypeAndHash) {
  const Message message = parsed(
      "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nx\n"
      "--b\nContent-Type: application/pdf\nContent-Disposition: attachment; "
      "filename*=utf-8''Gr%C3%B6%C3%9Fe.pdf\n"
      "Content-Transfer-Encoding: base64\n\naGVsbG8=\n--b--\n");
  ASSERT_EQ(message.attachments.size(), 1u);
  EXPECT_EQ(message.attachments[0].name, "Größe.pdf");
  EXPECT_EQ(message.attachments[0].type, "application/pdf");
  EXPECT_EQ(message.attachments[0].bytes, 5);
  EXPECT_EQ(message.attachments[0].sha256,
            "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
}

TEST(MessageTest, WhatIsBeyondALimitIsCutAndSaid) {
  std::string nested = "From: a@example.com\n";
  for (int i = 0; i < 5000; ++i)
    nested += "Content-Type: multipart/mixed; boundary=b" + std::to_string(i) + "\n\n--b" +
              std::to_string(i) + "\n";
  nested += "\nthe end\n";
  std::string parts = "Content-Type: multipart/mixed; boundary=b\n\n";
  for (int i = 0; i < 5000; ++i) parts += "--b\n\nx\n";
  std::string headers;
  for (int i = 0; i < 50000; ++i) headers += "X-" + std::to_string(i) + ": y\n";
  std::string addresses = "To: ";
  for (int i = 0; i < 20000; ++i) addresses += "a" + std::to_string(i) + "@example.com,\n ";
  std::string long_header = "Subject: " + std::string(2 << 20, 'x');
  std::string long_text = "Content-Type: text/plain\n\n" + std::string(8 << 20, 'x');
  for (const std::string* raw : {&nested, &parts, &headers, &addresses, &long_header, &long_text}) {
    const Message message = parsed(*raw + "\n\nbody\n");
    EXPECT_FALSE(message.cut.empty()) << raw->substr(0, 60);
    EXPECT_LE(message.text.size(), ParseLimits{}.max_text_bytes + 4096) << raw->substr(0, 60);
    EXPECT_LE(message.to.size(), ParseLimits{}.max_addresses) << raw->substr(0, 60);
  }
}

TEST(MessageTest, RefusesOnlyTooMuch) {
  const Message nothing = parsed("");
  EXPECT_EQ(nothing.text + nothing.subject + nothing.from.address, "");
  EXPECT_TRUE(nothing.message_id_derived);
  ParseLimits limits;
  limits.max_bytes = 10;
  EXPECT_FALSE(parse_message("Subject: longer\n\nx", limits));
  for (const char* raw : {"\n", "x", ":", "\r\n\r\n", "From", "\x80\xFF"})
    EXPECT_TRUE(parse_message(raw)) << raw;
  EXPECT_TRUE(parse_message(std::string("\0\0\0", 3)));
}

TEST(MessageTest, EveryTextIsUtf8WithoutNul) {
  std::string raw = "From: \xFF <a@b\xFE.example>\nSubject: \xC3\nX-Y: \x80\n\n";
  for (int i = 0; i < 256; ++i) raw += static_cast<char>(i);
  const Message message = parsed(raw);
  for (const std::string* text :
       {&message.from.name, &message.from.address, &message.subject, &message.text}) {
    EXPECT_TRUE(is_utf8(*text));
    EXPECT_EQ(text->find('\0'), std::string::npos);
  }
}

TEST(MessageTest, ADateThatBreaksOffGivesWayToOneThatIsWhole) {
  const auto date_of = [](const std::string& fields) {
    const Message message = parsed(fields + "\nx\n");
    return message.date ? format_rfc3339(*message.date) : "none";
  };
  EXPECT_EQ(date_of("Date: Tue, 7 Apr 2026 10:00:t\nDate: Tue, 7 Apr 2026 10:00:01 +0000\n"),
            "2026-04-07T10:00:01Z");
  EXPECT_EQ(date_of("Date: Tue, 7 Apr 2026 10:00:01 +0200\nDate: Wed, 8 Apr 2026 10:00:01 +0000\n"),
            "2026-04-07T08:00:01Z");
  EXPECT_EQ(date_of("Date: Tue, 7 Apr 2026 10:00 GMT\nDate: Wed, 8 Apr 2026 10:00:01 +0000\n"),
            "2026-04-07T10:00:00Z");
  EXPECT_EQ(date_of("Date: Thu Jan 01 00:00:10 +0000\n"), "none") << "no year is no date";
}

TEST(MessageTest, ADigestIsReadAsText) {
  const Message digest = parsed(
      "Content-Type: multipart/digest; boundary=1\n\n--1\n\nFrom: Ann <ann@a.example>\nSubject: my "
      "opinion\n\nIt "
      "works\n--1--\n");
  EXPECT_NE(digest.text.find("my opinion"), std::string::npos);
  EXPECT_NE(digest.text.find("It works"), std::string::npos);
  EXPECT_TRUE(digest.attachments.empty());
}

TEST(MessageTest, IdsWithTheirCommonFaults) {
  const Message message = parsed(
      "Message-ID: bare@example.com\nIn-Reply-To: \"Your mail of Monday\" <1@ours.example>\n"
      "References: <0@ours.example><1@ours.example>\n <1@ours.example>\n\nx\n");
  EXPECT_EQ(message.message_id, "bare@example.com");
  EXPECT_EQ(message.in_reply_to, (std::vector<std::string>{"1@ours.example"}));
  EXPECT_EQ(message.references, (std::vector<std::string>{"0@ours.example", "1@ours.example"}));
  EXPECT_TRUE(parsed("Subject: x\n\nx\n").message_id_derived);
}

TEST(MessageTest, ABareIdIsOneLine) {  // found by the fuzzer
  const Message message = parsed(std::string("Message-ID: bare\r\r@example.com\nSubject: x\n\nx\n"));
  EXPECT_EQ(message.message_id.find('\r'), std::string::npos) << message.message_id;
}

}  // namespace
}  // namespace sa
