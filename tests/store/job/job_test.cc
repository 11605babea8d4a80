// Jobs on both engines: one living job of a kind and key, leases that only their holder can end, two lanes.
#include "store/job/job.h"

#include "tests/store/store_test.h"

namespace sa {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class JobTest : public test::StoreTest {
 protected:
  Job job(const std::string& kind, const std::string& key, Instant run_at = kNow, bool urgent = false) {
    Job made;
    made.job_id = kind + "/" + key + "/" + std::to_string(++made_);
    made.kind = kind;
    made.key = key;
    made.payload = {{"key", key}};
    made.run_at = run_at;
    made.created_at = kNow;
    made.trace_id = "trace";
    made.urgent = urgent;
    return made;
  }
  void enqueue(const Job& job) {
    write([&](Tx& tx) { return enqueue_job(tx, job); });
  }
  std::vector<Job> claim(const std::string& worker, Instant now, std::int64_t limit = 10,
                         bool urgent = false) {
    return write([&](Tx& tx) { return claim_jobs(tx, worker, now, now + kMinuteMs, limit, urgent); });
  }
  static std::vector<std::string> keys(const std::vector<Job>& jobs) {
    std::vector<std::string> all;
    for (const Job& job : jobs) all.push_back(job.key);
    std::ranges::sort(all);
    return all;
  }

