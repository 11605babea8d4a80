// Every command of the real program: its JSON, what it says of bad input, and its exit code. A command that has no row here
// fails the test.
#include <gmock/gmock.h>

#include <set>

#include "tests/e2e/program.h"

namespace sa {
namespace {

using test::Ran;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using Words = std::vector<std::string>;

class CommandTest : public test::CliTest {
 protected:
  void SetUp() override {
    CliTest::SetUp();
    const Ran ran = run({"import", "mail", write("box.mbox", test::make_mbox(3)), "--json"});
    ASSERT_EQ(ran.code, 0) << ran.err;
    for (const auto& draft : run({"drafts", "list", "--json"}).lines())
      ids.emplace_back(draft.at("id").as_string());
    ASSERT_EQ(ids.size(), 3u);
  }

  /// The commands that the help of `family` lists.
  Words commands_of(Words family) {
    family.emplace_back("--help");
    const std::string help = run(family).out;
    Words names;
    for (std::size_t at = help.find("Commands:\n"); at != std::string::npos;) {
      at = help.find('\n', at);
      if (at == std::string::npos || help.compare(at, 3, "\n  ") != 0) break;
      ++at;
      // A line that goes on with the help of the one before begins deeper.
      if (help[at + 2] != ' ') names.push_back(help.substr(at + 2, help.find(' ', at + 2) - at - 2));
    }
    return names;
  }
  /// "drafts approve" and its like: all that can be run.
  std::set<std::string> all_commands(const Words& family = {}) {
    std::set<std::string> all;
    for (const std::string& name : commands_of(family)) {
      Words path = family;
      path.push_back(name);
      const std::set<std::string> below = all_commands(path);
      for (const std::string& each : below) all.insert(name + ' ' + each);
      if (below.empty()) all.insert(name);
    }
    return all;
  }

  /// The answer of a command that must succeed: one JSON object a line.
  std::vector<boost::json::object> lines(Words words, std::string input = "") {
    words.emplace_back("--json");
    const Ran ran = run(words, std::move(input));
    EXPECT_EQ(ran.code, 0) << ::testing::PrintToString(words) << ran.err;
    return ran.lines();
  }
  /// The only line.
  boost::json::object line(const Words& words, std::string input = "") {
    const auto all = lines(words, std::move(input));
    EXPECT_EQ(all.size(), 1u) << ::testing::PrintToString(words);
    return all.empty() ? boost::json::object() : all.front();
  }

