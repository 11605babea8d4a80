// CLOCK_FILE with the real program: quotas, dates and expiry follow the file, and no time is simulated where mail could leave.
#include <gmock/gmock.h>

#include "tests/e2e/program.h"

namespace sa {
namespace {

using ::testing::HasSubstr;

class ClockTest : public test::CliTest {
 protected:
  void set_time(const std::string& at) {
    write("clock", at + "\n");
    environment["CLOCK_FILE"] = (folder / "clock").string();
  }
  std::string approved() {
    const auto drafts = run({"drafts", "list", "--json"}).lines();
    EXPECT_FALSE(drafts.empty());
    std::string id(drafts.front().at("id").as_string());
    EXPECT_EQ(run({"drafts", "approve", id, "--by", "Ana"}).code, 0);
    return id;
  }
};

TEST_F(ClockTest, TheDailyQuotaAndTheDateOfTheMailFollowIt) {
  environment["MAX_EMAILS_PER_DAY"] = "1";
  set_time("2027-03-01T09:00:00Z");
  ASSERT_EQ(run({"import", "mail", write("box.mbox", test::make_mbox(2))}).code, 0);
  ASSERT_EQ(run({"drafts", "send", approved(), "--by", "Ana"}).code, 0);
  const std::string second = approved();
  EXPECT_EQ(run({"drafts", "send", second, "--by", "Ana"}).code, 1) << "one a day";
  set_time("2027-03-02T09:00:01Z");
  EXPECT_EQ(run({"drafts", "send", second, "--by", "Ana"}).code, 0);
  std::string mails;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder / "var/outbox"))
    if (entry.is_regular_file()) mails += read(entry.path());
  EXPECT_THAT(mails, HasSubstr("Date: Mon, 01 Mar 2027 09:00:00 +0000"));
  EXPECT_THAT(mails, HasSubstr("Date: Tue, 02 Mar 2027 09:00:01 +0000"));
}

TEST_F(ClockTest, AFileThatHoldsNoTimeStopsTheStart) {
  set_time("soon");
  const test::Ran ran = run({"drafts", "list"});
  EXPECT_NE(ran.code, 0);
  EXPECT_THAT(ran.err, HasSubstr("CLOCK_FILE"));
}

}  // namespace
}  // namespace sa
