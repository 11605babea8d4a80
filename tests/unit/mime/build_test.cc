// The mail that leaves: its exact bytes, and what is refused before they are made.
#include "mail/mime/build.h"

#include <gtest/gtest.h>

#include "mail/mime/message.h"

namespace sa {
namespace {

OutgoingMail sample() {
  OutgoingMail mail;
  mail.from = {"Ana Ruiz", "ana@ours.example"};
  mail.to = {"", "ben@example.net"};
  mail.subject = "Größe and a subject that is long enough to be folded by every mail program there is";
  mail.body = "Hello Ben,\n\nFrom here on: a dot\n.\nand a trailing blank \nGrüße\n";
  mail.footer = "-- \nAna Ruiz\nOurs";
  mail.date = {1'763'460'000'000};
  mail.message_id = "1@ours.example";
  mail.in_reply_to = "0@example.net";
  for (int i = 0; i < 60; ++i)
    mail.references.push_back(std::to_string(i) + "-a-rather-long-id@mail.example.net");
  mail.references.push_back("0@example.net");
  mail.unsubscribe_url = "https://ours.example/u/token";
  mail.unsubscribe_mailto = "mailto:ana@ours.example?subject=unsubscribe";
  return mail;
}

TEST(BuildTest, ReadsBackAsItWasMeant) {
  const auto bytes = build_message(sample());
  ASSERT_TRUE(bytes) << bytes.error().message;
  EXPECT_EQ(*bytes, *build_message(sample())) << "the same mail, the same bytes";
  const auto message = parse_message(*bytes);
  ASSERT_TRUE(message);
  EXPECT_EQ(message->from, (Address{"Ana Ruiz", "ana@ours.example"}));
  EXPECT_EQ(message->subject, sample().subject);
  EXPECT_EQ(message->message_id, "1@ours.example");
  EXPECT_EQ(message->references.back(), "0@example.net") << "trimmed in the middle, never at the ends";
  EXPECT_EQ(message->references.front(), sample().references.front());
  EXPECT_NE(message->text.find("Grüße"), std::string::npos);
  EXPECT_NE(message->text.find("\n.\n"), std::string::npos);
  EXPECT_NE(message->text.find("-- \nAna Ruiz"), std::string::npos);
  std::size_t longest = 0;
  for (std::size_t at = 0; at < bytes->size();) {
    const std::size_t end = bytes->find("\r\n", at);
    ASSERT_NE(end, std::string::npos) << "a line without CRLF";
    EXPECT_EQ(bytes->substr(at, end - at).find_first_of("\r\n"), std::string::npos) << "a bare CR or LF";
    longest = std::max(longest, end - at);
    at = end + 2;
  }
  EXPECT_LE(longest, 998u);
}

TEST(BuildTest, RefusesWhatWouldBreakTheHeader) {
  const struct {
    const char* field;
    void (*spoil)(OutgoingMail&);
  } rows[] = {
      {"subject", [](OutgoingMail& m) { m.subject = "Hi\r\nBcc: all@example.net"; }},
      {"subject", [](OutgoingMail& m) { m.subject = "=?utf-8?Q?not_what_was_approved?="; }},
      {"from", [](OutgoingMail& m) { m.from.name = "Ana\nX: y"; }},
      {"to", [](OutgoingMail& m) { m.to.address = "ben@example.net\r\nBcc: x@y.z"; }},
      {"to", [](OutgoingMail& m) { m.to.address = "ben@example.net, eve@example.net"; }},
      {"message_id", [](OutgoingMail& m) { m.message_id = "1@x>\r\nBcc: <a@b"; }},
      {"in_reply_to", [](OutgoingMail& m) { m.in_reply_to = "a b@c"; }},
      {"references", [](OutgoingMail& m) { m.references = {"a\nb@c"}; }},
      {"unsubscribe_url", [](OutgoingMail& m) { m.unsubscribe_url = "javascript:alert(1)"; }},
      {"body", [](OutgoingMail& m) { m.body = " \n"; }},
  };
  for (const auto& row : rows) {
    OutgoingMail mail = sample();
    row.spoil(mail);
    const auto refused = build_message(mail);
    ASSERT_FALSE(refused) << row.field;
    ASSERT_FALSE(refused.error().fields.empty()) << row.field;
    EXPECT_EQ(refused.error().fields[0].path, row.field) << refused.error().message;
  }
}

TEST(BuildTest, SubjectsAndReferencesOfReplies) {
  EXPECT_EQ(reply_subject("Re: AW: Re: Price"), "Re: Price");
  EXPECT_EQ(reply_subject("Price"), "Re: Price");
  EXPECT_EQ(reply_references({"a@x", "b@x"}, "c@x"), (std::vector<std::string>{"a@x", "b@x", "c@x"}));
}

TEST(AddressTest, OneNormalForm) {
  const struct {
    const char* given;
    const char* normal;  // null: refused
  } rows[] = {{"Jane@Example.ORG", "jane@example.org"},
              {"jane@exämple.org", "jane@xn--exmple-cua.org"},
              {"jane", nullptr},
              {"jane@", nullptr},
              {"@example.org", nullptr},
              {"a b@c.de", nullptr},
              {"a@b@c.de", nullptr},
              {" a@c.de", nullptr},
              {"a@c", nullptr},
              {"a@c.de\r\nX: y", nullptr},
              {"", nullptr}};
  for (const auto& row : rows) {
    const auto normal = normalize_address(row.given);
    EXPECT_EQ(normal ? *normal : "refused", row.normal ? row.normal : "refused") << row.given;
  }
}

}  // namespace
}  // namespace sa
