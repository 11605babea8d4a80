// The command line of the real program: what needs no database.
#include <gmock/gmock.h>
#include <sys/stat.h>

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

TEST_F(CliTest, AnAnswerThatCannotBeWrittenIsAFailure) {
  for (const char* file : {"/dev/full", "closed"}) {
    for (const std::vector<std::string>& words : {std::vector<std::string>{"config"},
                                                  {"version"},
                                                  {"openapi"},
                                                  {"demo"},
                                                  {"--help"},
                                                  {"drafts", "list", "--json"}}) {
      const Ran ran = run_into(file, words);
      const bool has_answer = words[0] != "drafts";  // an empty queue has nothing to say on standard output
      EXPECT_EQ(ran.code, has_answer ? 1 : 0) << ::testing::PrintToString(words) << ran.err;
      if (has_answer) EXPECT_THAT(ran.err, HasSubstr("standard output"));
    }
  }
}

TEST_F(CliTest, AKeyWhoseTokenNobodySawIsRevoked) {
  ASSERT_EQ(run({"migrate"}).code, 0);
  for (const char* file : {"/dev/full", "closed"}) {
    const Ran ran = run_into(file, {"key", "add", "robot"});
    EXPECT_EQ(ran.code, 1);
    const std::size_t at = ran.err.find("Key ");
    ASSERT_NE(at, std::string::npos) << ran.err;
    EXPECT_THAT(ran.err, HasSubstr("was revoked immediately"));
    const std::string key_id = ran.err.substr(at + 4, ran.err.find('.', at) - at - 4);
    EXPECT_NE(run({"key", "revoke", key_id}).code, 0) << "it was revoked before";
  }
  EXPECT_EQ(run({"key", "add", "robot"}).code, 0) << "the database is whole";
}

TEST_F(CliTest, NamesAreOneReadableLine) {
  for (const char* name : {"a\nb", "\x1b[31m", " "}) {
    EXPECT_EQ(run({"user", "add", "a@b.example", "--name", name}, "correct horse battery\n").code, 1);
    EXPECT_EQ(run({"key", "add", name}).code, 1);
    EXPECT_THAT(run({"drafts", "approve", "x", "--by", name}).err, HasSubstr("--by"));
  }
  EXPECT_EQ(run({"key", "add", ""}).code, 1);
  EXPECT_THAT(run({"user", "add", "a@b.example"}, std::string(2000, 'p') + '\n').err,
              HasSubstr("at most 1024"));
}

TEST_F(CliTest, AFolderThatIsSetMustBeThere) {
  std::filesystem::create_directory(folder / "empty");
  for (const char* name : {"POLICY_DIR", "PROMPTS_DIR", "WEB_DIR", "MIGRATIONS_DIR"}) {
    for (const char* path : {"/does-not-exist", "empty"}) {
      auto before = environment;
      environment[name] = path;
      environment["API_HOST"] = "192.0.2.1";  // were it to start, it could not listen
      const Ran ran = run({"serve"});
      EXPECT_EQ(ran.code, 1);
      EXPECT_THAT(ran.err, AllOf(HasSubstr(path), Not(HasSubstr("192.0.2.1")))) << name;
      environment = before;
    }
  }
  environment["POLICY_DIR"] = "/does-not-exist";
  for (const char* command : {"analyze", "demo"})
    EXPECT_THAT(run({command}).err, HasSubstr("POLICY_DIR=/does-not-exist"));
}