  Words ids;
};

struct Refusal {
  const char* command;
  Words more;
  int code;
  const char* says;
  std::string input = "";
};

TEST_F(CommandTest, EveryCommandRefusesBadInputWithItsExitCodeAndNothingOnStandardOutput) {
  const Refusal rows[] = {
      {"serve", {"--port", "x"}, 2, "--port"},
      {"worker", {"please"}, 2, "please"},
      {"migrate", {"please"}, 2, "please"},
      {"import mail", {}, 2, "import mail --help"},
      {"sync", {}, 1, "IMAP_URL"},
      {"sync", {"now"}, 2, "now"},
      {"search", {" "}, 2, "QUERY"},
      {"search", {"stock", "--limit", "0"}, 2, "--limit"},
      {"analyze", {"nowhere"}, 1, "nowhere"},
      {"analyze", {"--jobs", "many"}, 2, "--jobs"},
      {"check", {"nowhere"}, 1, "nowhere"},
      {"check", {"-"}, 1, "body", "{\"recipient\":\"a@b.example\"}"},
      {"check", {}, 2, "check --help"},
      {"drafts list", {"--status", "nope"}, 2, "nope"},
      {"drafts show", {"none"}, 1, "none"},
      {"drafts show", {}, 2, "drafts show --help"},
      {"drafts approve", {"none", "--by", "Ana"}, 1, "none"},
      {"drafts approve", {}, 2, "drafts approve --help"},
      {"drafts acknowledge", {"none", "c1"}, 1, "none"},
      {"drafts acknowledge", {"none"}, 2, "drafts acknowledge --help"},
      {"drafts reject", {"none", "--by", "Ana", "--reason", "No."}, 1, "none"},
      {"drafts reject", {}, 2, "drafts reject --help"},
      {"drafts send", {"none"}, 1, "none"},
      {"drafts send", {}, 2, "drafts send --help"},
      {"audit verify", {"--database", "nowhere.db"}, 1, "nowhere.db"},
      {"audit verify", {"--anchor"}, 2, "--anchor"},
      {"audit export", {"--from", "x"}, 2, "--from"},
      {"audit anchor", {"--out", "no/such/folder"}, 1, "no/such/folder"},
      {"audit anchor", {"--out"}, 2, "--out"},
      {"user add", {"nobody"}, 1, "email", "correct horse battery\n"},
      {"user add", {"a@b.example"}, 1, "password", "short\n"},
      {"user add", {"a@b.example", "--role", "king"}, 2, "king"},
      {"user disable", {"nobody@x.example"}, 1, "nobody@x.example"},
      {"user disable", {}, 2, "user disable --help"},
      {"user enable", {"nobody@x.example"}, 1, "nobody@x.example"},
      {"user enable", {}, 2, "user enable --help"},
      {"user password", {"nobody@x.example"}, 1, "nobody@x.example", "correct horse battery\n"},
      {"user password", {}, 2, "user password --help"},
      {"key add", {"robot", "--user", "nobody@x.example"}, 1, "nobody@x.example"},
      {"key add", {"robot", "--scope", "everything"}, 2, "everything"},
      {"key revoke", {"none"}, 1, "none"},
      {"key revoke", {}, 2, "key revoke --help"},
      {"beliefs export", {"all"}, 2, "all"},
      {"questions list", {"all"}, 2, "all"},
      {"questions answer", {"none", "stop"}, 1, "none"},
      {"questions answer", {"none", "perhaps"}, 2, "continue, stop or suppress"},
      {"suppressions list", {"--lifted", "nobody"}, 1, "nobody"},
      {"suppressions list", {"--lifted"}, 2, "--lifted"},
      {"suppressions add", {"nobody"}, 1, "nobody"},
      {"suppressions add", {"ada@example.com", "--why", "because"}, 2, "--why"},
      {"suppressions check", {"nobody"}, 1, "nobody"},
      {"suppressions check", {}, 2, "suppressions check --help"},
      {"suppressions remove", {"ada@example.com"}, 1, "ada@example.com"},
      {"suppressions remove", {}, 2, "suppressions remove --help"},
      {"contacts list", {"--limit", "0"}, 2, "--limit"},
      {"contacts list", {"--stage", "won"}, 2, "--stage"},
      {"contacts show", {"nobody@x.example"}, 1, "nobody@x.example"},
      {"contacts export", {"all"}, 2, "all"},
      {"contacts merge", {"nobody@x.example", "a@x.example"}, 1, "nobody@x.example"},
      {"contacts merge", {}, 2, "contacts merge --help"},
      {"contacts unmerge", {"nobody@x.example"}, 1, "nobody@x.example"},
      {"contacts unmerge", {}, 2, "contacts unmerge --help"},
      {"task list", {"--status", "WON"}, 2, "--status"},
      {"task add", {}, 2, "task add --help"},
      {"task done", {"none"}, 1, "none"},
      {"task done", {}, 2, "task done --help"},
      {"task cancel", {"none"}, 1, "none"},
      {"task cancel", {}, 2, "task cancel --help"},
      {"sequence list", {"--status", "OLD"}, 2, "--status"},
      {"sequence show", {"none"}, 1, "none"},
      {"sequence show", {}, 2, "sequence show --help"},
      {"sequence put", {"nowhere.json"}, 1, "nowhere.json"},
      {"sequence put", {"-"}, 1, "name", "{\"steps\":[]}"},
      {"sequence put", {"-", "--in-flight", "some"}, 2, "--in-flight", "{\"name\":\"N\"}"},
      {"sequence activate", {"none"}, 1, "none"},
      {"sequence archive", {"none"}, 1, "none"},
      {"sequence preview", {"none"}, 2, "sequence preview --help"},
      {"sequence preview", {"none", "nobody@x.example"}, 1, "nobody@x.example"},
      {"segment list", {"--limit", "0"}, 2, "--limit"},
      {"segment show", {"none"}, 1, "none"},
      {"segment put", {"-"}, 1, "name", "{}"},
      {"segment count", {"none"}, 1, "none"},
      {"campaign list", {"--status", "OLD"}, 2, "--status"},
      {"campaign show", {"none"}, 1, "none"},
      {"campaign create", {"autumn", "none", "none"}, 1, "none"},
      {"campaign create", {}, 2, "campaign create --help"},
      {"campaign launch", {"none"}, 2, "--confirm"},
      {"campaign launch", {"none", "--confirm", "1"}, 1, "none"},
      {"campaign launch", {"none", "--confirm", "many"}, 2, "--confirm"},
      {"campaign pause", {"none"}, 1, "none"},
      {"campaign resume", {"none"}, 1, "none"},
      {"campaign cancel", {"none"}, 1, "none"},
      {"campaign plan", {"none"}, 1, "none"},
      {"campaign plan", {"none", "--limit", "0"}, 2, "--limit"},
      {"campaign progress", {"none"}, 1, "none"},
      {"policy packs list", {"all"}, 2, "all"},
      {"policy packs show", {"none"}, 1, "none"},
      {"policy packs show", {}, 2, "policy packs show --help"},
      {"policy packs enable", {"none"}, 1, "none"},
      {"policy packs disable", {"none"}, 1, "none"},
      {"enroll add", {}, 2, "enroll add --help"},
      {"enroll add", {"none", "nobody@x.example"}, 1, "nobody@x.example"},
      {"enroll list", {"--status", "OVER"}, 2, "--status"},
      {"enroll show", {"none"}, 1, "none"},
      {"enroll pause", {"none"}, 1, "none"},
      {"enroll resume", {"none"}, 1, "none"},
      {"enroll stop", {"none"}, 1, "none"},
      {"enroll retry", {"none"}, 1, "none"},
      {"why", {"--draft", "none"}, 1, "none"},
      {"why", {"--campaign", "none"}, 1, "none"},
      {"report sending", {"--group-by", "nope"}, 2, "--group-by"},
      {"report variants", {"--from", "x"}, 1, "2026-11-01"},
      {"report agents", {"--from", "x"}, 1, "2026-11-01"},
      {"report operators", {"--from", "x"}, 1, "2026-11-01"},
      {"report pipeline", {"extra"}, 2, "extra"},
      {"simulate", {"none"}, 1, "none"},
      {"simulate", {"none", "--days", "0"}, 2, "--days"},
      {"mailbox list", {"all"}, 2, "all"},
      {"mailbox show", {"nobody@x.example"}, 1, "nobody@x.example"},
      {"mailbox show", {}, 2, "mailbox show --help"},
      {"mailbox add", {"nobody"}, 1, "nobody"},
      {"mailbox add", {}, 2, "mailbox add --help"},
      {"mailbox connect", {"nobody@x.example"}, 1, "nobody@x.example"},
      {"mailbox connect", {}, 2, "mailbox connect --help"},
      {"mailbox pause", {"nobody@x.example"}, 1, "nobody@x.example"},
      {"mailbox pause", {}, 2, "mailbox pause --help"},
      {"mailbox resume", {"nobody@x.example"}, 1, "nobody@x.example"},
      {"mailbox resume", {}, 2, "mailbox resume --help"},
      {"mailbox handover", {"a@x.example", "b@x.example"}, 1, "a@x.example"},
      {"mailbox handover", {}, 2, "mailbox handover --help"},
      {"import contacts", {"nowhere.csv"}, 2, "nowhere.csv"},
      {"contacts erase", {"p0@buyer.example", "--confirm", "p1@buyer.example"}, 1, "confirm"},
      {"contacts erase", {}, 2, "contacts erase --help"},
      {"auth google", {}, 1, "GOOGLE_CLIENT_ID"},
      {"auth google", {"--port", "70000"}, 2, "--port"},
      {"auth hubspot", {"--forget"}, 1, "HUBSPOT_CLIENT_ID"},
      {"auth hubspot", {"--port", "0"}, 2, "--port"},
      {"auth mail", {}, 1, "set the MAIL_OAUTH_ settings (docs/connect-smtp.md), or SMTP_PASSWORD"},
      {"auth mail", {"again"}, 2, "again"},
      {"doctor", {"--online"}, 2, "--online"},
      {"demo", {"dancing"}, 2, "dancing"},
      {"config", {"--all"}, 2, "--all"},
      {"version", {"please"}, 2, "please"},
      {"openapi", {"please"}, 2, "please"},
  };
  std::set<std::string> refused;
  for (const Refusal& row : rows) {
    refused.insert(row.command);
    for (const bool json : {false, true}) {
      std::istringstream parts(row.command);
      Words words{std::istream_iterator<std::string>(parts), {}};
      if (json) words.emplace_back("--json");
      words.insert(words.end(), row.more.begin(), row.more.end());
      const Ran ran = run(words, row.input);
      EXPECT_EQ(ran.code, row.code) << ::testing::PrintToString(words) << ran.out << ran.err;
      EXPECT_THAT(ran.out, IsEmpty()) << ::testing::PrintToString(words);
      EXPECT_THAT(ran.err, ::testing::StartsWith("sales-agent")) << ::testing::PrintToString(words);
      EXPECT_THAT(ran.err, HasSubstr(row.says)) << ::testing::PrintToString(words);
    }
  }
  EXPECT_EQ(refused, all_commands());
  EXPECT_EQ(run({"audit", "verify"}).code, 0);
  EXPECT_EQ(lines({"drafts", "list"}).size(), 3u) << "a refusal changes nothing";
}

TEST_F(CommandTest, WhatIsReadIsOneObjectALine) {
  EXPECT_EQ(line({"migrate"}).at("applied").as_array().size(), 0u) << "the import did it";
  EXPECT_EQ(lines({"search", "stock", "--limit", "2"}).size(), 2u);
  EXPECT_EQ(lines({"analyze", "box.mbox"}).size(), 3u);
  EXPECT_EQ(lines({"drafts", "list", "--limit", "1"}).size(), 1u);
  EXPECT_EQ(line({"drafts", "show", ids[0]}).at("id").as_string(), ids[0]);
  EXPECT_TRUE(line({"audit", "verify"}).at("ok").as_bool());
  EXPECT_EQ(lines({"audit", "export"}).size(), 3u);
  EXPECT_EQ(line({"audit", "anchor"}).at("seq").as_int64(), 3);
  EXPECT_THAT(lines({"questions", "list"}), IsEmpty());
  EXPECT_THAT(lines({"beliefs", "export"}), IsEmpty());
  EXPECT_THAT(lines({"suppressions", "list"}), IsEmpty());
  for (const auto& each : lines({"doctor", "--offline"})) EXPECT_NE(each.at("health").as_string(), "fail");
  const auto settings = lines({"config"});
  EXPECT_TRUE(std::ranges::any_of(
      settings, [](const auto& each) { return each.at("name").as_string() == "DATABASE_URL"; }));
  EXPECT_FALSE(line({"version"}).at("version").as_string().empty());
  EXPECT_EQ(lines({"demo"}).size(), 3u);
}

TEST_F(CommandTest, WhatIsDoneToDraftsIsAnsweredWithTheDraft) {
  EXPECT_EQ(line({"drafts", "approve", ids[0], "--by", "Ana"}).at("status").as_string(), "APPROVED");
  EXPECT_EQ(line({"drafts", "send", ids[0], "--by", "Ana"}).at("status").as_string(), "SENT");
  const auto rejected = line({"drafts", "reject", ids[1], "--by", "Ana", "--reason", "Not now."});
  EXPECT_EQ(rejected.at("status").as_string(), "REJECTED");
  EXPECT_EQ(rejected.at("rejected_reason").as_string(), "Not now.");
  // One that cannot be decided leaves the others alone, and is a failure of the command.
  const Ran mixed = run({"drafts", "approve", ids[1], ids[2], "--by", "Ana", "--json"});
  EXPECT_EQ(mixed.code, 1);
  EXPECT_EQ(mixed.json().at("id").as_string(), ids[2]);
  EXPECT_THAT(mixed.err, HasSubstr("REJECTED"));
}

TEST_F(CommandTest, ACampaignFromItsSequenceToItsEnd) {
  const std::string pilot =
      R"({"sequence_id":"pilot","name":"Pilot","steps":[{"step_id":"first","subject":"Stock counting",)"
      R"("body":"Hello {{first_name|\"there\"}}, would a short call about stock counting help your team next week?"}]})";
  EXPECT_EQ(line({"sequence", "put", "-"}, pilot).at("version").as_int64(), 1);
  const std::string shown = run({"sequence", "show", "pilot"}).out;
  EXPECT_EQ(line({"sequence", "put", "-"}, shown).at("version").as_int64(), 1) << "it is what is there";
  EXPECT_EQ(lines({"sequence", "list"}).size(), 1u);
  EXPECT_EQ(line({"sequence", "preview", "pilot", "p0@buyer.example"}).at("steps").as_array().size(), 1u);
  EXPECT_EQ(line({"sequence", "activate", "pilot"}).at("status").as_string(), "ACTIVE");
  EXPECT_EQ(line({"segment", "put", "-"}, R"({"segment_id":"all","name":"All","filter":null})")
                .at("version")
                .as_int64(),
            1);
  EXPECT_EQ(line({"segment", "show", "all"}).at("name").as_string(), "All");
  EXPECT_EQ(lines({"segment", "list"}).size(), 1u);
  const std::string contacts = std::to_string(line({"segment", "count", "all"}).at("count").as_int64());
  EXPECT_EQ(line({"campaign", "create", "autumn", "pilot", "all"}).at("status").as_string(), "READY");
  EXPECT_THAT(run({"campaign", "show", "autumn"}).err, HasSubstr("--confirm " + contacts));
  EXPECT_EQ(run({"campaign", "launch", "autumn", "--confirm", "999"}).code, 1);
  EXPECT_EQ(line({"campaign", "launch", "autumn", "--confirm", contacts}).at("status").as_string(),
            "RUNNING");
  EXPECT_EQ(lines({"campaign", "list"}).size(), 1u);
  EXPECT_EQ(line({"campaign", "progress", "autumn"}).at("counts").at("enrolled").as_int64(),
            std::stoll(contacts));
  EXPECT_EQ(line({"campaign", "pause", "autumn"}).at("status").as_string(), "PAUSED");
  EXPECT_EQ(line({"campaign", "resume", "autumn"}).at("status").as_string(), "RUNNING");
  EXPECT_EQ(line({"campaign", "cancel", "autumn"}).at("status").as_string(), "CANCELLED");
  EXPECT_EQ(line({"sequence", "archive", "pilot"}).at("status").as_string(), "ARCHIVED");
}

