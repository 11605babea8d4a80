#include "agents/claim/claim.h"

#include <gmock/gmock.h>

#include "tests/unit/agent_fixture.h"

namespace sa {
namespace {

using testing::ElementsAreArray;

const ClaimPolicy& policy() {
  return agent_policy().validation.claims();
}

std::vector<std::string> found(std::string_view text, std::string_view language = "en") {
  std::vector<std::string> all;
  for (const Claim& claim : find_claims(text, language, policy())) {
    EXPECT_EQ(claim.text, text.substr(static_cast<std::size_t>(claim.span.start),
                                      static_cast<std::size_t>(claim.span.end - claim.span.start)));
    all.push_back(claim.kind + ":" + claim.text);
  }
  return all;
}

struct Row {
  const char* text;
  std::vector<std::string> expected;
};

TEST(ClaimTest, forms) {
  const Row rows[] = {
      {"", {}},
      {"we can talk about it.", {}},
      {"It takes 3 days.", {"number:3"}},
      {"a discount of 12.5% on 1,000 boxes", {"number:12.5%", "number:1,000"}},
      {"It costs 40 EUR, or $1,200.50 a year.", {"money:40 EUR", "money:$1,200.50"}},
      {"It costs €5k; that is 5.000 Euro.", {"money:€5k", "money:5.000 Euro"}},
      {"We meet on 2026-11-26 at 10:30.", {"date:2026-11-26", "date:10:30"}},
      {"until March 5th, 2027 or 5 March", {"date:March 5th, 2027", "date:5 March"}},
      {"am 5. März 2027 und am 05.03.2027", {"date:5. März 2027", "date:05.03.2027"}},
      {"le 5 mars 2027", {"date:5 mars 2027"}},
      {"el 5 de marzo de 2027", {"date:5 de marzo de 2027"}},
      {"on Tuesday, or in Q3 2027", {"date:Tuesday", "date:Q3 2027"}},
      {"in March we may march on", {"date:March"}},
      {"in September", {"date:September"}},
      {"see https://example.com/a?b=1, please", {"url:https://example.com/a?b=1"}},
      {"see www.example.com.", {"url:www.example.com"}},
      {"see shop.example.com/path now", {"url:shop.example.com/path"}},
      {"write to jane.doe@example.com.", {"email:jane.doe@example.com"}},
      {"I spoke with Peter Miller of Acme about it.", {"name:Peter Miller", "name:Acme"}},
      {"Hi Jane,\n\nthank you.", {"name:Jane"}},
      {"Guten Tag Petra Lang,\n\nvielen Dank.", {"name:Petra Lang"}},
      {"Best regards,\nAna Ruiz\nTallyfern", {"name:Ana Ruiz", "name:Tallyfern"}},
      {"Best,\nAna", {"name:Ana"}},
      {"Thank you. Perhaps we can talk. What do you think?", {}},
      {"I think the CRM and the API are fine. I'll ask.", {}},
  };
  for (const Row& row : rows) EXPECT_THAT(found(row.text), ElementsAreArray(row.expected)) << row.text;
}

TEST(ClaimTest, german_nouns_are_no_names) {
  EXPECT_THAT(found("Wir suchen eine Lösung für unser Lager und die Werkstatt.", "de"), testing::IsEmpty());
  EXPECT_THAT(found("Ich habe mit Petra Lang über das Lager gesprochen.", "de"),
              testing::ElementsAre("name:Petra Lang"));
  EXPECT_THAT(found("Der Preis hängt davon ab. Welcher Termin passt?", "de"), testing::IsEmpty());
  EXPECT_THAT(found("Guten Tag Petra Lang,\n\nich schreibe.\n\nMit freundlichen Grüßen\nAna Ruiz", "de"),
              testing::ElementsAre("name:Petra Lang", "name:Ana Ruiz"));
}

struct SourceRow {
  const char* claim;
  const char* evidence;
  bool sourced;
};

TEST(ClaimTest, sources) {
  const SourceRow rows[] = {
      {"It is for 40 people.", "about 40 users", true},
      {"It is for 400 people.", "about 40 users", false},
      {"It is for 40 people.", "about 140 users", false},
      {"There are 9,000 parts.", "we have 9000 parts", true},
      {"There are 9.000 parts.", "we have 9,000 parts", true},
      {"There are 9.5 tons.", "we have 95 tons", false},
      {"It is 40k a year.", "40,000 a year", true},
      {"It costs 40 EUR.", "it costs €40", true},
      {"It costs 40 EUR.", "it costs $40", false},
      {"It costs 40 EUR.", "for 40 people", false},
      {"a share of 40% of it", "for 40 people", false},
      {"on 12 March it is", "by 2027-03-12 please", true},
      {"on 12 March 2027 it is", "by 12.03.2027 please", true},
      {"on 12 March 2027 it is", "by 12 March please", false},
      {"on 13 March it is", "by 2027-03-12 please", false},
      {"until March it is", "no budget until 1 March 2027", true},
      {"am 5. März 2027 ist es", "5 March 2027", true},
      {"it is on Tuesday then", "Tuesday or Wednesday suit us", true},
      {"it is on Friday then", "Tuesday or Wednesday suit us", false},
      {"I asked Peter Miller about it", "Peter Miller\nAcme", true},
      {"I asked Peter Mill about it", "Peter Miller\nAcme", false},
      {"I asked PETER MILLER about it", "Peter\nMiller", true},
      {"see https://www.example.com/ for it", "http://example.com", true},
      {"see https://evil.example/ for it", "http://example.com", false},
      {"write to Jane@Example.com for it", "jane@example.com", true},
  };
  for (const SourceRow& row : rows) {
    std::vector<Claim> claims = find_claims(row.claim, "en", policy());
    ASSERT_FALSE(claims.empty()) << row.claim;
    find_sources(&claims, {{"other:1", "nothing of it"}, {"message:7", row.evidence}}, policy());
    EXPECT_EQ(claims[0].source, row.sourced ? std::optional<std::string>("message:7") : std::nullopt)
        << row.claim << " / " << row.evidence << " / " << claims[0].text;
  }
}

TEST(ClaimTest, has_link) {
  for (const char* text : {"http://a.example", "x www.a.example", "a@b.example", "see a.com/x"}) {
    EXPECT_TRUE(has_link(text, policy())) << text;
  }
  for (const char* text : {"", "e.g. this", "3.5 of it", "What is the cost?", "a @ b"}) {
    EXPECT_FALSE(has_link(text, policy())) << text;
  }
}

TEST(ClaimTest, issue_what_mail_programs_make_a_link_of_is_one) {
  for (const char* text : {"bit.ly/3xY",         "t.me/x",          "evil.ru/pay",       "acme-login.co",
                           "firma.de",           "185.1.2.3/pay",   "185.1.2.3:8080",    "185.1.2.3",
                           "bücher.com",         "Evil.Ru",         "(evil.ru)",         "evil.ru:8080",
                           "evil.ru?a=1",        "пример.рф",       "evil。ru",          "v2.1/evil.ru/x",
                           "see foo.zz?evil.ru", "intranet.corp/x", "my_shop.com",       "www.evil.ru",
                           "sub.domain.co.uk",   "evil.ru- now",    "xn--bcher-kva.com", "evil.ck"}) {
    EXPECT_TRUE(has_link(std::string("Look at ") + text + " today", policy())) << text;
  }
  for (const char* text : {"e.g. this", "z.B.",      "v2.1",          "3.5",           "3.5/10",
                           "and/or",    "24/7",      "9 a.m/5 p.m",   "u.a.",          "i.e. it",
                           "Node.js",   "St.Gallen", "1.234.567.890", "12.03.2027",    "Müller GmbH & Co.KG",
                           "Ph.D.",     "Inc./Ltd.", "wait...so",     "10.30 - 11.30", "a.b"}) {
    EXPECT_FALSE(has_link(std::string("Look at ") + text + " today", policy())) << text;
  }
  EXPECT_THAT(found("see bit.ly/3xY, or 185.1.2.3/pay."),
              testing::ElementsAre("url:bit.ly/3xY", "url:185.1.2.3/pay"));
}

TEST(ClaimTest, hostile_input_is_bounded) {
  const std::string inputs[] = {std::string(200000, '1'), std::string(200000, 'A'), std::string(200000, '@'),
                                std::string(200000, '\xff'), [] {
                                  std::string text;
                                  while (text.size() < 200000) text += "A1 March 5, a@b.c ";
                                  return text;
                                }()};
  for (const std::string& text : inputs) {
    std::vector<Claim> claims = find_claims(text, "en", policy());
    EXPECT_LE(claims.size(), 200u);
    find_sources(&claims, {{"message:1", text}}, policy());
    for (std::size_t i = 1; i < claims.size(); ++i) EXPECT_LE(claims[i - 1].span.end, claims[i].span.start);
  }
}

TEST(ClaimTest, issue_links_without_a_usual_scheme) {
  for (const char* link :
       {"http://[2001:db8::1]/", "[2001:db8::1]/login", "tel:+441615550142", "data:text/html;base64,AAAA",
        "file:///etc/passwd", "callto:ana", "javascript:alert(1)", "192.0.2.7", "192.0.2.7:8080/x",
        "mailto:ana@evil.example", "sms:+441615550142", "ftp://evil.example/a", "smb://evil/share",
        "intent://scan/#Intent", "HTTP://EVIL.EXAMPLE/"}) {
    EXPECT_TRUE(has_link(std::string("Please see ") + link + " now.", policy())) << link;
  }
  for (const char* text : {"Tel: 0161 555 0142", "The file: it is attached.", "Data: none yet.",
                           "see you: Ana", "at 10:30", "version 1.2.3", "a ratio of 3:2"}) {
    EXPECT_FALSE(has_link(text, policy())) << text;
  }
}

TEST(ClaimTest, bank_details) {
  EXPECT_THAT(found("Please pay into GB99 TEST 7777 8888."),
              testing::ElementsAre("account:GB99 TEST 7777 8888"));
  EXPECT_THAT(found("IBAN DE89370400440532013000"), testing::Contains("account:DE89370400440532013000"));
}

}  // namespace
}  // namespace sa
