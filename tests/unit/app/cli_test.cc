#include "app/cli/cli.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>

namespace sa {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// What the commands below were given.
struct Given {
  std::vector<std::string> paths;
  std::optional<std::string> anchor;
  std::vector<std::string> own;
  std::int64_t limit = 50;
  bool quick = false;
  bool json = false;
  int runs = 0;
} given;

Result<ExitCode> note(Shell& shell) {
  ++given.runs;
  given.json = shell.json;
  return ExitCode::ok;
}

void add_import(CommandSpec& all) {
  CommandSpec family = all.command("import", "Bring data in");
  family.command("mail", "Import mail")
      .arguments("PATH", &given.paths, false, "Files")
      .option("--limit", "N", &given.limit, 1, 100, "How many")
      .option("--anchor", "FILE", &given.anchor, "A file")
      .option("--own", "ADDRESS", &given.own, "An address; may be repeated")
      .flag("--quick", &given.quick,
            "Quickly, whatever that may mean for all those who read this text on a terminal")
      .run(note);
}
void add_version(CommandSpec& all) {
  all.command("version", "Show the version").run(note);
}
void add_failing(CommandSpec& all) {
  all.command("fail", "Fails").run([](Shell&) -> Result<ExitCode> {
    Error error = conflict("The draft cannot be sent.");
    error.details["reasons"] = {
        {{"rule", "quota.contact_week"}, {"words", "2 of 2 were sent\x1b[31m this week."}}};
    return error;
  });
}
void add_telling(CommandSpec& all) {
  all.command("tell", "Answers").run([](Shell& shell) -> Result<ExitCode> {
    shell.out.line("the answer");
    return ExitCode::ok;
  });
}
constexpr AddCommand kAll[] = {add_import, add_version, add_failing, add_telling};

struct Ran {
  ExitCode code;
  std::string out, err;
};

Ran run(std::vector<std::string> words) {
  given = {};
  Ran ran;
  Shell shell{Terminal({}, [&](std::string_view text) { return ran.out += text, true; }),
              Terminal({}, [&](std::string_view text) { return ran.err += text, true; }),
              {}};
  ran.code = run_cli(words, shell, kAll);
  return ran;
}

TEST(Cli, GivesACommandItsWords) {
  const Ran ran =
      run({"import", "mail", "a b.mbox", "-", "--limit", "7", "--quick", "--anchor=x y", "--json"});
  EXPECT_EQ(ran.code, ExitCode::ok) << ran.err;
  EXPECT_EQ(given.paths, (std::vector<std::string>{"a b.mbox", "-"}));
  EXPECT_EQ(given.limit, 7);
  EXPECT_EQ(given.anchor, "x y");
  EXPECT_TRUE(given.quick);
  EXPECT_TRUE(given.json);
  EXPECT_EQ(given.runs, 1);
}

TEST(Cli, ARepeatedOptionTakesOneWordEachTime) {
  EXPECT_EQ(run({"import", "mail", "--own", "a@b.c", "x", "--own", "d@e.f", "y"}).code, ExitCode::ok);
  EXPECT_EQ(given.own, (std::vector<std::string>{"a@b.c", "d@e.f"}));
  EXPECT_EQ(given.paths, (std::vector<std::string>{"x", "y"}));
}

TEST(Cli, WhatPeopleTryFirstWorks) {
  EXPECT_EQ(run({"--version"}).code, ExitCode::ok);
  EXPECT_EQ(given.runs, 1);
  EXPECT_EQ(run({"help"}).out, run({"--help"}).out);
  EXPECT_EQ(run({"help", "import", "mail"}).out, run({"import", "mail", "--help"}).out);
  EXPECT_EQ(run({"help", "improt"}).code, ExitCode::usage);
}

TEST(Cli, AnAnswerThatCouldNotBeWrittenIsAFailure) {
  const struct {
    std::vector<std::string> words;
    int why;
    ExitCode code;
  } rows[] = {
      {{"tell"}, ENOSPC, ExitCode::failed},   {{"tell"}, EBADF, ExitCode::failed},
      {{"--help"}, ENOSPC, ExitCode::failed}, {{"version"}, ENOSPC, ExitCode::ok},  // it says nothing
      {{"tell"}, EPIPE, ExitCode::ok},  // `| head` has seen enough
  };
  for (const auto& row : rows) {
    std::string err;
    Shell shell{Terminal({}, [&](std::string_view) { return errno = row.why, false; }),
                Terminal({}, [&](std::string_view text) { return err += text, true; }),
                {}};
    EXPECT_EQ(run_cli(row.words, shell, kAll), row.code) << row.words[0] << ' ' << row.why;
    EXPECT_EQ(err.find("standard output") != std::string::npos, row.code == ExitCode::failed) << err;
  }
}

TEST(Cli, WhatIsNotGivenKeepsItsDefault) {
  EXPECT_EQ(run({"import", "mail", "x"}).code, ExitCode::ok);
  EXPECT_EQ(given.limit, 50);
  EXPECT_EQ(given.anchor, std::nullopt);
  EXPECT_FALSE(given.json);
  EXPECT_EQ(run({"import", "mail", "--", "--x"}).code, ExitCode::ok);
  EXPECT_EQ(given.paths, std::vector<std::string>{"--x"});
}

TEST(Cli, WrongUsageIsTwoAndOneSentence) {
  const struct {
    std::vector<std::string> words;
    const char* says;
  } rows[] = {
      {{"improt"},
       "sales-agent: there is no command improt (did you mean \"import\"?). See: sales-agent --help\n"},
      {{"import", "mai", "x"}, "sales-agent import: there is no command mai (did you mean \"mail\"?)"},
      {{"import", "mail"}, "sales-agent import mail: PATH is required"},
      {{"import", "mail", "x", "--quik"}, "there is no option --quik (did you mean \"--quick\"?)"},
      {{"import", "mail", "x", "--limit", "0"}, "must be a whole number from 1 to 100"},
      {{"import", "mail", "x", "--limit", "many"}, "must be a whole number from 1 to 100"},
      {{"version", "now"}, "sales-agent version: unexpected argument: now"},
      {{"version", "\x1b[2J"}, "unexpected argument: \uFFFD[2J"},
  };
  for (const auto& row : rows) {
    const Ran ran = run(row.words);
    EXPECT_EQ(ran.code, ExitCode::usage) << row.says;
    EXPECT_THAT(ran.err, HasSubstr(row.says));
    EXPECT_EQ(ran.out, "");
    EXPECT_EQ(given.runs, 0);
  }
}

TEST(Cli, WithoutACommandTheHelpGoesToStandardError) {
  for (const auto& words : {std::vector<std::string>{}, {"import"}}) {
    const Ran ran = run(words);
    EXPECT_EQ(ran.code, ExitCode::usage);
    EXPECT_THAT(ran.err, HasSubstr("Commands:"));
    EXPECT_EQ(ran.out, "");
  }
}

TEST(Cli, HelpFitsEightyColumns) {
  for (const auto& words :
       {std::vector<std::string>{"--help"}, {"import", "--help"}, {"import", "mail", "-h"}}) {
    const Ran ran = run(words);
    EXPECT_EQ(ran.code, ExitCode::ok);
    EXPECT_EQ(ran.err, "");
    for (std::size_t at = 0; at < ran.out.size();) {
      const std::size_t end = ran.out.find('\n', at);
      EXPECT_LE(end - at, 80u) << ran.out.substr(at, end - at);
      at = end + 1;
    }
  }
  EXPECT_THAT(run({"import", "mail", "-h"}).out,
              HasSubstr("Usage: sales-agent import mail PATH... [options]"));
}

TEST(Cli, AnErrorIsWordedWithItsReasonsAndObeysNobody) {
  const Ran ran = run({"fail"});
  EXPECT_EQ(ran.code, ExitCode::failed);
  EXPECT_EQ(ran.err, "sales-agent: The draft cannot be sent.\n  2 of 2 were sent\uFFFD[31m this week.\n");
}

}  // namespace
}  // namespace sa
