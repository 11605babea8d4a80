// The keys that a "do not write" is known by.
#include "core/contact/suppression.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sa {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(SuppressionTest, ADomainIsCoveredByItselfAndByThoseAboveItButNotByATopLevel) {
  EXPECT_THAT(covering_domains("a.mail.acme.example"),
              ElementsAre("a.mail.acme.example", "mail.acme.example", "acme.example"));
  EXPECT_THAT(covering_domains("acme.example"), ElementsAre("acme.example"));
  EXPECT_THAT(covering_domains("example"), IsEmpty());
  EXPECT_THAT(covering_domains(""), IsEmpty());
}

TEST(SuppressionTest, AHashIsThatOfOnePersonUnderOnePepper) {
  const std::string ada = key_hash("pepper", "ada@acme.example");
  EXPECT_EQ(ada.size(), 64u);
  EXPECT_EQ(ada, key_hash("pepper", "ada@acme.example"));
  EXPECT_NE(ada, key_hash("pepper", "bob@acme.example"));
  EXPECT_NE(ada, key_hash("other pepper", "ada@acme.example"));
  EXPECT_EQ(ada.find("ada"), std::string::npos);
}

TEST(SuppressionTest, ADomainsHashIsNoPersons) {
  EXPECT_NE(domain_hash("pepper", "acme.example"), key_hash("pepper", "acme.example"));
  EXPECT_NE(domain_hash("pepper", "acme.example"), domain_hash("pepper", "mail.acme.example"));
}

TEST(SuppressionTest, WhatSomebodySaidThemselvesEndsByTheirWordOnly) {
  EXPECT_TRUE(is_opt_out(SuppressionReason::unsubscribe));
  EXPECT_TRUE(is_opt_out(SuppressionReason::objection));
  EXPECT_TRUE(is_opt_out(SuppressionReason::complaint));
  EXPECT_FALSE(is_opt_out(SuppressionReason::hard_bounce));
  EXPECT_FALSE(is_opt_out(SuppressionReason::manual));
}

}  // namespace
}  // namespace sa
