// Aliases: addresses that are one mailbox, addresses that must never count as one, and a company's domain.
#include "mail/address/alias.h"

#include <gtest/gtest.h>

#include "mail/analysis.h"
#include "tests/unseen.h"

namespace sa {
namespace {

const MailPolicy& policy() {
  static const MailPolicy loaded = *load_mail_policy();
  return loaded;
}

TEST(AliasTest, SpellingsOfOneMailboxAreTheSame) {
  const char* rows[][2] = {
      {"jane@acme.com", "jane+shop@acme.com"},     {"jane@acme.com", "jane+a+b@acme.com"},
      {"janedoe@gmail.com", "jane.doe@gmail.com"}, {"janedoe@gmail.com", "j.a.n.e.doe+x@googlemail.com"},
      {"jane.doe@icloud.com", "jane.doe@me.com"},  {"jane@proton.me", "jane+x@pm.me"},
      {"janedoe@proton.me", "Jane.Do-e_@pm.me"},
  };
  for (const auto& row : rows) EXPECT_EQ(mailbox_key(row[1], policy().alias), row[0]) << row[1];
}

TEST(AliasTest, WhatMayBeSomebodyElseStaysApart) {
  for (const char* address :
       {"jane.doe@acme.com", "jane-paul@acme.com", "jane_doe@yahoo.com", "jane.doe@outlook.com",
        "+tag@acme.com", "reply+8a61f@tracker.example", "bounces+12-jane=acme.com@mailer.example",
        "notifications+77@github.com", "o=hara+x@acme.com", "no-at-sign", "jane@mail.acme.com"})
    EXPECT_EQ(alias_key(address, policy().alias), address);
}

TEST(AliasTest, issue_SpellingsOfPeopleFormsAndHeaders) {
  const struct {
    const char* written;
    const char* key;
  } rows[] = {
      {"mailto:Jane.Doe%2Bshop@Acme.com?subject=Hello", "jane.doe@acme.com"},
      {"\"Doe, Jane <office>\" <jane@acme.com>", "jane@acme.com"},
      {"<@relay.example,@b.example:jane@acme.com>", "jane@acme.com"},
      {"jane . doe @ acme . com", "jane.doe@acme.com"},
      {"jane(\"a) @(nested (comment))acme.com", "jane@acme.com"},
      {"\"jane\\@home\"@acme.com", "\"jane\\@home\"@acme.com"},
      {"\"jane..doe\"@acme.com", "\"jane..doe\"@acme.com"},
      {"\"j.ane+x\"@googlemail.com", "jane@gmail.com"},
      {"\xE2\x80\x8Bjane@\xC2\xAD"
       "acme.com\xE2\x80\x8B",
       "jane@acme.com"},
      {"\xEF\xBD\x8A"
       "ane\xEF\xBC\xA0"
       "acme.com",
       "jane@acme.com"},
      {"jane@acme.com..", "jane@acme.com.."},
      {"no at sign", "no at sign"},
      {"@acme.com", "@acme.com"},
      {"jane@", "jane@"},
      {"", ""},
      {"\xFF\xFE@\xFF", "\xEF\xBF\xBD\xEF\xBF\xBD@\xEF\xBF\xBD"},
  };
  for (const auto& row : rows) EXPECT_EQ(mailbox_key(row.written, policy().alias), row.key) << row.written;
}

TEST(AliasTest, SpellingsThatWereWrittenWithoutALookAtTheRules) {
  UnseenScore score("spellings of one mailbox");
  for (const auto& row : unseen_rows("aliases")) {
    const std::string a = mailbox_key(text_of(row, "a"), policy().alias);
    const std::string b = mailbox_key(text_of(row, "b"), policy().alias);
    score.add((a == b) == row.at("same").as_bool(), text_of(row, "id") + ": " + a + " and " + b);
  }
  score.expect_at_least(51);
}

TEST(AliasTest, TheRegisteredPartOfADomain) {
  const char* rows[][2] = {
      {"mail.acme.co.uk", "acme.co.uk"},
      {"acme.com", "acme.com"},
      {"a.b.acme.com.br", "acme.com.br"},
      {"team.acme.github.io", "acme.github.io"},
      {"co.uk", ""},
      {"github.io", ""},
      {"com", ""},
      {"", ""},
      {"acme.example", "acme.example"},
      {"mail.xn--exmple-cua.org", "xn--exmple-cua.org"},
      {"www.city.kawasaki.jp", "city.kawasaki.jp"},
  };
  for (const auto& row : rows) EXPECT_EQ(registrable_domain(row[0]), row[1]) << row[0];
}

TEST(AliasTest, TwoAddressesOfOneCompany) {
  const auto company = [](const char* address) { return company_domain(address, policy().freemail); };
  EXPECT_EQ(company("jane@mail.acme.co.uk"), company("joe@eu.acme.co.uk"));
  EXPECT_NE(company("jane@acme.co.uk"), company("jane@other.co.uk")) << "co.uk is nobody's own";
  EXPECT_NE(company("jane@acme.github.io"), company("jane@other.github.io"));
  for (const char* address :
       {"jane@gmail.com", "jane@yahoo.co.uk", "jane@mx.gmx.de", "jane@co.uk", "jane", ""})
    EXPECT_EQ(company(address), "") << address;
}

}  // namespace
}  // namespace sa
