#include "mail/address/sender_dns.h"

#include <gtest/gtest.h>

namespace sa {
namespace {

SenderRecords good() {
  using Texts = std::vector<std::string>;
  return {"ours.example", Texts{"google-site-verification=x", "v=spf1 include:_spf.google.com ~all"},
          Texts{"v=DMARC1; p=quarantine; rua=mailto:d@ours.example"}, Texts{"v=DKIM1; k=rsa; p=MIIB"},
          Texts{"mx.ours.example"}};
}

Health of(const SenderRecords& records, const std::string& about) {
  for (const Diagnosis& each : judge_sender(records)) {
    if (each.about == about) return each.health;
  }
  ADD_FAILURE() << "no line about " << about;
  return Health::ok;
}

TEST(SenderDnsTest, AGoodDomainIsWell) {
  for (const char* about : {"mx", "spf", "dkim", "dmarc"}) EXPECT_EQ(of(good(), about), Health::ok) << about;
}

TEST(SenderDnsTest, WhatLacksIsNamed) {
  struct Row {
    const char* name;
    const char* about;
    Health health;
    void (*change)(SenderRecords*);
  };
  const Row rows[] = {
      {"no spf", "spf", Health::fail, [](SenderRecords* r) { r->txt = {"something else"}; }},
      {"two spf", "spf", Health::fail, [](SenderRecords* r) { r->txt = {"v=spf1 -all", "V=SPF1 ~all"}; }},
      {"everybody", "spf", Health::fail, [](SenderRecords* r) { r->txt = {"v=spf1 +all"}; }},
      {"no dmarc", "dmarc", Health::fail, [](SenderRecords* r) { r->dmarc.emplace(); }},
      {"dmarc none", "dmarc", Health::warn, [](SenderRecords* r) { r->dmarc = {"v=DMARC1;p=none"}; }},
      {"dmarc without policy", "dmarc", Health::fail,
       [](SenderRecords* r) { r->dmarc = {"v=DMARC1; sp=none"}; }},
      {"no dkim", "dkim", Health::warn, [](SenderRecords* r) { r->dkim.emplace(); }},
      {"revoked dkim", "dkim", Health::warn, [](SenderRecords* r) { r->dkim = {"v=DKIM1; p="}; }},
      {"no mx", "mx", Health::fail, [](SenderRecords* r) { r->mx.emplace(); }},
      {"null mx", "mx", Health::fail, [](SenderRecords* r) { r->mx = {""}; }},
  };
  for (const Row& row : rows) {
    SenderRecords records = good();
    row.change(&records);
    EXPECT_EQ(of(records, row.about), row.health) << row.name;
  }
}

TEST(SenderDnsTest, issue_a_dns_that_cannot_be_asked_says_nothing_of_the_records) {
  SenderRecords records;
  records.domain = "ours.example";
  for (const Diagnosis& each : judge_sender(records)) {
    EXPECT_EQ(each.health, Health::warn) << each.about;
    EXPECT_NE(each.words.find("DNS lookup failed"), std::string::npos) << each.about;
  }
}

}  // namespace
}  // namespace sa
