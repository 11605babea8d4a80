// Two clocks: business time from a file, everything else by the machine's. What waits for business time goes as soon as it comes, and
// a lost answer is asked about after its deadline on the machine, wherever business time has jumped.
#include "actions/clock/clock.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/actions/house.h"

namespace sa {
namespace {

using Fault = test::FakeMailbox::Fault;

class ClockTest : public test::EngineTest {
 protected:
  void SetUp() override {
    EngineTest::SetUp();
    if (IsSkipped()) return;
    house_ = std::make_unique<test::House>(GetParam());
    business_ = std::make_unique<FileClock>(house_->clock);
    write("2030-01-07T10:00:00Z");
    ASSERT_TRUE(business_->follow(path_));
    const Services& s = house_->services;
    services_.emplace(Services{.db = s.db,
                               .clock = *business_,
                               .random = s.random,
                               .mailbox = s.mailbox,
                               .llm = s.llm,
                               .embedder = s.embedder,
                               .mail_policy = s.mail_policy,
                               .agent_policy = s.agent_policy,
                               .demo = s.demo,
                               .gate_policy = s.gate_policy,
                               .sender = s.sender,
                               .public_url = s.public_url,
                               .node_id = s.node_id,
                               .environment = s.environment,
                               .machine_clock = house_->clock,
                               .file_clock = business_.get()});
    runner_ = std::make_unique<Runner>(s.db, house_->clock, s.random, job_kinds(*services_),
                                       test::House::runner_options());
  }
  void TearDown() override { std::filesystem::remove(path_); }

  void write(const std::string& at) { std::ofstream(path_, std::ios::trunc) << at << '\n'; }
  DraftStatus send(const std::string& id) {
    const Actor ana = test::House::person("ana");
    EXPECT_TRUE(sync_wait(create_draft(*services_, ana, house_->wish(id))));
    EXPECT_TRUE(sync_wait(approve_draft(*services_, ana, id, "ana", std::nullopt)));
    const auto sent = sync_wait(send_draft(*services_, ana, id));
    if (!sent) throw std::runtime_error(sent.error().message);
    return sent->status;
  }
  void pass(std::int64_t machine_ms) {
    house_->clock.advance(machine_ms);
    for (auto ran = runner_->run_due(); ran && *ran > 0; ran = runner_->run_due()) {
    }
  }
  DraftStatus status(const std::string& id) { return house_->get(id).status; }

  std::string path_ =
      (std::filesystem::temp_directory_path() / ("sa-clock-" + random_hex(system_random(), 6))).string();
  std::unique_ptr<test::House> house_;
  std::unique_ptr<FileClock> business_;
  std::optional<Services> services_;
  std::unique_ptr<Runner> runner_;
};
INSTANTIATE_ENGINES(ClockTest);

TEST_P(ClockTest, WhatTheProviderPutsOffWaitsInBusinessTimeAndGoesWithTheTick) {
  house_->mailbox.plan = {Fault::not_now};
  ASSERT_EQ(send("d"), DraftStatus::APPROVED);
  const Draft waits = house_->get("d");
  ASSERT_TRUE(waits.not_before);
  EXPECT_EQ(format_rfc3339(*waits.not_before), "2030-01-07T10:01:00Z");
  pass(kSecondMs);
  EXPECT_EQ(status("d"), DraftStatus::APPROVED);
  write("2030-01-07T10:02:00Z");
  const auto ticked = sync_wait(tick_clock(*services_));
  ASSERT_TRUE(ticked);
  EXPECT_TRUE(ticked->simulated);
  EXPECT_EQ(format_rfc3339(ticked->now), "2030-01-07T10:02:00Z");
  pass(1);
  EXPECT_EQ(status("d"), DraftStatus::SENT);
  EXPECT_EQ(house_->delivered(), 1);
}

TEST_P(ClockTest, WithoutATickTheFileIsFollowedWithinTwoSeconds) {
  house_->mailbox.plan = {Fault::not_now};
  ASSERT_EQ(send("d"), DraftStatus::APPROVED);
  write("2030-01-08T10:00:00Z");
  pass(2 * kSecondMs);
  pass(1);
  EXPECT_EQ(status("d"), DraftStatus::SENT);
}

TEST_P(ClockTest, AJumpOfBusinessTimeDoesNotEndASendingThatIsUnderWay) {
  house_->mailbox.plan = {Fault::accept_and_lose_answer};
  ASSERT_EQ(send("d"), DraftStatus::SENDING);
  write("2030-02-07T10:00:00Z");
  ASSERT_TRUE(sync_wait(tick_clock(*services_)));
  pass(1);
  EXPECT_EQ(status("d"), DraftStatus::SENDING) << "its deadline is the machine's";
  pass(10 * kMinuteMs);
  EXPECT_EQ(status("d"), DraftStatus::SENT);
  EXPECT_EQ(house_->delivered(), 1);
}

TEST_P(ClockTest, DraftsExpireByBusinessTime) {
  ASSERT_TRUE(sync_wait(create_draft(*services_, test::House::person("ana"), house_->wish("d"))));
  write("2030-03-07T10:00:00Z");
  ASSERT_TRUE(sync_wait(tick_clock(*services_)));
  pass(1);
  EXPECT_EQ(status("d"), DraftStatus::EXPIRED);
}

}  // namespace
}  // namespace sa
