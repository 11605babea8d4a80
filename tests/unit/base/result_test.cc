#include "base/result.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "base/async/task.h"

namespace sa {
namespace {

Result<int> half(int number) {
  if (number % 2 != 0) return invalid_field("number", "must be even");
  return number / 2;
}

Result<std::string> quarter(int number) {
  TRY(const int first, half(number));
  TRY(const int second, half(first));
  return std::to_string(second);
}

Result<Unit> check(int number) {
  TRY_OK(half(number));
  return ok();
}

TEST(Result, HoldsAValueOrAnError) {
  EXPECT_EQ(*half(4), 2);
  const auto wrong = half(3);
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().code, ErrorCode::invalid);
  EXPECT_EQ(wrong.error().message, "must be even");
  ASSERT_EQ(wrong.error().fields.size(), 1u);
  EXPECT_EQ(wrong.error().fields[0].path, "number");
}

TEST(Result, TryLeavesWithTheErrorUnchanged) {
  EXPECT_EQ(*quarter(8), "2");
  EXPECT_EQ(quarter(6).error().fields[0].path, "number");
  EXPECT_TRUE(check(2));
  EXPECT_FALSE(check(1));
}

TEST(Result, MovesWhatCannotBeCopied) {
  Result<std::unique_ptr<int>> made = std::make_unique<int>(7);
  ASSERT_TRUE(made);
  const std::unique_ptr<int> taken = *std::move(made);
  EXPECT_EQ(*taken, 7);
}

TEST(Result, TakesWhatConvertsToItsValue) {
  const Result<std::int64_t> number = 5;
  const Result<std::string> text = "five";
  EXPECT_EQ(*number, 5);
  EXPECT_EQ(*text, "five");
}

TEST(Result, ReadingWhatIsNotThereIsABrokenInvariant) {
  EXPECT_THROW((void)*half(3), std::bad_variant_access);
  EXPECT_THROW((void)half(2).error(), std::bad_variant_access);
}

Task<Result<int>> later(int number) {
  co_return half(number);
}
Task<Result<int>> twice(int number) {
  CO_TRY(const int first, co_await later(number));
  CO_TRY_OK(co_await later(first));
  CO_TRY(const int second, co_await later(first));
  co_return second;
}

TEST(Result, CoTryLeavesACoroutineWithTheError) {
  EXPECT_EQ(*sync_wait(twice(8)), 2);
  EXPECT_EQ(sync_wait(twice(3)).error().message, "must be even");
  EXPECT_EQ(sync_wait(twice(6)).error().message, "must be even");
}

TEST(Error, CarriesWhatItsCodeNeeds) {
  EXPECT_EQ(limited("too many", 30).retry_after_s, 30);
  EXPECT_EQ(unavailable("down").with_retry_after(5).retry_after_s, 5);
  const Error error = conflict("blocked").with_details("reasons", boost::json::array{"r1"});
  EXPECT_EQ(error.code, ErrorCode::conflict);
  EXPECT_EQ(error.details.at("reasons").as_array().size(), 1u);
}

}  // namespace
}  // namespace sa