 private:
  int made_ = 0;
};
INSTANTIATE_ENGINES(JobTest);

TEST_P(JobTest, ASecondWishForTheSameThingIsTheSameJob) {
  enqueue(job("sync", "a"));
  enqueue(job("sync", "a", kNow + kMinuteMs));
  enqueue(job("sync", "b"));
  enqueue(job("send", "a"));
  const auto counts = read([](ReadTx& tx) { return count_jobs(tx); });
  ASSERT_THAT(counts, SizeIs(2));
  EXPECT_EQ(counts[0].kind, "send");
  EXPECT_EQ(counts[0].jobs, 1);
  EXPECT_EQ(counts[1].jobs, 2);
  EXPECT_EQ(read([](ReadTx& tx) { return next_job_at(tx, false); }), kNow) << "the first wish stands";
}

TEST_P(JobTest, AClaimedJobComesBackAsItWas) {
  const Job wished = job("sync", "größe \" '");
  enqueue(wished);
  const auto claimed = claim("w1", kNow);
  ASSERT_THAT(claimed, SizeIs(1));
  EXPECT_EQ(claimed[0].payload, wished.payload);
  EXPECT_EQ(claimed[0].state, JobState::RUNNING);
  EXPECT_EQ(claimed[0].attempts, 1);
  EXPECT_EQ(claimed[0].leased_by, "w1");
  EXPECT_EQ(claimed[0].leased_until, kNow + kMinuteMs);
  EXPECT_EQ(claimed[0].trace_id, "trace");
}

TEST_P(JobTest, OnlyWhatIsDueIsClaimedOldestFirstAndUpToTheLimit) {
  enqueue(job("k", "third", kNow));
  enqueue(job("k", "first", kNow - 2));
  enqueue(job("k", "second", kNow - 1));
  enqueue(job("k", "later", kNow + 1));
  EXPECT_THAT(keys(claim("w", kNow, 2)), ElementsAre("first", "second"));
  EXPECT_THAT(keys(claim("w", kNow, 2)), ElementsAre("third"));
  EXPECT_THAT(claim("w", kNow), IsEmpty());
  EXPECT_THAT(keys(claim("w", kNow + 1)), ElementsAre("later"));
}

TEST_P(JobTest, TheLanesDoNotMix) {
  enqueue(job("send", "urgent", kNow, true));
  enqueue(job("analyze", "other", kNow + 5));
  EXPECT_EQ(read([](ReadTx& tx) { return next_job_at(tx, true); }), kNow);
  EXPECT_EQ(read([](ReadTx& tx) { return next_job_at(tx, false); }), kNow + 5);
  EXPECT_THAT(keys(claim("w", kNow + 5, 10, true)), ElementsAre("urgent"));
  EXPECT_THAT(keys(claim("w", kNow + 5, 10, false)), ElementsAre("other"));
}

TEST_P(JobTest, ALeaseThatRanOutIsTakenByAnotherAndItsFormerHolderCanEndNothing) {
  enqueue(job("k", "a"));
  const auto first = claim("w1", kNow);
  EXPECT_THAT(claim("w2", kNow + kMinuteMs - 1), IsEmpty());
  const auto second = claim("w2", kNow + kMinuteMs);
  ASSERT_THAT(second, SizeIs(1));
  EXPECT_EQ(second[0].attempts, 2);
  write([&](Tx& tx) { return finish_job(tx, first[0]); });
  write([&](Tx& tx) { return retry_job(tx, first[0], kNow, "late"); });
  write([&](Tx& tx) { return give_up_job(tx, first[0], "late"); });
  const auto workers = read([](ReadTx& tx) { return list_busy_workers(tx, kNow + kMinuteMs); });
  ASSERT_THAT(workers, SizeIs(1));
  EXPECT_EQ(workers[0].worker, "w2");
  write([&](Tx& tx) { return finish_job(tx, second[0]); });
  EXPECT_THAT(read([](ReadTx& tx) { return count_jobs(tx); }), IsEmpty());
}

TEST_P(JobTest, ATryThatFailedComesBackAtItsTimeWithItsError) {
  enqueue(job("k", "a"));
  const auto first = claim("w", kNow);
  write([&](Tx& tx) { return retry_job(tx, first[0], kNow + kMinuteMs, "The server is down."); });
  EXPECT_THAT(claim("w", kNow + kMinuteMs - 1), IsEmpty());
  const auto again = claim("w", kNow + kMinuteMs);
  ASSERT_THAT(again, SizeIs(1));
  EXPECT_EQ(again[0].last_error, "The server is down.");
  EXPECT_EQ(again[0].attempts, 2);
}

TEST_P(JobTest, WhatWasGivenUpIsListedAndMakesRoomForANewWish) {
  enqueue(job("k", "a"));
  const auto claimed = claim("w", kNow);
  write([&](Tx& tx) { return give_up_job(tx, claimed[0], "no"); });
  const auto dead = read([](ReadTx& tx) { return list_dead_jobs(tx, 10); });
  ASSERT_THAT(dead, SizeIs(1));
  EXPECT_EQ(dead[0].kind, "k");
  EXPECT_EQ(dead[0].attempts, 1);
  EXPECT_THAT(claim("w", kNow + kMinuteMs * 60), IsEmpty()) << "a dead job is not tried again";
  enqueue(job("k", "a"));
  EXPECT_THAT(claim("w", kNow), SizeIs(1));
}

TEST_P(JobTest, AWishCanBeTakenBackUntilItBegins) {
  enqueue(job("k", "a"));
  write([](Tx& tx) { return cancel_job(tx, "k", "a"); });
  EXPECT_THAT(claim("w", kNow), IsEmpty());
  enqueue(job("k", "b"));
  claim("w", kNow);
  write([](Tx& tx) { return cancel_job(tx, "k", "b"); });
  EXPECT_THAT(read([](ReadTx& tx) { return count_jobs(tx); }), SizeIs(1)) << "what runs goes on";
}

TEST_P(JobTest, OtherLivingJobsOfAKindAreSeen) {
  const Job mine = job("k", "mine");
  enqueue(mine);
  EXPECT_FALSE(read([&](ReadTx& tx) { return has_other_job(tx, "k", "mine"); }));
  enqueue(job("k", "other"));
  EXPECT_TRUE(read([&](ReadTx& tx) { return has_other_job(tx, "k", "mine"); }));
}

}  // namespace
}  // namespace sa
