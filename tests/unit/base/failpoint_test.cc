// Points at which a run dies, fails or stands still: only those that were named, and only as they were told.
#include "base/failpoint.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <set>

namespace sa {
namespace {

class FailpointTest : public ::testing::Test {
 protected:
  void TearDown() override { ASSERT_TRUE(arm_failpoints("", random)); }
  SeededRandom random{7};
};

TEST_F(FailpointTest, OffUntilArmed) {
  EXPECT_TRUE(failpoint("send.note.after"));
  ASSERT_TRUE(arm_failpoints("send.note.after=error", random));
  const auto stopped = failpoint("send.note.after");
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, ErrorCode::unavailable);
  EXPECT_TRUE(failpoint("send.note.before"));
  ASSERT_TRUE(arm_failpoints("", random));
  EXPECT_TRUE(failpoint("send.note.after"));
}

TEST_F(FailpointTest, ALikelihoodIsKept) {
  ASSERT_TRUE(arm_failpoints("job.run.after=error:0.25,send.claim.job=error:0.0001", random));
  int stopped = 0;
  for (int i = 0; i < 4000; ++i) stopped += failpoint("job.run.after") ? 0 : 1;
  EXPECT_GT(stopped, 850);
  EXPECT_LT(stopped, 1150);
}

TEST_F(FailpointTest, KillEndsTheProcessAndPauseStopsItUntilItIsTold) {
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    if (!arm_failpoints("send.send.before=pause,send.send.after=kill", random)) _exit(1);
    if (!failpoint("send.send.before")) _exit(2);
    if (!failpoint("send.send.after")) _exit(3);
    _exit(4);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, WUNTRACED), child);
  EXPECT_TRUE(WIFSTOPPED(status) && WSTOPSIG(status) == SIGSTOP) << status;
  kill(child, SIGCONT);
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << status;
}

TEST_F(FailpointTest, WhatMakesNoSenseIsRefusedAndArmsNothing) {
  for (const char* text : {"nowhere=kill", "send.note.after", "send.note.after=explode",
                           "send.note.after=kill:2", "send.note.after=kill:0", "send.note.after=kill:x",
                           "send.note.after=error,?=kill", "send.note.after=kill:"}) {
    const auto armed = arm_failpoints(text, random);
    ASSERT_FALSE(armed) << text;
    EXPECT_EQ(armed.error().code, ErrorCode::invalid);
    EXPECT_TRUE(failpoint("send.note.after")) << text;
  }
}

TEST_F(FailpointTest, EachNameStandsOnce) {
  const std::set<std::string_view> names(kFailpoints.begin(), kFailpoints.end());
  EXPECT_EQ(names.size(), kFailpoints.size());
}

}  // namespace
}  // namespace sa
