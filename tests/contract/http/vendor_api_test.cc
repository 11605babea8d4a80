// Calls to a vendor, against a server that misbehaves by script.
#include "connectors/http/vendor_api.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/contract/raw_server.h"
#include "tests/fakes/timer.h"

namespace sa {
namespace {

using test::RawServer;
using Kind = VendorAnswer::Kind;
using Then = RawServer::Then;

/// A token that is another one after each refusal.
class CountingToken final : public TokenSource {
 public:
  Task<Result<std::string>> bearer() override { co_return "token-" + std::to_string(number); }
  Task<Unit> reject(std::string) override {
    ++number;
    co_return Unit{};
  }
  int number = 1;
};

struct VendorApiTest : ::testing::Test {
  SetClock clock{parse_rfc3339("2026-11-22T10:00:00Z").value()};
  SeededRandom random{1};
  test::FakeTimer timer{clock};
  HttpClient http{{}};
  std::shared_ptr<CountingToken> token = std::make_shared<CountingToken>();
  VendorApi::Options options{.provider = "toy", .title = "Toy", .base_url = "", .whole_ms = 2000};

  VendorApi api(const std::string& url) {
    options.base_url = url;
    return VendorApi(options, {http, clock, timer, random}, token);
  }
  static VendorRequest post(bool is_repeatable) {
    VendorRequest request;
    request.method = "POST";
    request.path = "/things";
    request.body = "{\"a\":1}";
    request.is_repeatable = is_repeatable;
    return request;
  }
};

TEST_F(VendorApiTest, AnAnswerIsGivenAsItIs) {
  RawServer server({RawServer::answer("200 OK", R"({"id":"7"})", "X-Quota: 3\r\n")});
  VendorApi toy = api(server.url());
  const VendorAnswer answer = sync_wait(toy.call(post(false)));
  EXPECT_TRUE(answer.ok());
  EXPECT_EQ(answer.json.at("id").as_string(), "7");
  const auto requests = server.requests();
  ASSERT_EQ(requests.size(), 1U);
  EXPECT_THAT(requests[0], ::testing::StartsWith("POST /things HTTP/1.1\r\n"));
  EXPECT_THAT(requests[0], ::testing::HasSubstr("Authorization: Bearer token-1\r\n"));
  EXPECT_THAT(requests[0], ::testing::EndsWith("\r\n\r\n{\"a\":1}"));
}

struct Fault {
  const char* name;
  std::vector<RawServer::Step> steps;
  bool is_repeatable;
  Kind kind;
  int status;
  std::size_t requests;
};

TEST_F(VendorApiTest, OnlyWhatDoesNoHarmIsRepeated) {
  const RawServer::Step good = RawServer::answer("200 OK");
  const RawServer::Step dropped{"", Then::close};
  const RawServer::Step cut{"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{", Then::close};
  const RawServer::Step fault = RawServer::answer("500 Oops");
  const RawServer::Step slow_down = RawServer::answer("429 Too Many", "{}", "Retry-After: 2\r\n");
  const Fault rows[] = {
      {"dropped, harmless", {dropped, good}, true, Kind::answered, 200, 2},
      {"dropped, harmful", {dropped, good}, false, Kind::lost, 0, 1},
      {"cut off, harmful", {cut, good}, false, Kind::lost, 0, 1},
      {"500, harmless", {fault, fault, good}, true, Kind::answered, 200, 3},
      {"500 for good", {fault, fault, fault, good}, true, Kind::answered, 500, 3},
      {"500, harmful", {fault, good}, false, Kind::answered, 500, 1},
      {"too fast, harmful", {slow_down, good}, false, Kind::answered, 200, 2},
      {"refused", {RawServer::answer("400 Bad"), good}, true, Kind::answered, 400, 1},
      {"held still, harmful", {{"", Then::hold}}, false, Kind::lost, 0, 1},
      {"slow loris, harmful", {{"HTTP/1.1 200 OK\r\nContent-Le", Then::hold}}, false, Kind::lost, 0, 1},
  };
  options.first_byte_ms = options.whole_ms = 300;
  for (const Fault& row : rows) {
    SCOPED_TRACE(row.name);
    RawServer server(row.steps);
    VendorApi toy = api(server.url());
    const VendorAnswer answer = sync_wait(toy.call(post(row.is_repeatable)));
    EXPECT_EQ(answer.kind, row.kind);
    EXPECT_EQ(answer.status, row.status);
    EXPECT_EQ(server.requests().size(), row.requests);
    EXPECT_EQ(answer.failure.empty(), row.kind == Kind::answered) << answer.failure;
  }
}

TEST_F(VendorApiTest, WhatWasNeverReachedDidNothing) {
  std::string url;
  {
    RawServer gone({});
    url = gone.url();
  }
  VendorApi toy = api(url);
  const VendorAnswer answer = sync_wait(toy.call(post(false)));
  EXPECT_EQ(answer.kind, Kind::unsent);
  EXPECT_EQ(timer.waits.size(), 2U);  // three tries
  EXPECT_EQ(toy.error_of(answer).code, ErrorCode::unavailable);
}

TEST_F(VendorApiTest, ARetryAfterIsHonoured) {
  RawServer server(
      {RawServer::answer("429 Too Many", "{}", "Retry-After: 7\r\n"), RawServer::answer("200 OK")});
  VendorApi toy = api(server.url());
  EXPECT_TRUE(sync_wait(toy.call(post(false))).ok());
  ASSERT_FALSE(timer.waits.empty());
  EXPECT_GE(timer.waits.front(), 7000);
}

TEST_F(VendorApiTest, issue_a_retry_after_may_be_a_date) {
  RawServer server({RawServer::answer("503 Later", "{}",
                                      "Date: Sun, 22 Nov 2026 09:00:00 GMT\r\n"
                                      "Retry-After: Sun, 22 Nov 2026 09:00:08 GMT\r\n"),
                    RawServer::answer("200 OK")});
  VendorApi toy = api(server.url());
  EXPECT_TRUE(sync_wait(toy.call(post(true))).ok());
  ASSERT_FALSE(timer.waits.empty());
  EXPECT_GE(timer.waits.front(), 8000) << "by the clock that said it";
  EXPECT_LE(timer.waits.front(), 10'000);
}

TEST_F(VendorApiTest, issue_an_absurd_pause_holds_the_other_calls_back_for_an_hour_at_most) {
  RawServer server({RawServer::answer("429 Too Many", "{}", "Retry-After: 9999999\r\n"),
                    RawServer::answer("200 OK"), RawServer::answer("200 OK")});
  VendorApi toy = api(server.url());
  EXPECT_EQ(sync_wait(toy.call(post(false))).retry_after_s, 3600);
  const VendorAnswer held = sync_wait(toy.call(post(false)));
  EXPECT_EQ(held.kind, Kind::unsent);
  EXPECT_LE(held.retry_after_s, 3600);
  clock.advance(kHourMs);
  EXPECT_TRUE(sync_wait(toy.call(post(false))).ok());
}

TEST_F(VendorApiTest, issue_a_clock_that_is_set_back_shuts_nobody_out) {
  std::vector<RawServer::Step> steps(5, RawServer::answer("500 Oops"));
  for (int i = 0; i < 2; ++i) steps.push_back(RawServer::answer("200 OK"));
  RawServer server(steps);
  VendorApi toy = api(server.url());
  for (int i = 0; i < 5; ++i) sync_wait(toy.call(post(false)));
  EXPECT_EQ(toy.state().breaker, BreakerPosition::open);
  clock.advance(-kDayMs);
  EXPECT_TRUE(sync_wait(toy.call(post(false))).ok());
}

TEST_F(VendorApiTest, AnExpiredTokenIsRenewedOnce) {
  RawServer server({RawServer::answer("401 No"), RawServer::answer("200 OK")});
  VendorApi toy = api(server.url());
  EXPECT_TRUE(sync_wait(toy.call(post(false))).ok());
  EXPECT_EQ(token->number, 2);
  RawServer stubborn({RawServer::answer("401 No"), RawServer::answer("401 No"), RawServer::answer("200 OK")});
  VendorApi closed = api(stubborn.url());
  const VendorAnswer answer = sync_wait(closed.call(post(false)));
  EXPECT_EQ(answer.status, 401);
  EXPECT_EQ(closed.error_of(answer).code, ErrorCode::unauthenticated);
  EXPECT_EQ(stubborn.requests().size(), 2U);
}

TEST_F(VendorApiTest, AfterFiveFailuresCallsWaitAMinute) {
  options.retry.attempts = 1;
  std::vector<RawServer::Step> steps(6, RawServer::answer("500 Oops"));
  steps.push_back(RawServer::answer("200 OK"));
  RawServer server(steps);
  VendorApi toy = api(server.url());
  for (int i = 0; i < 5; ++i) EXPECT_EQ(sync_wait(toy.call(post(true))).status, 500);
  EXPECT_EQ(toy.state().breaker, BreakerPosition::open);
  const VendorAnswer held = sync_wait(toy.call(post(true)));
  EXPECT_EQ(held.kind, Kind::unsent);
  EXPECT_EQ(held.retry_after_s, 60);
  EXPECT_EQ(server.requests().size(), 5U);
  clock.advance(60 * kSecondMs);
  EXPECT_EQ(sync_wait(toy.call(post(true))).status, 500);  // the probe fails: another minute
  EXPECT_EQ(sync_wait(toy.call(post(true))).kind, Kind::unsent);
  clock.advance(60 * kSecondMs);
  EXPECT_TRUE(sync_wait(toy.call(post(true))).ok());
  EXPECT_EQ(toy.state().breaker, BreakerPosition::closed);
}

/// 130 seconds in which all is too much, and nobody says for how long. The least that can be known: five, and one a minute.
TEST_F(VendorApiTest, issue_too_fast_without_a_time_opens_the_breaker) {
  RawServer server(std::vector<RawServer::Step>(200, RawServer::answer("429 Too Many")));
  VendorApi toy = api(server.url());
  for (const Instant end = clock.now() + 130 * kSecondMs; clock.now() < end; clock.advance(kSecondMs))
    EXPECT_NE(sync_wait(toy.call(post(false))).kind, Kind::lost);
  constexpr std::size_t kIdeal = 5 + 2;
  EXPECT_LE(server.requests().size() * 10, kIdeal * 11);
  EXPECT_EQ(toy.state().breaker, BreakerPosition::open);
}

TEST_F(VendorApiTest, issue_after_a_pause_one_call_tries_for_all) {
  options.retry.attempts = 1;
  options.longest_wait_ms = 20 * kSecondMs;
  const RawServer::Step slow_down = RawServer::answer("429 Too Many", "{}", "Retry-After: 10\r\n");
  RawServer server(std::vector<RawServer::Step>(50, slow_down));
  VendorApi toy = api(server.url());
  EXPECT_EQ(sync_wait(toy.call(post(false))).status, 429);
  for (int round = 1; round <= 4; ++round) {
    std::vector<Task<VendorAnswer>> waiting;
    for (int i = 0; i < 14; ++i) waiting.push_back(toy.call(post(false)));
    for (const VendorAnswer& answer : sync_wait_all(std::move(waiting))) EXPECT_TRUE(answer.is_rate_limited);
    clock.advance(10 * kSecondMs);
    EXPECT_LE(server.requests().size(), 1U + 3U * static_cast<std::size_t>(round));
  }
}

TEST_F(VendorApiTest, issue_a_person_and_a_new_sign_in_end_a_pause) {
  options.retry.attempts = 1;
  const RawServer::Step day = RawServer::answer("429 Too Many", "{}", "Retry-After: 86400\r\n");
  RawServer server({day, day, day, RawServer::answer("200 OK")});
  VendorApi toy = api(server.url());
  sync_wait(toy.call(post(false)));
  const VendorAnswer held = sync_wait(toy.call(post(false)));
  EXPECT_EQ(held.kind, Kind::unsent);
  EXPECT_THAT(held.failure, ::testing::HasSubstr("until 2026-11-22T11:00:00Z"));
  EXPECT_THAT(toy.error_of(held).message, ::testing::HasSubstr("until 2026-11-22T11:00:00Z"));
  toy.end_pause(false);
  EXPECT_EQ(sync_wait(toy.call(post(false))).status, 429) << "a person wants it tried";
  toy.end_pause(false);
  EXPECT_EQ(sync_wait(toy.call(post(false))).kind, Kind::unsent) << "once a minute, however often they press";
  clock.advance(kMinuteMs);
  toy.end_pause(false);
  EXPECT_EQ(sync_wait(toy.call(post(false))).status, 429);
  toy.end_pause(true);
  EXPECT_TRUE(sync_wait(toy.call(post(false))).ok());
}

TEST_F(VendorApiTest, AnAnswerThatWasUnderWayEndsNoPause) {
  Breaker breaker({});
  const Instant now = clock.now();
  breaker.note_failure(now, 30 * kSecondMs);
  breaker.note_success();
  EXPECT_FALSE(breaker.admits(now + kSecondMs));
  EXPECT_TRUE(breaker.admits(now + 30 * kSecondMs));
  EXPECT_FALSE(breaker.admits(now + 30 * kSecondMs)) << "one tries";
  breaker.note_success();
  EXPECT_TRUE(breaker.admits(now + 30 * kSecondMs));
  EXPECT_TRUE(breaker.admits(now + 30 * kSecondMs));
}

TEST_F(VendorApiTest, NothingIsSentAfterTheDeadline) {
  RawServer server({RawServer::answer("200 OK")});
  VendorApi toy = api(server.url());
  VendorRequest late = post(false);
  late.deadline = clock.now() - 1;
  EXPECT_EQ(sync_wait(toy.call(late)).kind, Kind::unsent);
  EXPECT_TRUE(server.requests().empty());
}

TEST_F(VendorApiTest, AnAnswerOfAnySizeIsBounded) {
  RawServer server(
      {{"HTTP/1.1 200 OK\r\nContent-Length: 40000000\r\n\r\n" + std::string(34 << 20, 'x'), Then::close}});
  VendorApi toy = api(server.url());
  const VendorAnswer answer = sync_wait(toy.call(post(false)));
  EXPECT_EQ(answer.kind, Kind::lost);
  EXPECT_THAT(answer.failure, ::testing::HasSubstr("larger than 32 MB"));
}

TEST_F(VendorApiTest, issue_an_answer_that_is_too_large_is_asked_for_once_and_is_no_failure) {
  const RawServer::Step large{
      "HTTP/1.1 200 OK\r\nContent-Length: 40000000\r\n\r\n" + std::string(34 << 20, 'x'), Then::close};
  RawServer server({large, RawServer::answer("200 OK")});
  options.breaker.failures = 1;
  VendorApi toy = api(server.url());
  EXPECT_TRUE(sync_wait(toy.call({.path = "/large"})).is_too_large);
  EXPECT_EQ(server.requests().size(), 1u);
  EXPECT_EQ(toy.state().failures, 0);
  EXPECT_TRUE(sync_wait(toy.call({.path = "/small"})).ok()) << "the breaker stays closed";
}

TEST_F(VendorApiTest, TheVendorsOwnWordsStayOutOfTheError) {
  RawServer server(
      {RawServer::answer("400 Bad", R"({"error":{"message":"Dear Ana","status":"INVALID_ARGUMENT"}})")});
  VendorApi toy = api(server.url());
  const VendorAnswer answer = sync_wait(toy.call(post(true)));
  const Error error = toy.error_of(answer);
  EXPECT_THAT(error.message + error.cause, ::testing::HasSubstr("INVALID_ARGUMENT"));
  EXPECT_THAT(error.message + error.cause, ::testing::Not(::testing::HasSubstr("Ana")));
}

TEST(TokenBucketTest, NoWindowOfAPeriodHoldsMoreThanItsUnits) {
  TokenBucket bucket({.units = 100, .period_ms = 1000});
  Instant now = parse_rfc3339("2026-11-22T10:00:00Z").value();
  std::vector<Instant> taken;  // 5 units each, as soon as they may be had
  for (int i = 0; i < 200; ++i) {
    now = now + bucket.take(5, now);
    taken.push_back(now);
    if (i == 100) now = now + 5000;  // what was saved up meanwhile
  }
  for (std::size_t i = 0; i + 20 < taken.size(); ++i)
    EXPECT_GT(taken[i + 20] - taken[i], 1000) << "21 calls of 5 units within a second, from call " << i;
}

TEST(TokenBucketTest, MoreThanThereIsIsHadOnCredit) {
  TokenBucket bucket({.units = 100, .period_ms = 1000});
  const Instant now = parse_rfc3339("2026-11-22T10:00:00Z").value();
  EXPECT_EQ(bucket.take(25, now), 0);
  EXPECT_EQ(bucket.take(75, now), 1000);
  EXPECT_EQ(bucket.left(now), -75);
  EXPECT_EQ(bucket.take(1, now + 10'000), 0);
  EXPECT_EQ(bucket.left(now + 10'000), 24);
}

TEST(BackoffTest, ThePauseIsARandomPartOfASpanThatDoubles) {
  SeededRandom random(7);
  const RetryPolicy policy;
  for (const auto& [attempt, longest] : {std::pair{2, 1000}, {3, 2000}, {4, 4000}, {20, 60000}}) {
    std::int64_t highest = 0;
    for (int i = 0; i < 200; ++i) {
      const std::int64_t pause = backoff_ms(policy, attempt, random);
      EXPECT_GE(pause, 0);
      EXPECT_LE(pause, longest);
      highest = std::max(highest, pause);
    }
    EXPECT_GT(highest, longest * 9 / 10);
  }
}

}  // namespace
}  // namespace sa
