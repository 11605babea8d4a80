#include "mail/sender_dns.h"

#include <gtest/gtest.h>

namespace sa {
namespace {

SenderRecords good() {
  return {"ours.example",
          {"google-site-verification=x", "v=spf1 include:_spf.google.com ~all"},
          {"v=DMARC1; p=quarantine; rua=mailto:d@ours.example"},
          {"v=DKIM1; k=rsa; p=MIIB"},
          {"mx.ours.example"}};
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
      {"no dmarc", "dmarc", Health::fail, [](SenderRecords* r) { r->dmarc = {}; }},
      {"dmarc none", "dmarc", Health::warn, [](SenderRecords* r) { r->dmarc = {"v=DMARC1;p=none"}; }},
      {"dmarc without policy", "dmarc", Health::fail,
       [](SenderRecords* r) { r->dmarc = {"v=DMARC1; sp=none"}; }},
      {"no dkim", "dkim", Health::warn, [](SenderRecords* r) { r->dkim = {}; }},
      {"revoked dkim", "dkim", Health::warn, [](SenderRecords* r) { r->dkim = {"v=DKIM1; p="}; }},
      {"no mx", "mx", Health::fail, [](SenderRecords* r) { r->mx = {}; }},
      {"null mx", "mx", Health::fail, [](SenderRecords* r) { r->mx = {""}; }},
  };
  for (const Row& row : rows) {
    SenderRecords records = good();
    row.change(&records);
    EXPECT_EQ(of(records, row.about), row.health) << row.name;
  }
}

}  // namespace
}  // namespace sa
