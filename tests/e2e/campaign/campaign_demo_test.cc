// sales-agent demo campaign, and the sample campaign of a first start: the words, the rules, and the mails in the outbox.
#include <gmock/gmock.h>

#include <set>

#include "tests/e2e/program.h"

namespace sa {
namespace {

using test::Child;
using test::Ran;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

namespace fs = std::filesystem;

class CampaignDemoTest : public test::CliTest {
 protected:
  void SetUp() override {
    CliTest::SetUp();
    environment["TMPDIR"] = (folder / "tmp").string();
    fs::create_directories(folder / "tmp");
    // Nothing of the settings counts: a demo never touches a database or provider of yours.
    environment["DATABASE_URL"] = "sqlite:" + (folder / "mine.db").string();
    environment["MAIL_PROVIDER"] = "smtp";
  }
  std::vector<fs::path> mails_below(const fs::path& where) const {
    std::vector<fs::path> mails;
    for (const auto& entry : fs::recursive_directory_iterator(where))
      if (entry.path().extension() == ".eml") mails.push_back(entry.path());
    return mails;
  }
  /// Without its line breaks.
  static std::string flowing(const std::string& text) {
    std::string words;
    for (const char c : text)
      if (c != '\n' && (c != ' ' || !words.ends_with(' '))) {
        words += c;
      } else if (!words.ends_with(' ')) {
        words += ' ';
      }
    return words;
  }
  /// Without the ids of drafts, which are new each time.
  static std::string without_ids(std::string text) {
    constexpr std::size_t kIdChars = 36;
    for (std::size_t at = 0; (at = text.find("Draft ", at)) != std::string::npos; ++at)
      text.erase(at, std::string_view("Draft ").size() + kIdChars);
    return text;
  }
  /// Of a header of the mail; empty: it has none.
  std::string header(const fs::path& mail, const std::string& name) {
    const std::string text = "\n" + read(mail);
    const std::size_t at = text.find("\n" + name + ": ");
    if (at == std::string::npos) return {};
    const std::size_t begin = at + name.size() + 3;
    return text.substr(begin, text.find_first_of("\r\n", begin) - begin);
  }
};

TEST_F(CampaignDemoTest, WalksFromTheListToTheStop) {
  const Ran ran = run({"demo", "campaign"});
  ASSERT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(ran.err, "");
  for (const char* words :
       {"1. The list and the sequence", "2. The checklist", "3. The launch", "4. The approval",
        "5. The sending", "6. The stop", "7. The end", "20 contacts", "made up",
        "nothing leaves this machine", "nothing blocks the launch", "The outbox has 0 mails so far",
        "The contact replied.", "Three days later 0 mails have left.", "The campaign is CANCELLED.",
        "is intact."})
    EXPECT_THAT(flowing(ran.out), HasSubstr(words));
  for (const char* rule :
       {"[suppression.address]", "[template.missing_field]", "[sequence.reply]", "[sequence.absent]",
        "[sequence.company_reply]", "[sequence.stopped]", "[campaign.paused]", "[campaign.cancelled]"})
    EXPECT_THAT(ran.out, HasSubstr(rule));
  std::size_t begin = 0;
  for (std::size_t end; (end = ran.out.find('\n', begin)) != std::string::npos; begin = end + 1)
    EXPECT_LE(end - begin, 80u) << ran.out.substr(begin, end - begin);
  EXPECT_EQ(without_ids(run({"demo", "campaign"}).out), without_ids(ran.out))
      << "the clock is simulated, and chance has no part in it";
  EXPECT_THAT(std::vector(fs::directory_iterator(folder / "tmp"), fs::directory_iterator()), IsEmpty());
  EXPECT_FALSE(fs::exists(folder / "mine.db"));
}

TEST_F(CampaignDemoTest, KeepsItsMailsForWhoeverAsks) {
  const Ran ran = run({"demo", "campaign", "--keep", "--json"});
  ASSERT_EQ(ran.code, 0) << ran.err;
  std::set<std::string> rules;
  for (const auto& line : ran.lines()) rules.insert(std::string(line.at("rule").as_string()));
  EXPECT_TRUE(rules.contains("sequence.reply"));
  const auto kept = std::vector(fs::directory_iterator(folder / "tmp"), fs::directory_iterator());
  ASSERT_THAT(kept, SizeIs(1));
  EXPECT_THAT(ran.err, HasSubstr(kept.front().path().string()));
  const std::vector<fs::path> mails = mails_below(kept.front().path() / "outbox");
  const std::string last(ran.lines().back().at("words").as_string());
  EXPECT_THAT(last, HasSubstr("The outbox has " + std::to_string(mails.size()) + " mails"));
  std::map<std::string, int> to;
  std::set<std::string> senders;
  for (const fs::path& mail : mails) {
    const std::string recipient = header(mail, "To");
    EXPECT_THAT(recipient, HasSubstr(".example"));
    EXPECT_THAT(read(mail), ::testing::Not(HasSubstr("{{")));
    ++to[recipient];
    senders.insert(header(mail, "From"));
  }
  EXPECT_THAT(senders, SizeIs(2));
  // Who opted out, or does not exist, got one mail; who must not be written to, none.
  EXPECT_EQ(to["peter.vogel@vogel-dental.example"], 1);
  EXPECT_EQ(to["owen.price@price-daughters.example"], 1);
  EXPECT_EQ(to["tomas.vega@vega-instruments.example"], 0);
  EXPECT_EQ(to["clara.winther@fjordline-outdoor.example"], 2)
      << "the first mail, and the answer to her answer";
}

TEST_F(CampaignDemoTest, AFirstStartHasTheCampaignBehindIt) {
  environment.erase("MAIL_PROVIDER");
  environment["LOG_FORMAT"] = "text";
  Child child({"serve", "--port", "0"}, options());
  ASSERT_TRUE(child.read_until("Ctrl-C")) << child.so_far().err;
  EXPECT_THAT(child.so_far().out, HasSubstr("a campaign to 20 contacts to try it out"));
  EXPECT_THAT(child.so_far().err, ::testing::Not(HasSubstr("send_settled")))
      << "made-up events are not logged";
  child.signal(SIGTERM);
  EXPECT_EQ(child.wait().code, 0) << child.so_far().err;
  const auto campaigns = run({"campaign", "list", "--json"}).lines();
  ASSERT_THAT(campaigns, SizeIs(1));
  EXPECT_EQ(campaigns.front().at("status").as_string(), "RUNNING");
  EXPECT_THAT(std::string(campaigns.front().at("name").as_string()), HasSubstr("(sample)"));
  const auto& counts = campaigns.front().at("counts").as_object();
  for (const char* state : {"drafted", "held", "paused", "stopped", "pending"})
    EXPECT_GT(counts.at(state).as_int64(), 0) << state;
  EXPECT_GE(counts.at("sent").as_int64(), 30);
  EXPECT_THAT(mails_below(folder / "var" / "outbox"), ::testing::SizeIs(::testing::Ge(30)));
  EXPECT_THAT(run({"mailbox", "list", "--json"}).lines(), SizeIs(2));
  EXPECT_THAT(run({"task", "list", "--json"}).lines(), SizeIs(::testing::Ge(2)));
  EXPECT_EQ(run({"audit", "verify"}).code, 0);
}

TEST_F(CampaignDemoTest, UnderAClockOfTestsNoCampaignIsMade) {
  environment.erase("MAIL_PROVIDER");
  environment["LOG_FORMAT"] = "text";
  environment["CLOCK_FILE"] = write("clock", "2027-03-01T09:00:00Z\n");
  Child child({"serve", "--port", "0"}, options());
  ASSERT_TRUE(child.read_until("Ctrl-C")) << child.so_far().err;
  child.signal(SIGTERM);
  EXPECT_EQ(child.wait().code, 0);
  EXPECT_THAT(run({"campaign", "list", "--json"}).lines(), IsEmpty());
  EXPECT_THAT(run({"drafts", "list", "--json"}).lines(), ::testing::Not(IsEmpty()));
}

TEST_F(CampaignDemoTest, issue_a_word_that_names_a_command_is_an_argument_of_the_command_before_it) {
  environment.erase("MAIL_PROVIDER");
  EXPECT_EQ(run({"search", "campaign", "--json"}).code, 0);
  EXPECT_EQ(run({"version", "config"}).code, 2);
}

}  // namespace
}  // namespace sa
