// Quotas: when a place is free again, and what a person is told is left.
#include "core/usage/quota.h"

#include <gtest/gtest.h>

namespace sa {
namespace {

constexpr QuotaLimits kLimits{20, 2};
constexpr Instant kAt{1'780'000'000'000};

TEST(QuotaTest, APlaceIsFreeWhenTheMailThatFilledItLeavesItsWindow) {
  EXPECT_FALSE(mailbox_free_at({19, kAt, 0, {}}, kLimits));
  EXPECT_EQ(mailbox_free_at({20, kAt, 0, {}}, kLimits), kAt + kDayMs);
  EXPECT_EQ(mailbox_free_at({25, kAt, 0, {}}, kLimits), kAt + kDayMs);
  EXPECT_FALSE(contact_free_at({25, kAt, 1, kAt}, kLimits)) << "the mailbox's mail is not the contact's";
  EXPECT_EQ(contact_free_at({0, {}, 2, kAt}, kLimits), kAt + 7 * kDayMs);
}

TEST(QuotaTest, WhatIsLeftIsNeverLessThanNothing) {
  const Quota over = remaining("ada@example.com", {25, kAt, 3, kAt}, kLimits);
  EXPECT_EQ(over.contact_email, "ada@example.com");
  EXPECT_EQ(over.remaining_today, 0);
  EXPECT_EQ(over.remaining_this_week, 0);
  EXPECT_EQ(over.remaining_for_contact, 0);
  const Quota fresh = remaining("ada@example.com", {5, {}, 1, {}}, kLimits);
  EXPECT_EQ(fresh.remaining_today, 15);
  EXPECT_EQ(fresh.remaining_this_week, 1);
  EXPECT_EQ(fresh.remaining_for_contact, 1);
  EXPECT_FALSE(fresh.resets_at);
}

TEST(QuotaTest, BothQuotasMustHaveAPlace) {
  const Instant earlier = kAt - 3 * kHourMs;
  EXPECT_EQ(remaining("a", {20, earlier, 0, {}}, kLimits).resets_at, earlier + kDayMs);
  EXPECT_EQ(remaining("a", {0, {}, 2, earlier}, kLimits).resets_at, earlier + 7 * kDayMs);
  EXPECT_EQ(remaining("a", {20, kAt, 2, kAt - 6 * kDayMs - kHourMs}, kLimits).resets_at, kAt + kDayMs)
      << "the contact's place is free an hour before the mailbox's";
  EXPECT_EQ(remaining("a", {20, earlier, 2, kAt}, kLimits).resets_at, kAt + 7 * kDayMs);
}

}  // namespace
}  // namespace sa
