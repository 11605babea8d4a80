// The runner and its table: leases, workers that die, what a wrong job comes to. On both engines.

#include "jobs/runner.h"

#include <gmock/gmock.h>

#include <set>
#include <thread>

#include "tests/actions/house.h"

namespace sa {
namespace {

using test::House;

/// Short, because the keeper of leases waits on the machine's clock for a third of it.
constexpr std::int64_t kLeaseMs = 30;

class RunnerTest : public test::EngineTest {
 protected:
  void SetUp() override {
    test::EngineTest::SetUp();
    if (IsSkipped()) return;
    house = std::make_unique<House>(GetParam());
  }
  Db& db() { return house->database.db(); }
  Runner runner(const std::string& node, std::vector<RunnableKind> kinds) {
    Runner::Options options = House::runner_options();
    options.node_id = node;
    options.lease_ms = kLeaseMs;
    return Runner(db(), house->clock, house->random, std::move(kinds), options);
  }
  void enqueue(const char* kind, boost::json::object payload = {}) {
    const Job job = make_job(house->clock, house->random, kind, "one", std::move(payload), "trace");
    const auto stored = db().write_now([&](Tx& tx) { return enqueue_job(tx, job); });
    EXPECT_TRUE(stored);
  }
  std::vector<Job> claim(const std::string& node) {
    const Instant now = house->clock.now();
    auto claimed =
        db().write_now([&](Tx& tx) { return claim_jobs(tx, node, now, now + kLeaseMs, 10, false); });
    EXPECT_TRUE(claimed);
    return claimed ? *std::move(claimed) : std::vector<Job>();
  }
  /// Until a worker holds a lease that has not ended yet. Bounded by a number of looks, not by time.
  bool await_living_lease() {
    for (int look = 0; look < 200'000; ++look) {
      const auto busy = db().read_now([&](ReadTx& tx) { return list_busy_workers(tx, house->clock.now()); });
      if (busy && !busy->empty()) return true;
      std::this_thread::yield();
    }
    return false;
  }
  std::vector<DeadJob> dead() {
    return *db().read_now([](ReadTx& tx) { return list_dead_jobs(tx, 10); });
  }

  std::unique_ptr<House> house;
};
INSTANTIATE_ENGINES(RunnerTest);

TEST_P(RunnerTest, issue_work_that_outlives_its_lease_runs_once) {
  int runs = 0;
  std::int64_t taken_elsewhere = -1;
  Runner other = runner("node-2", {{"long_work", 3, [&](const Job&, bool) -> Task<Result<Unit>> {
                                      ++runs;
                                      co_return ok();
                                    }}});
  Runner here = runner("node-1", {{"long_work", 3, [&](const Job&, bool) -> Task<Result<Unit>> {
                                     ++runs;
                                     house->clock.advance(10 * kLeaseMs);
                                     EXPECT_TRUE(await_living_lease());
                                     taken_elsewhere = *other.run_due();
                                     co_return ok();
                                   }}});
  enqueue("long_work");
  EXPECT_EQ(*here.run_due(), 1);
  EXPECT_EQ(taken_elsewhere, 0);
  EXPECT_EQ(runs, 1);
  house->clock.advance(kDayMs);
  EXPECT_EQ(*other.run_due(), 0);
}

TEST_P(RunnerTest, TheJobOfAWorkerThatDiedIsTakenAfterItsLease) {
  int runs = 0;
  Runner here = runner("node-1", {{"work", 3, [&](const Job& job, bool) -> Task<Result<Unit>> {
                                     ++runs;
                                     EXPECT_EQ(job.attempts, 2);
                                     co_return ok();
                                   }}});
  enqueue("work");
  ASSERT_EQ(claim("node-dead").size(), 1u);
  house->clock.advance(kLeaseMs - 1);
  EXPECT_EQ(*here.run_due(), 0);
  house->clock.advance(1);
  EXPECT_EQ(*here.run_due(), 1);
  EXPECT_EQ(runs, 1);
}

TEST_P(RunnerTest, AJobThatEndsItsProcessEachTimeIsNotBegunForEver) {
  Runner here = runner("node-1", {{"deadly", 3, [&](const Job&, bool) -> Task<Result<Unit>> {
                                     ADD_FAILURE() << "begun a sixth time";
                                     co_return ok();
                                   }}});
  enqueue("deadly");
  // Three tries, and two more for a process that was killed in its last one.
  for (int death = 0; death < 5; ++death) {
    ASSERT_EQ(claim("node-dead").size(), 1u);
    house->clock.advance(kLeaseMs);
  }
  EXPECT_EQ(*here.run_due(), 1);
  ASSERT_EQ(dead().size(), 1u);
  EXPECT_EQ(dead().front().kind, "deadly");
}

TEST_P(RunnerTest, ALeaseThatWasLostIsNotProlonged) {
  enqueue("work");
  const auto first = claim("node-1");
  ASSERT_EQ(first.size(), 1u);
  house->clock.advance(kLeaseMs);
  ASSERT_EQ(claim("node-2").size(), 1u);
  const Instant until = house->clock.now() + kLeaseMs;
  EXPECT_FALSE(*db().write_now([&](Tx& tx) { return renew_lease(tx, first.front(), until); }));
}

TEST_P(RunnerTest, EveryRowOfTheTableHasANameOfItsOwn) {
  std::set<std::string> names;
  for (const RunnableKind& kind : job_kinds(house->services)) {
    EXPECT_TRUE(names.insert(kind.name).second) << kind.name;
    EXPECT_GT(kind.max_attempts, 0) << kind.name;
  }
}

TEST_P(RunnerTest, WhatIsNotConnectedIsNotDueByItself) {
  ASSERT_FALSE(house->services.feed);
  ASSERT_FALSE(house->services.crm);
  std::set<std::string> periodic;
  for (const RunnableKind& kind : job_kinds(house->services)) {
    if (kind.every_ms > 0) periodic.insert(kind.name);
  }
  EXPECT_THAT(periodic, testing::IsSupersetOf({"expire_drafts", "find_lost_sends", "embed_messages"}));
  for (const char* absent : {"sync_mail", "renew_push", "sync_crm", "sweep_crm"})
    EXPECT_FALSE(periodic.contains(absent)) << absent;
}

TEST_P(RunnerTest, APayloadThatIsNotTheKindsInputIsDeadAtOnce) {
  enqueue("analyze_message", {{"message_id", 7}});
  EXPECT_EQ(*house->runner.run_due(), 1);
  ASSERT_EQ(dead().size(), 1u);
  EXPECT_EQ(dead().front().attempts, 1);
}

}  // namespace
}  // namespace sa