TEST_F(CommandTest, PeopleAndKeysComeAndGo) {
  const std::string password = "correct horse battery\n";
  const auto user = line({"user", "add", "Ana@Ours.example", "--role", "lead"}, password);
  EXPECT_EQ(user.at("email").as_string(), "ana@ours.example");
  EXPECT_EQ(user.at("role").as_string(), "lead");
  EXPECT_FALSE(user.contains("password_hash"));
  EXPECT_EQ(run({"user", "add", "ana@ours.example", "--json"}, password).code, 1) << "she is there already";
  EXPECT_TRUE(line({"user", "disable", "ana@ours.example"}).at("email") == user.at("email"));
  EXPECT_TRUE(line({"user", "enable", "ana@ours.example"}).at("email") == user.at("email"));
  EXPECT_EQ(line({"user", "password", "ana@ours.example"}, "another horse battery\n").at("email").as_string(),
            "ana@ours.example");
  const auto key = line({"key", "add", "robot", "--scope", "read", "--scope", "draft"});
  EXPECT_EQ(key.at("token").as_string().subview(0, 3), "sa_");
  const std::string key_id(key.at("key_id").as_string());
  EXPECT_EQ(line({"key", "revoke", key_id}).at("key_id").as_string(), key_id);
  EXPECT_EQ(run({"key", "revoke", key_id, "--json"}).code, 1) << "it is revoked already";
}

