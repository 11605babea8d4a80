// The command line of the real program: what needs no database.
#include <gmock/gmock.h>

#include "tests/e2e/program.h"

namespace sa {
namespace {

using test::Ran;
using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;
using CliTest = test::CliTest;

TEST_F(CliTest, SaysWhatItIs) {
  const Ran plain = run({"version"});
  EXPECT_EQ(plain.code, 0) << plain.err;
  EXPECT_THAT(plain.out, StartsWith("sales-agent "));
  EXPECT_FALSE(run({"version", "--json"}).json().at("version").as_string().empty());
  EXPECT_TRUE(std::filesystem::is_empty(folder)) << "it leaves nothing behind";
}

TEST_F(CliTest, WrongUsageIsTwo) {
  for (const std::vector<std::string>& words : {std::vector<std::string>{},
                                                {"serv"},
                                                {"import"},
                                                {"import", "mail"},
                                                {"audit", "verfiy"},
                                                {"drafts", "approve"},
                                                {"drafts", "list", "--limit", "0"},
                                                {"analyze", "--jobs", "many"},
                                                {"version", "please"},
                                                {"key", "add"}}) {
    const Ran ran = run(words);
    EXPECT_EQ(ran.code, 2) << ::testing::PrintToString(words);
    EXPECT_THAT(ran.out, IsEmpty());
    EXPECT_THAT(ran.err, HasSubstr("sales-agent"));
  }
}

TEST_F(CliTest, EveryHelpFitsEightyColumns) {
  for (const std::vector<std::string>& words : {std::vector<std::string>{"--help"},
                                                {"serve", "--help"},
                                                {"worker", "--help"},
                                                {"migrate", "--help"},
                                                {"import", "mail", "--help"},
                                                {"analyze", "--help"},
                                                {"check", "--help"},
                                                {"drafts", "--help"},
                                                {"drafts", "list", "--help"},
                                                {"drafts", "approve", "--help"},
                                                {"audit", "--help"},
                                                {"audit", "verify", "--help"},
                                                {"audit", "anchor", "--help"},
                                                {"user", "add", "--help"},
                                                {"key", "add", "--help"},
                                                {"demo", "--help"},
                                                {"config", "--help"}}) {
    const Ran ran = run(words);
    EXPECT_EQ(ran.code, 0);
    for (std::size_t at = 0; at < ran.out.size();) {
      const std::size_t end = ran.out.find('\n', at);
      EXPECT_LE(end - at, 80u) << ran.out.substr(at, end - at);
      at = end + 1;
    }
  }
}

TEST_F(CliTest, ConfigSaysSourcesAndKeepsSecrets) {
  environment["SECRET_KEY"] = "a-secret-of-more-than-thirty-two-bytes";
  environment["DATABASE_URL"] = "postgresql://ana:pass-word@db.example/sales";
  write(".env", "SENDER_NAME=Ada\nAPI_PORT=9000\nOPENAI_API_KEY=sk-hidden\n");
  for (const std::vector<std::string>& words : {std::vector<std::string>{"config"}, {"config", "--json"}}) {
    const Ran ran = run(words);
    EXPECT_EQ(ran.code, 0) << ran.err;
    EXPECT_THAT(ran.out, Not(AnyOf(HasSubstr("a-secret"), HasSubstr("pass-word"), HasSubstr("sk-hidden"))));
  }
  std::map<std::string, std::string> values;
  for (const auto& line : run({"config", "--json"}).lines()) {
    values[std::string(line.at("name").as_string())] =
        std::string(line.at("value").as_string()) + " from " + std::string(line.at("source").as_string());
  }
  EXPECT_EQ(values["SECRET_KEY"], "*** from environment");
  EXPECT_EQ(values["OPENAI_API_KEY"], "*** from dotenv");
  EXPECT_EQ(values["SENDER_NAME"], "Ada from dotenv");
  EXPECT_EQ(values["API_PORT"], "8000 from environment");
  EXPECT_EQ(values["MAX_EMAILS_PER_DAY"], "20 from default");
}

TEST_F(CliTest, EveryWrongSettingIsNamedAtOnce) {
  environment["API_PORT"] = "many";
  environment["FEATURE_X"] = "1";
  const Ran ran = run({"config"});
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.err, AllOf(HasSubstr("API_PORT"), HasSubstr("FEATURE_X")));
  EXPECT_THAT(ran.out, IsEmpty());
}

TEST_F(CliTest, AnalyzeAnswersInTheOrderOfItsInput) {
  const std::string path = write("box.mbox", test::make_mbox(700));
  const auto lines = run({"analyze", path, "--jobs", "4"}).lines();
  ASSERT_EQ(lines.size(), 700u);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    EXPECT_EQ(lines[i].at("index").as_int64(), static_cast<std::int64_t>(i));
    EXPECT_EQ(lines[i].at("message_id").as_string(), "m" + std::to_string(i) + "@buyer.example");
    EXPECT_EQ(lines[i].at("source").as_string(), path);
  }
  EXPECT_EQ(lines[0].at("kind").as_string(), "human_reply");
  EXPECT_FALSE(lines[0].contains("text"));
  // The same from standard input, and on one core.
  const Ran piped = run({"analyze", "--jobs", "1", "-"}, test::make_mbox(700));
  EXPECT_EQ(piped.code, 0) << piped.err;
  ASSERT_EQ(piped.lines().size(), 700u);
  for (const char* field :
       {"kind", "intents", "intent", "sentiment", "relevance_score", "entities", "language", "reasons",
        "reply_text", "kind_reason", "bounce", "return_date", "injection", "from", "subject"}) {
    EXPECT_EQ(piped.lines()[5].at(field), lines[5].at(field)) << field;
  }
}