TEST_F(CliTest, ErrorsNameTheFile) {
  const std::string draft = write("draft.json", "{\"body\": 7}");
  EXPECT_THAT(run({"check", draft}).err, HasSubstr(draft));
  const std::string database = write("no.db", std::string(8192, 'x'));
  EXPECT_THAT(run({"audit", "verify", "--database", database}).err, HasSubstr(database));
  environment["DATABASE_URL"] = "sqlite:" + database;
  EXPECT_THAT(run({"drafts", "list"}).err, HasSubstr(database));
  EXPECT_THAT(run({"migrate"}).err, HasSubstr(database));
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
                                                {"drafts", "list", "--status", "nope"},
                                                {"user", "add", "a@b.example", "--role", "king"},
                                                {"key", "add", "k", "--scope", "everything"},
                                                {"demo", "dancing"},
                                                {"analyze", "--own", "nobody", "-"},
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

TEST_F(CliTest, issue_no_form_of_a_password_in_a_url_is_shown) {
  for (const char* url :
       {"postgresql://127.0.0.1:1/sales?user=ana&password=gehe,im",
        "postgresql://ana:gehe,im@127.0.0.1:1/sales", "postgresql://ana:gehe<\"im@127.0.0.1:1/x"}) {
    environment["DATABASE_URL"] = url;
    for (const std::vector<std::string>& words :
         {std::vector<std::string>{"config"}, {"config", "--json"}, {"migrate"}, {"drafts", "list"}}) {
      const Ran ran = run(words);
      EXPECT_EQ(ran.code == 0, words[0] == "config") << ran.err;
      EXPECT_THAT(ran.out + ran.err, Not(AnyOf(HasSubstr("gehe"), HasSubstr("im@")))) << url;
    }
  }
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
  for (const char* field : {"kind", "intents", "intent", "sentiment", "relevance_score", "entities",
                            "language", "reasons", "reply_text", "kind_reason", "bounce", "return_date",
                            "injection", "from", "reply_to", "subject", "opt_out", "doubts"}) {
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

TEST_F(CliTest, AnalyzeReadsOneTextALine) {
  std::string texts =
      "\xEF\xBB\xBFPlease remove me from your list.\r\n\nFrom what I see, what does it cost?\n";
  texts += std::string((1 << 20) + 1, 'x') + "\n";
  for (int i = 0; i < 600; ++i) texts += "Text number " + std::to_string(i) + "\n";
  texts += "the last one has no end";
  const std::string path = write("texts.txt", texts);
  const Ran ran = run({"analyze", "--lines", "--mime", "--jobs", "4", path});
  EXPECT_EQ(ran.code, 0) << ran.err;
  const auto lines = ran.lines();
  ASSERT_EQ(lines.size(), 605u) << "answer N is that to line N, also where the line is empty or too long";
  for (std::size_t i = 0; i < lines.size(); ++i)
    EXPECT_EQ(lines[i].at("index").as_int64(), static_cast<std::int64_t>(i));
  EXPECT_EQ(lines[0].at("intent").as_string(), "unsubscribe");
  EXPECT_EQ(lines[0].at("text").as_string(), "Please remove me from your list.");
  EXPECT_EQ(lines[1].at("text").as_string(), "");
  EXPECT_EQ(lines[2].at("intent").as_string(), "info_request") << "no mbox, although it begins with From";
  EXPECT_THAT(std::string(lines[3].at("skipped").as_string()), HasSubstr("1 MiB"));
  EXPECT_EQ(lines[603].at("text").as_string(), "Text number 599");
  EXPECT_EQ(lines[604].at("text").as_string(), "the last one has no end");
  EXPECT_EQ(run({"analyze", "--lines"}, texts).lines().size(), 605u) << "standard input";
  const Ran folder_given = run({"analyze", "--lines", folder.string()});
  EXPECT_EQ(folder_given.code, 1);
  EXPECT_THAT(folder_given.err, HasSubstr("is a folder"));
}

TEST_F(CliTest, AnalyzeNamesWhatItCannotRead) {
  const std::string path = write("box.mbox", test::make_mbox(2));
  const Ran ran = run({"analyze", "missing.mbox", path});
  EXPECT_EQ(ran.code, 1);
  EXPECT_EQ(ran.lines().size(), 2u) << "the other path is read";
  EXPECT_THAT(ran.err, HasSubstr("missing.mbox"));
}

TEST_F(CliTest, AnalyzeTakesItsOwnAddressesAndThenThePaths) {
  const std::string path = write("box.mbox", test::make_mbox(1));
  const Ran ran = run({"analyze", "--own", "P0@Buyer.example", path});
  EXPECT_EQ(ran.json().at("kind").as_string(), "own") << ran.err;
}

TEST_F(CliTest, AnalyzeReadsPipes) {
  const std::string pipe = (folder / "pipe").string();
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  test::Child child({"analyze", pipe}, options());
  ASSERT_TRUE(child.read_until("Waiting for a program", true)) << "it says what it waits for";
  std::ofstream(pipe) << test::make_mbox(3);
  EXPECT_EQ(child.wait().lines().size(), 3u);
  // As a shell hands over <(command).
  const Ran given = run({"analyze", "/dev/fd/0"}, test::make_mbox(2));
  EXPECT_EQ(given.lines().size(), 2u) << given.err;
  EXPECT_THAT(given.err, Not(HasSubstr("Waiting")));
}

TEST_F(CliTest, AClosedInputIsNoEmptyInput) {
  test::Child::Options closed = options();
  closed.no_input = true;
  const Ran ran = test::Child({"analyze", "-"}, closed).wait();
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.err, HasSubstr("Standard input"));
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

TEST_F(CliTest, CheckExplainsWhatThePolicyPacksSay) {
  const std::string mail =
      R"({"recipient":"ada@b.example","subject":"Stock counting at your place","body":"Hello Ada,\n\nwould a short call about stock counting help your team? I am free most mornings, and you can tell me at any time if this is of no use to you.\n")";
  const Ran plain = run({"check", "-", "--json"}, mail + "}");
  EXPECT_TRUE(plain.json().at("policy").is_null());
  const std::string cold = mail + R"(,"facts":{"country":"Germany","basis":"legitimate_interest"}})";
  const Ran judged = run({"check", "-", "--json"}, cold);
  EXPECT_EQ(judged.code, 1);
  const boost::json::value policy = judged.json().at("policy");
  EXPECT_EQ(policy.at("outcome").as_string(), "block");
  EXPECT_EQ(policy.at("packs").as_array().size(), 3u);
  EXPECT_EQ(policy.at("rules").at(0).at("rule_id").as_string(), "de.consent");
  const std::string said = run({"check", "-"}, cold).out;
  EXPECT_THAT(said, HasSubstr("block this mail"));
  EXPECT_THAT(said, HasSubstr("prior express consent"));
  EXPECT_THAT(said, HasSubstr("UWG, section 7(2) no. 2"));
  const Ran fine = run({"check", "-", "--json", "--pack", "us"}, cold);
  const boost::json::value let_go = fine.json().at("policy");
  EXPECT_EQ(let_go.at("outcome").as_string(), "info");
  EXPECT_EQ(fine.code, plain.code);
  EXPECT_THAT(run({"check", "-", "--pack", "xx"}, cold).err, HasSubstr("no policy pack xx"));
}

TEST_F(CliTest, DemoRunsTheAgents) {
  for (const char* type : {"prospecting", "validation", "nurturing"}) {
    const Ran ran = run({"demo", type, "--json"});
    EXPECT_EQ(ran.code, 0) << ran.err;
    EXPECT_EQ(ran.json().at("demo_type").as_string(), type);
    EXPECT_FALSE(ran.json().at("scenario").as_object().empty());
  }
  EXPECT_EQ(run({"demo", "--json"}).lines().size(), 3u);
  EXPECT_TRUE(std::filesystem::is_empty(folder)) << "no database";
}

TEST_F(CliTest, OpenApiIsOneDocument) {
  const Ran ran = run({"openapi"});
  EXPECT_EQ(ran.code, 0);
  EXPECT_EQ(boost::json::parse(ran.out).at("openapi").as_string().subview(0, 3), "3.1");
}

}  // namespace
}  // namespace sa