TEST_F(CommandTest, APolicyPackIsShownAndSwitched) {
  EXPECT_EQ(lines({"policy", "packs"}).size(), 6u);
  EXPECT_EQ(lines({"policy", "packs", "list"}).size(), 6u);
  EXPECT_FALSE(line({"policy", "packs", "show", "de"}).at("enabled").as_bool());
  const auto on = line({"policy", "packs", "enable", "de", "--by", "Lea"});
  EXPECT_TRUE(on.at("enabled").as_bool());
  EXPECT_EQ(on.at("changed_by").as_string(), "Lea");
  const std::string shown = run({"policy", "packs", "show", "de"}).out;
  EXPECT_THAT(shown, HasSubstr("on, switched by Lea"));
  EXPECT_THAT(shown, HasSubstr("UWG, section 7(2) no. 2"));
  EXPECT_THAT(shown, HasSubstr("https://www.gesetze-im-internet.de/uwg_2004/__7.html"));
  EXPECT_FALSE(line({"policy", "packs", "disable", "de"}).at("enabled").as_bool());
}

TEST_F(CommandTest, WhoMustNotBeWrittenToIsKeptAndLifted) {
  const auto kept =
      line({"suppressions", "add", "Ada@Example.com", "--why", "unsubscribe", "--source", "letter"});
  EXPECT_EQ(kept.at("shown").as_string(), "ada@example.com");
  EXPECT_EQ(kept.at("source").as_string(), "letter");
  EXPECT_TRUE(line({"suppressions", "check", "ada@example.com"}).at("suppressed").as_bool());
  EXPECT_EQ(line({"suppressions", "add", "@acme.example"}).at("scope").as_string(), "domain");
  EXPECT_TRUE(line({"suppressions", "check", "bob@mail.acme.example"}).at("suppressed").as_bool());
  EXPECT_EQ(lines({"suppressions", "list"}).size(), 2u);
  EXPECT_EQ(run({"suppressions", "remove", "ada@example.com", "--reason", "They asked."}).code, 1)
      << "an opt-out ends by new consent only";
  const auto lifted = line(
      {"suppressions", "remove", "ada@example.com", "--reason", "They asked.", "--proof", "form of 3 May"});
  EXPECT_EQ(lifted.at("proof").as_string(), "form of 3 May");
  EXPECT_FALSE(line({"suppressions", "check", "ada@example.com"}).at("suppressed").as_bool());
  EXPECT_EQ(line({"suppressions", "list", "--lifted", "ada@example.com"}).at("removal_id"),
            lifted.at("removal_id"));
}