TEST_F(CliTest, AnalyzeAddsTheParsedFields) {
  const auto line = run({"analyze", "--mime"}, test::make_mbox(1)).json();
  EXPECT_EQ(line.at("to").as_array().at(0).at("address").as_string(), "sales@seller.example");
  EXPECT_EQ(line.at("date").as_string(), "2026-11-09T08:14:20Z");
  for (const char* field : {"cc", "in_reply_to", "references", "text", "has_html", "attachments"}) {
    EXPECT_TRUE(line.contains(field)) << field;
  }
}

TEST_F(CliTest, AnalyzeNamesWhatItCannotRead) {
  const std::string path = write("box.mbox", test::make_mbox(2));
  const Ran ran = run({"analyze", "missing.mbox", path});
  EXPECT_EQ(ran.code, 1);
  EXPECT_EQ(ran.lines().size(), 2u) << "the other path is read";
  EXPECT_THAT(ran.err, HasSubstr("missing.mbox"));
}

TEST_F(CliTest, AReaderThatLeavesIsNoError) {
  const std::string path = write("box.mbox", test::make_mbox(3000));
  test::Child child({"analyze", path}, options());
  ASSERT_TRUE(child.read_until("\n"));
  child.stop_reading();
  const Ran ran = child.wait();
  EXPECT_EQ(ran.code, 0);
  EXPECT_THAT(ran.err, IsEmpty());
}

TEST_F(CliTest, CheckFindsWhatIsWrong) {
  const std::string bad =
      write("bad.json", R"({"recipient":"a@b.example","subject":"Hi","body":"You must act now!!!"})");
  const Ran ran = run({"check", bad, "--json"});
  EXPECT_EQ(ran.code, 1);
  EXPECT_EQ(ran.json().at("approval_status").as_string(), "requires_review");
  EXPECT_FALSE(ran.json().at("issues").as_array().empty());
  EXPECT_THAT(run({"check", "-"}, "{\"body\": 7}").err, HasSubstr("body"));
  EXPECT_THAT(run({"check", "-"}, "no json").err, HasSubstr("sales-agent: "));
  EXPECT_EQ(run({"check", "nowhere.json"}).code, 1);
}

TEST_F(CliTest, DemoRunsTheAgents) {
  for (const char* type : {"prospecting", "validation", "nurturing"}) {
    const Ran ran = run({"demo", type, "--json"});
    EXPECT_EQ(ran.code, 0) << ran.err;
    EXPECT_EQ(ran.json().at("demo_type").as_string(), type);
    EXPECT_FALSE(ran.json().at("scenario").as_object().empty());
  }
  EXPECT_EQ(run({"demo", "--json"}).lines().size(), 3u);
  EXPECT_EQ(run({"demo", "dancing"}).code, 1);
  EXPECT_TRUE(std::filesystem::is_empty(folder)) << "no database";
}

TEST_F(CliTest, OpenApiIsOneDocument) {
  const Ran ran = run({"openapi"});
  EXPECT_EQ(ran.code, 0);
  EXPECT_EQ(boost::json::parse(ran.out).at("openapi").as_string().subview(0, 3), "3.1");
}

}  // namespace
}  // namespace sa
