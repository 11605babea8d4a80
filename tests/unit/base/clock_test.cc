#include "base/clock.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <vector>

namespace sa {
namespace {

TEST(Clock, ASetClockStandsStillUntilItIsTold) {
  SetClock clock(*parse_rfc3339("2026-11-22T10:31:00Z"));
  EXPECT_EQ(clock.now(), clock.now());
  clock.advance(1500);
  EXPECT_EQ(format_rfc3339(clock.now()), "2026-11-22T10:31:01.500Z");
  clock.set({0});
  EXPECT_EQ(clock.now().ms, 0);
}

TEST(Clock, TheSystemClockIsInOurCentury) {
  const Instant now = system_clock().now();
  EXPECT_GT(now, *parse_rfc3339("2020-01-01T00:00:00Z"));
  EXPECT_LT(now, *parse_rfc3339("2100-01-01T00:00:00Z"));
}

class FileClockTest : public ::testing::Test {
 protected:
  void TearDown() override { std::filesystem::remove(path_); }
  void write(const std::string& text) { std::ofstream(path_, std::ios::trunc) << text; }
  std::string path_ =
      (std::filesystem::temp_directory_path() / ("sa-clock-" + random_hex(system_random(), 6))).string();
  SetClock machine_{*parse_rfc3339("2026-11-22T10:00:00Z")};
  FileClock clock_{machine_};
};

TEST_F(FileClockTest, WithoutAFileItIsTheMachinesTime) {
  EXPECT_FALSE(clock_.is_followed());
  machine_.advance(5);
  EXPECT_EQ(clock_.now(), machine_.now());
}

TEST_F(FileClockTest, ItStandsStillUntilTheFileSaysALaterTime) {
  write("2027-03-01T09:00:00Z\n");
  ASSERT_TRUE(clock_.follow(path_));
  EXPECT_TRUE(clock_.take_moved());
  machine_.advance(kDayMs);
  EXPECT_EQ(format_rfc3339(clock_.now()), "2027-03-01T09:00:00Z");
  EXPECT_FALSE(clock_.take_moved());
  write("2027-03-02T09:00:00Z\n");
  machine_.advance(999);
  EXPECT_EQ(format_rfc3339(clock_.now()), "2027-03-01T09:00:00Z") << "it looks once a second";
  machine_.advance(1);
  EXPECT_EQ(format_rfc3339(clock_.now()), "2027-03-02T09:00:00Z");
  EXPECT_TRUE(clock_.take_moved());
}

TEST_F(FileClockTest, ALookNeedsNoSecondAndTimeNeverGoesBack) {
  write("2027-03-02T09:00:00Z");
  ASSERT_TRUE(clock_.follow(path_));
  write("2027-03-03T09:00:00Z\r\n");
  ASSERT_TRUE(clock_.look());
  EXPECT_EQ(format_rfc3339(clock_.now()), "2027-03-03T09:00:00Z");
  write("2027-01-01T00:00:00Z");
  ASSERT_TRUE(clock_.look());
  EXPECT_EQ(format_rfc3339(clock_.now()), "2027-03-03T09:00:00Z");
}

TEST_F(FileClockTest, AFileWithoutAnInstantChangesNothingAndIsTold) {
  EXPECT_FALSE(clock_.follow(path_)) << "there is no file";
  write("2027-03-02T09:00:00Z");
  ASSERT_TRUE(clock_.follow(path_));
  for (const char* text : {"", "tomorrow", "2027-03-04"}) {
    write(text);
    const auto looked = clock_.look();
    ASSERT_FALSE(looked) << text;
    EXPECT_NE(looked.error().message.find("CLOCK_FILE"), std::string::npos);
    EXPECT_EQ(format_rfc3339(clock_.now()), "2027-03-02T09:00:00Z");
  }
}

TEST(Random, TheSameSeedGivesTheSameBytes) {
  SeededRandom one(7), same(7), other(8);
  const std::string first = random_hex(one, 32);
  EXPECT_EQ(first, random_hex(same, 32));
  EXPECT_NE(first, random_hex(other, 32));
  EXPECT_NE(first, random_hex(one, 32)) << "the next bytes are others";
}

TEST(Random, HexHasTwoLowerCaseDigitsAByte) {
  for (const std::size_t bytes : {0u, 1u, 16u, 33u}) {
    const std::string text = random_hex(system_random(), bytes);
    EXPECT_EQ(text.size(), bytes * 2);
    EXPECT_EQ(text.find_first_not_of("0123456789abcdef"), std::string::npos);
  }
  EXPECT_NE(random_hex(system_random(), 16), random_hex(system_random(), 16));
}

TEST(NewId, IsAUuidOfVersionSeven) {
  SetClock clock(Instant{0x0123456789ab});
  SeededRandom random(1);
  for (int i = 0; i < 1000; ++i) {
    const std::string id = new_id(clock, random);
    ASSERT_EQ(id.size(), 36u);
    EXPECT_EQ(id.substr(0, 15), "01234567-89ab-7") << "time, then the version";
    EXPECT_NE(std::string("89ab").find(id[19]), std::string::npos) << "variant in " << id;
    for (const std::size_t dash : {8u, 13u, 18u, 23u}) EXPECT_EQ(id[dash], '-');
    EXPECT_EQ(id.find_first_not_of("0123456789abcdef-"), std::string::npos);
  }
}

TEST(NewId, LaterIdsSortLater) {
  SetClock clock(*parse_rfc3339("2026-11-22T10:31:00Z"));
  SeededRandom random(2);
  std::vector<std::string> ids;
  for (int i = 0; i < 2000; ++i) {
    ids.push_back(new_id(clock, random));
    clock.advance(1 + i * 37);
  }
  EXPECT_TRUE(std::is_sorted(ids.begin(), ids.end()));
}

TEST(NewId, IdsOfOneMillisecondAreDifferent) {
  SetClock clock(Instant{1});
  std::set<std::string> ids;
  for (int i = 0; i < 10000; ++i) ids.insert(new_id(clock, system_random()));
  EXPECT_EQ(ids.size(), 10000u);
}

}  // namespace
}  // namespace sa
