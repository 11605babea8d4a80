#include "core/usage/slot.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace sa {
namespace {

Instant second(std::int64_t at) {
  return Instant{at * kSecondMs};
}

std::vector<Instant> seconds(std::initializer_list<std::int64_t> list) {
  std::vector<Instant> made;
  for (const std::int64_t at : list) made.push_back(second(at));
  return made;
}

Rate rate_of(std::int64_t most, std::int64_t window_s, const std::vector<Instant>& taken) {
  return {"rate", window_s * kSecondMs, [most](Instant) { return most; }, taken};
}

/// The definition, by counting: no window that begins at a mail holds more than `most`.
bool keeps(std::vector<Instant> taken, Instant at, std::int64_t most, std::int64_t window_ms) {
  taken.push_back(at);
  for (const Instant first : taken) {
    const auto inside =
        std::ranges::count_if(taken, [&](Instant each) { return each >= first && each - first < window_ms; });
    if (inside > most) return false;
  }
  return true;
}

std::optional<Instant> open_always(Instant at) {
  return at;
}

TEST(Slot, APlaceIsTheFirstThatOverfillsNoWindow) {
  std::mt19937 random(7);
  for (int round = 0; round < 3000; ++round) {
    const std::int64_t most = 1 + static_cast<std::int64_t>(random() % 4);
    const std::int64_t window_s = 1 + static_cast<std::int64_t>(random() % 20);
    std::vector<Instant> taken;
    // Only what a rate allowed is taken.
    for (int i = 0; i < 12; ++i) {
      const Instant at = second(static_cast<std::int64_t>(random() % 60));
      if (keeps(taken, at, most, window_s * kSecondMs)) taken.push_back(at);
    }
    std::ranges::sort(taken);
    const std::int64_t from = static_cast<std::int64_t>(random() % 60);
    std::int64_t expected = from;
    while (!keeps(taken, second(expected), most, window_s * kSecondMs)) ++expected;
    EXPECT_EQ(first_place(rate_of(most, window_s, taken), second(from)), second(expected)) << round;
  }
}

TEST(Slot, AMailThatIsJustAWindowAwayIsInAnother) {
  const auto taken = seconds({100});
  EXPECT_EQ(first_place(rate_of(1, 60, taken), second(160)), second(160));
  EXPECT_EQ(first_place(rate_of(1, 60, taken), second(159)), second(160));
  EXPECT_EQ(first_place(rate_of(1, 60, taken), second(40)), second(40));
  EXPECT_EQ(first_place(rate_of(1, 60, taken), second(41)), second(160));
}

TEST(Slot, ALimitOfZeroHasNoPlace) {
  EXPECT_EQ(first_place(rate_of(0, 60, {}), second(0)), std::nullopt);
}

TEST(Slot, AGrowingLimitIsTheOneOfItsDay) {
  const auto taken = seconds({0, 10});
  Rate rate = rate_of(2, 100, taken);
  rate.most = [](Instant at) { return at < second(50) ? 2 : 3; };
  EXPECT_EQ(first_place(rate, second(20)), second(100));
  EXPECT_EQ(first_place(rate, second(60)), second(60));
}

TEST(Slot, AllRatesAndTheHoursAgree) {
  const auto box = seconds({0, 60, 120});
  const auto person = seconds({100});
  const std::vector<Rate> rates{rate_of(1, 60, box), rate_of(1, 150, person)};
  // Open in the second half of each 200 seconds.
  const auto opens = [](Instant at) -> std::optional<Instant> {
    const std::int64_t s = at.ms / kSecondMs;
    return s % 200 >= 100 ? at : second(s / 200 * 200 + 100);
  };
  const auto slot = first_slot(rates, opens, second(10), second(10'000));
  ASSERT_TRUE(slot);
  EXPECT_EQ(slot->at, second(300));
}

TEST(Slot, TheRateThatDecidedLastIsNamed) {
  const auto box = seconds({0});
  std::vector<Rate> rates{rate_of(1, 60, box)};
  rates[0].rule = "mailbox.gap";
  EXPECT_EQ(first_slot(rates, open_always, second(30), second(100))->rule, "mailbox.gap");
  EXPECT_EQ(first_slot(rates, open_always, second(60), second(100))->rule, "");
}

TEST(Slot, AnInstantThatIsFreeIsTakenAsItIs) {
  EXPECT_EQ(first_slot({}, open_always, Instant{1234}, second(100))->at, Instant{1234});
}

TEST(Slot, WhatNobodyKnowsTheEndOfHasNoSlot) {
  const auto never = [](Instant) { return std::optional<Instant>(); };
  EXPECT_FALSE(first_slot({}, never, second(0), second(100)));
}

TEST(Slot, ThereIsNoneFromTheEndOn) {
  const auto box = seconds({50});
  const std::vector<Rate> rates{rate_of(1, 60, box)};
  EXPECT_FALSE(first_slot(rates, open_always, second(40), second(110)));
  EXPECT_TRUE(first_slot(rates, open_always, second(40), second(111)));
}

}  // namespace
}  // namespace sa