TEST_F(CommandTest, AnImportThatReadsNotAllIsAFailureThatSaysWhatItRead) {
  const Ran ran = run({"import", "mail", "nowhere.mbox", "box.mbox", "--json"});
  EXPECT_EQ(ran.code, 1);
  EXPECT_EQ(ran.json().at("mail").at("duplicate").as_int64(), 3);
  EXPECT_EQ(ran.json().at("failed").at(0).at("path").as_string(), "nowhere.mbox");
}

TEST_F(CommandTest, ACheckThatFindsSomethingIsAFailureWithAnAnswer) {
  const std::string good =
      R"({"recipient":"ada@example.com","subject":"Stock counting","body":"Hello Ada,\n\nyou asked how long an import takes. Shall we look at it together on Tuesday?\n\nBest regards,\nEva\n\nReply unsubscribe to get no more mail from us."})";
  EXPECT_EQ(line({"check", "-"}, good).at("approval_status").as_string(), "approved");
  const Ran bad = run({"check", "-", "--json"},
                      R"({"recipient":"a@b.example","subject":"Hi","body":"Act now!!! 100% guaranteed."})");
  EXPECT_EQ(bad.code, 1);
  EXPECT_EQ(bad.json().at("approval_status").as_string(), "requires_review");
}

}  // namespace
}  // namespace sa
