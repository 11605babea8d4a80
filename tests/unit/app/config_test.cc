#include "app/config/config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

#include "app/config/dotenv.h"

namespace sa {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

Config loaded(const Environment& environment, std::string_view dotenv = "") {
  const auto result = load_config(environment, dotenv);
  if (!result) ADD_FAILURE() << problem_lines(result.error());
  return result ? result->config : Config{};
}

std::string problems(const Environment& environment, std::string_view dotenv = "") {
  const auto result = load_config(environment, dotenv);
  if (result) ADD_FAILURE() << "was accepted: " << dotenv;
  return result ? "" : problem_lines(result.error());
}

std::string value_of(const std::vector<ConfigLine>& lines, std::string_view name) {
  const auto line =
      std::find_if(lines.begin(), lines.end(), [&](const ConfigLine& each) { return each.name == name; });
  return line == lines.end() ? "missing" : line->value + " from " + std::string(enum_name(line->source));
}

TEST(Config, NothingSetGivesTheDefaults) {
  const Config config = loaded({});
  EXPECT_EQ(config.api_host, "127.0.0.1");
  EXPECT_EQ(config.api_port, 8000);
  EXPECT_EQ(config.public_url, "http://localhost:8000");
  EXPECT_EQ(config.database_url, "sqlite:var/sales-agent.db");
  EXPECT_EQ(config.outbox_dir, "var/outbox");
  EXPECT_EQ(config.max_emails_per_day, 20);
  EXPECT_EQ(config.max_emails_per_week, 2);
  EXPECT_GE(config.api_threads, 1);
  EXPECT_LE(config.api_threads, 4);
  EXPECT_EQ(config.rate_limit_enabled, false);
  EXPECT_TRUE(config.feature_validation_agent);
  EXPECT_THAT(check_config(config, {}), IsEmpty());
  EXPECT_TRUE(allows_local_operator(config));
}

TEST(Config, FailpointsAreForDevelopmentOnly) {
  EXPECT_EQ(loaded({{"FAILPOINTS", "send.note.after=kill"}}).failpoints, "send.note.after=kill");
  for (const char* env : {"staging", "production"}) {
    const auto refused = load_config({{"API_ENV", env}, {"FAILPOINTS", "send.note.after=kill"}});
    ASSERT_FALSE(refused) << env;
    EXPECT_EQ(refused.error().fields.front().path, "FAILPOINTS");
  }
}

TEST(Config, SimulatedTimeNeedsDevelopmentAndMailThatStaysHere) {
  using Values = Environment;
  const Values allowed[] = {{},
                            {{"MAIL_PROVIDER", "gmail"}, {"GMAIL_BASE_URL", "http://127.0.0.1:9001"}},
                            {{"MAIL_PROVIDER", "smtp"}, {"SMTP_URL", "smtp://localhost:2525"}}};
  for (Values values : allowed) {
    values.insert({"CLOCK_FILE", "now.txt"});
    EXPECT_EQ(loaded(values).clock_file, "now.txt");
  }
  const Values refused[] = {{{"API_ENV", "staging"}},
                            {{"API_ENV", "production"}},
                            {{"MAIL_PROVIDER", "gmail"}},
                            {{"MAIL_PROVIDER", "smtp"}, {"SMTP_URL", "smtps://mail.example.com"}}};
  for (Values values : refused) {
    values.insert({"CLOCK_FILE", "now.txt"});
    const auto config = load_config(values);
    ASSERT_FALSE(config);
    EXPECT_EQ(config.error().fields.front().path, "CLOCK_FILE");
  }
}

TEST(Config, DefaultsFollowOtherSettings) {
  const Config config = loaded({{"API_ENV", "staging"}, {"API_PORT", "9000"}, {"STATE_DIR", "/srv/sales"}});
  EXPECT_EQ(config.api_host, "0.0.0.0");
  EXPECT_EQ(config.public_url, "http://localhost:9000");
  EXPECT_EQ(config.database_url, "sqlite:/srv/sales/sales-agent.db");
  EXPECT_EQ(config.outbox_dir, "/srv/sales/outbox");
  EXPECT_EQ(config.rate_limit_enabled, true);
  EXPECT_EQ(loaded({{"API_ENV", "production"}, {"RATE_LIMIT_ENABLED", "off"}}).rate_limit_enabled, false);
}

TEST(Config, TheSenderOfTheSamplesStandsInOnlyWholeAndOnlyInDevelopment) {
  EXPECT_NE(loaded({}).sender_email, Config{}.sender_email);
  EXPECT_EQ(loaded({{"API_ENV", "staging"}}).sender_email, Config{}.sender_email);
  const Config named = loaded({{"SENDER_NAME", "Ada"}});
  EXPECT_EQ(named.sender_name, "Ada");
  EXPECT_EQ(named.sender_email, Config{}.sender_email);
  EXPECT_EQ(named.sender_company, "");
}

TEST(Config, TheEnvironmentWinsOverTheFile) {
  const auto result = load_config({{"API_PORT", "9000"}, {"LOG_LEVEL", ""}, {"HOME", "/root"}},
                                  "API_PORT=1\nLOG_LEVEL=WARN\nMAX_EMAILS_PER_DAY=5\nOPENAI_MODEL=\n");
  ASSERT_TRUE(result) << problem_lines(result.error());
  EXPECT_EQ(result->config.api_port, 9000);
  EXPECT_EQ(result->config.log_level, LogLevel::warning) << "an empty value counts as not set";
  EXPECT_EQ(result->config.openai_model, Config{}.openai_model);
  const auto lines = list_config(*result);
  EXPECT_EQ(value_of(lines, "API_PORT"), "9000 from environment");
  EXPECT_EQ(value_of(lines, "MAX_EMAILS_PER_DAY"), "5 from dotenv");
  EXPECT_EQ(value_of(lines, "API_ENV"), "development from default");
}

TEST(Config, ValuesAreReadInTheirForms) {
  const struct {
    const char* name;
    const char* value;
    const char* shown;
  } rows[] = {
      {"DATABASE_URL", "postgresql+asyncpg://ann:pw@db/sales", "postgresql://ann:***@db/sales"},
      {"DATABASE_URL", "postgres://db/sales", "postgres://db/sales"},
      {"DATABASE_URL", "sqlite:/tmp/x.db", "sqlite:/tmp/x.db"},
      {"ALLOWED_ORIGINS", " https://a.example/ , http://b.example:3000,",
       "https://a.example,http://b.example:3000"},
      {"TRUSTED_PROXY", "10.0.0.0/8, ::1", "10.0.0.0/8,::1"},
      {"PUBLIC_URL", "https://sales.example.com/", "https://sales.example.com"},
      {"API_ENV", "Production", "production"},
      {"LOG_LEVEL", "INFO", "info"},
      {"LOG_LEVEL", "CRITICAL", "error"},
      {"LOG_FORMAT", "JSON", "json"},
      {"FEATURE_COLD_START_DEMO", "False", "false"},
      {"OPERATOR_MODE_ENABLED", "1", "true"},
      {"SENDER_TIMEZONE", "Europe/Berlin", "Europe/Berlin"},
      {"SECRET_KEY", "0123456789", "***"},
      {"OPENAI_API_KEY", "sk-1", "***"},
      {"HUBSPOT_API_KEY", "pat-1", "***"},
      {"GOOGLE_CLIENT_SECRET", "x", "***"},
      {"REDIS_URL", "redis://:pw@cache:6379/0", "redis://:***@cache:6379/0"},
  };
  for (const auto& row : rows) {
    const auto result = load_config({{row.name, row.value}});
    ASSERT_TRUE(result) << row.name << ": " << problem_lines(result.error());
    EXPECT_EQ(value_of(list_config(*result), row.name), std::string(row.shown) + " from environment");
  }
}

TEST(Config, EveryProblemIsReportedAtOnceEachInOneLine) {
  EXPECT_EQ(problems({{"API_PORT", "abc"}, {"API_ENV", "prod"}, {"FEATURE_OUTCOME_REPORTR", "true"}},
                     "SENDER_EMAIL=nobody\nAPI_PROT=1\nnonsense\nDB_POOL_SIZE=4\nDB_POOL_SIZE=5\n"),
            "FEATURE_OUTCOME_REPORTR is in the environment, but is not a known setting (did you mean "
            "\"FEATURE_OUTCOME_REPORTER\"?)\n"
            ".env line 3 is not of the form NAME=VALUE\n"
            "API_PROT is not a known setting (did you mean \"API_PORT\"?) (.env, line 2)\n"
            "DB_POOL_SIZE is set twice, in lines 4 and 5 of .env\n"
            "API_PORT must be a whole number from 1 to 65535, not \"abc\"\n"
            "API_ENV must be one of development, staging, production, not \"prod\"\n"
            "SENDER_EMAIL must be an email address such as ada@example.com, not \"nobody\" (.env)\n");
}

TEST(Config, WrongValuesAreRefused) {
  const struct {
    const char* name;
    const char* value;
    const char* words;
  } rows[] = {
      {"API_PORT", "0", "from 1 to 65535"},
      {"API_PORT", "65536", "from 1 to 65535"},
      {"API_PORT", "80x", "from 1 to 65535"},
      {"API_PORT", " 80", "from 1 to 65535"},
      {"MAX_EMAILS_PER_DAY", "-1", "from 0 to 100000"},
      {"OPERATOR_MODE_ENABLED", "maybe", "must be true or false, not \"maybe\""},
      {"DATABASE_URL", "mysql://ann:pw@db/x",
       "must begin with sqlite:, postgresql:// or postgres://, not \"mysql://ann:***@db/x\""},
      {"DATABASE_URL", "sqlite:", "must begin with"},
      {"REDIS_URL", "localhost:6379", "must begin with redis://"},
      {"TRUSTED_PROXY", "10.0.0.0/33", "must be addresses or networks"},
      {"TRUSTED_PROXY", "proxy", "must be addresses or networks"},
      {"ALLOWED_ORIGINS", "https://a.example,b.example", "must be origins"},
      {"SENDER_TIMEZONE", "Mars/Olympus", "must be a zone"},
      {"SENDER_NAME", "a\nBcc: eve@example.com", "must be one line"},
      {"SEND_WINDOW_START", "24", "from 0 to 23"},
      {"SEND_WINDOW_END", "8", "must be later than SEND_WINDOW_START"},
      {"MAIL_PROVIDER", "pigeon", "must be one of outbox, gmail, smtp"},
      {"PUBLIC_URL", "ftp://x", "must begin with http"},
      {"HTTP_MAX_BODY_BYTES", "12", "from 1024 to"},
      // A key of ours goes over TLS, or nowhere but this machine.
      {"OPENAI_BASE_URL", "http://models.example/v1", "must begin with https://"},
      {"OPENAI_BASE_URL", "http://localhost.evil.example", "must begin with https://"},
      {"OPENAI_BASE_URL", "http://127.0.0.1:80@evil.example", "must begin with https://"},
      {"OPENAI_BASE_URL", "https://", "must begin with https://"},
      {"HUBSPOT_BASE_URL", "ftp://localhost", "must begin with https://"},
      {"OPENAI_TIMEOUT_S", "0", "from 1 to 90"},
  };
  for (const auto& row : rows) {
    EXPECT_THAT(problems({{row.name, row.value}}), HasSubstr(row.words)) << row.name << '=' << row.value;
  }
}

TEST(Config, AProviderOnThisMachineNeedsNoTls) {
  for (const char* url :
       {"http://127.0.0.1:8080/v1", "http://localhost/", "http://[::1]:9/v1", "https://x.example"})
    EXPECT_TRUE(load_config({{"OPENAI_BASE_URL", url}})) << url;
}

TEST(Config, AWrongSecretIsNotShown) {
  EXPECT_THAT(problems({{"SECRET_KEY", "abc\xff"}}), Not(HasSubstr("abc")));
}

TEST(Config, OnlyNamesThatBeginLikeOursAreJudgedInTheEnvironment) {
  loaded({{"PATH", "/bin"}, {"LANG", "C"}, {"DATABASE", "x"}, {"SECRET", "y"}});
  for (const char* name :
       {"RATE_LIMIT_FOO", "FEATURE_X", "OPERATOR_MODE", "MAX_EMAILS_PER_YEAR", "SENDER_MAIL", "API_KEYS"}) {
    EXPECT_THAT(problems({{name, "1"}}), HasSubstr(name));
  }
  EXPECT_THAT(problems({}, "PATH=/bin"), HasSubstr("PATH is not a known setting"));
}

TEST(Config, SettingsThatNothingAsksForYetAreNamed) {
  const auto result =
      load_config({{"OPENAI_API_KEY", "key"}, {"API_PORT", "81"}}, "AUDIT_TRAIL_RETENTION_DAYS=9\n");
  ASSERT_TRUE(result) << problem_lines(result.error());
  EXPECT_THAT(list_unused_settings(*result), ElementsAre("AUDIT_TRAIL_RETENTION_DAYS"));
  EXPECT_THAT(env_example(), HasSubstr("0 keeps it for ever. (not used yet)"));
}

TEST(Config, SettingsOfTheFormerSystemOnlyWarn) {
  const auto result =
      load_config({{"API_LOG_LEVEL", "INFO"}}, "CELERY_BROKER_URL=redis://x\nHUBSPOT_APP_ID=1\n");
  ASSERT_TRUE(result) << problem_lines(result.error());
  EXPECT_THAT(result->warnings, ElementsAre("API_LOG_LEVEL has no effect: use LOG_LEVEL.",
                                            "CELERY_BROKER_URL has no effect: jobs live in the database.",
                                            "HUBSPOT_APP_ID has no effect: only the token is needed."));
}

TEST(Config, TheTableAndTheStructHaveTheSameFields) {
  std::set<std::string> settings;
  for (const std::string_view name : setting_names())
    EXPECT_TRUE(settings.insert(std::string(name)).second) << name;
  std::set<std::string> fields;
  Config config;
  for_each_field(config, [&](std::string_view name, auto&) {
    std::string upper(name);
    for (char& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    fields.insert(upper);
  });
  EXPECT_EQ(settings, fields);
}

TEST(Config, EverySecretIsMarked) {
  for (const std::string_view name : setting_names()) {
    const bool is_address = name == "MAIL_OAUTH_TOKEN_URL";  // where tokens come from is no secret
    const bool sounds_secret =
        !is_address && (is_secret_name(name) || name.find("_KEY") != std::string_view::npos);
    EXPECT_EQ(find_setting(name)->is_secret, sounds_secret) << name;
  }
}

TEST(Config, EveryHelpCanBeUnderstoodAlone) {
  for (const SettingGroup& group : setting_groups()) {
    for (const NamedSetting& setting : group.settings) {
      EXPECT_TRUE(setting.help.ends_with('.')) << setting.name << ": " << setting.help;
      for (const char* leans_on_what_stands_above : {"It ", "Its ", "Likewise", "The same", "For so many"})
        EXPECT_FALSE(setting.help.starts_with(leans_on_what_stands_above)) << setting.name;
      EXPECT_FALSE(setting.otherwise.ends_with('.')) << setting.name;
    }
  }
}

TEST(Config, ThePageOfSettingsNamesEachOnce) {
  const std::string page = settings_page();
  for (const std::string_view name : setting_names()) {
    const std::string row = "\n| `" + std::string(name) + "` |";
    const std::size_t at = page.find(row);
    ASSERT_NE(at, std::string::npos) << name;
    EXPECT_EQ(page.find(row, at + 1), std::string::npos) << name;
  }
  EXPECT_THAT(page, HasSubstr("| `SEND_WINDOW_START` | `8` | First hour of the day (0-23)"));
}

TEST(Config, TheExampleFileIsFresh) {
  std::ifstream file(SA_SOURCE_DIR "/.env.example");
  ASSERT_TRUE(file) << "no .env.example";
  std::stringstream text;
  text << file.rdbuf();
  EXPECT_EQ(text.str(), env_example()) << "make it anew: sales-agent config --example > .env.example";
}

TEST(Config, TheExampleFileStartsAsItIsAndWithEveryLineSwitchedOn) {
  loaded({}, env_example());
  std::string switched_on;
  std::istringstream lines(env_example());
  for (std::string line; std::getline(lines, line);) {
    const bool is_setting = line.size() > 1 && line[0] == '#' && line[1] != ' ';
    switched_on += (is_setting ? line.substr(1) : line) + '\n';
  }
  const Config config = loaded({}, switched_on);
  EXPECT_EQ(to_json_text(config), to_json_text(loaded({{"SENDER_NAME", Config{}.sender_name}})));
}

Config production() {
  return loaded({{"API_ENV", "production"},
                 {"SECRET_KEY", std::string(32, 'k')},
                 {"TRUSTED_PROXY", "10.0.0.1"},
                 {"PUBLIC_URL", "https://sales.corp.example"},
                 {"SENDER_NAME", "Ada"},
                 {"SENDER_EMAIL", "ada@corp.example"},
                 {"SENDER_POSTAL_ADDRESS", "2 Real Road"}});
}

TEST(CheckConfig, ProductionStartsOnlyWhenItIsSafe) {
  EXPECT_THAT(check_config(production(), {.user_count = 1}), IsEmpty());
  EXPECT_FALSE(allows_local_operator(production()));
  const struct {
    void (*change)(Config&, ConfigFacts&);
    const char* words;
  } rows[] = {
      {[](Config& c, ConfigFacts&) { c.secret_key.clear(); }, "SECRET_KEY"},
      {[](Config& c, ConfigFacts&) { c.secret_key.pop_back(); }, "SECRET_KEY"},
      {[](Config& c, ConfigFacts&) { c.trusted_proxy.clear(); }, "TRUSTED_PROXY"},
      {[](Config& c, ConfigFacts&) { c.public_url = "http://localhost:8000"; }, "PUBLIC_URL"},
      {[](Config& c, ConfigFacts&) { c.public_url = "http://sales.corp.example"; }, "PUBLIC_URL"},
      {[](Config&, ConfigFacts& f) { f.user_count = 0; }, "user"},
      {[](Config& c, ConfigFacts&) { c.sender_email = Config{}.sender_email; }, "SENDER_EMAIL"},
      {[](Config& c, ConfigFacts&) { c.sender_postal_address = Config{}.sender_postal_address; },
       "SENDER_POSTAL"},
      {[](Config& c, ConfigFacts&) { c.mail_provider = MailProvider::gmail; },
       "MAIL_PROVIDER=gmail needs GOOGLE_CLIENT_ID"},
  };
  for (const auto& row : rows) {
    Config config = production();
    ConfigFacts facts{.user_count = 1};
    row.change(config, facts);
    EXPECT_THAT(check_config(config, facts), ElementsAre(HasSubstr(row.words)));
  }
}

TEST(CheckConfig, MailNamesTheSettingThatIsMissing) {
  const Environment whole = {{"MAIL_PROVIDER", "smtp"},
                             {"SMTP_URL", "smtps://mail.corp.example"},
                             {"SMTP_USER", "ada"},
                             {"SMTP_PASSWORD", "x"},
                             {"SENDER_EMAIL", "ada@corp.example"}};
  EXPECT_THAT(check_config(loaded(whole), {}), IsEmpty());
  for (const char* name : {"SMTP_URL", "SMTP_USER", "SMTP_PASSWORD", "SENDER_EMAIL"}) {
    Environment without = whole;
    without.erase(name);
    EXPECT_THAT(check_config(loaded(without), {}), ElementsAre(HasSubstr(name))) << name;
  }
  const Config relay = loaded(
      {{"MAIL_PROVIDER", "smtp"}, {"SMTP_URL", "smtp://localhost:25"}, {"SENDER_EMAIL", "ada@corp.example"}});
  EXPECT_THAT(check_config(relay, {}), IsEmpty()) << "a relay on this machine needs no sign-in";
  EXPECT_THAT(check_config(loaded({{"IMAP_URL", "imaps://mail.corp.example"}}), {}),
              ElementsAre(HasSubstr("IMAP_USER"), HasSubstr("IMAP_PASSWORD")));
}

TEST(CheckConfig, AMailServerIsSignedInToByOauthOrByAPassword) {
  Environment whole = {{"MAIL_PROVIDER", "smtp"},
                       {"SMTP_URL", "smtp://smtp.office365.com:587"},
                       {"SMTP_USER", "ada@corp.example"},
                       {"IMAP_URL", "imaps://outlook.office365.com:993"},
                       {"SENDER_EMAIL", "ada@corp.example"},
                       {"MAIL_OAUTH_CLIENT_ID", "client"},
                       {"MAIL_OAUTH_AUTH_URL", "https://login.example/authorize"},
                       {"MAIL_OAUTH_TOKEN_URL", "https://login.example/token"},
                       {"MAIL_OAUTH_SCOPE", "offline_access"}};
  EXPECT_THAT(check_config(loaded(whole), {}), IsEmpty());
  for (const char* name : {"MAIL_OAUTH_AUTH_URL", "MAIL_OAUTH_TOKEN_URL", "MAIL_OAUTH_SCOPE"}) {
    Environment without = whole;
    without.erase(name);
    EXPECT_THAT(check_config(loaded(without), {}), ElementsAre(HasSubstr(name))) << name;
  }
  whole.erase("MAIL_OAUTH_CLIENT_ID");
  EXPECT_THAT(check_config(loaded(whole), {}),
              ElementsAre(HasSubstr("MAIL_OAUTH_"), HasSubstr("IMAP_PASSWORD")));
}

TEST(CheckConfig, OneWayToHubspot) {
  const char* id = "HUBSPOT_CLIENT_ID";
  const char* secret = "HUBSPOT_CLIENT_SECRET";
  EXPECT_THAT(check_config(loaded({{id, "client"}, {secret, "s"}}), {}), IsEmpty());
  EXPECT_THAT(check_config(loaded({{"HUBSPOT_API_KEY", "key"}, {secret, "s"}}), {}), IsEmpty())
      << "a private app's webhooks are signed, too";
  EXPECT_THAT(check_config(loaded({{id, "client"}}), {}),
              ElementsAre(HasSubstr("needs HUBSPOT_CLIENT_SECRET")));
  EXPECT_THAT(check_config(loaded({{id, "client"}, {secret, "s"}, {"HUBSPOT_API_KEY", "key"}}), {}),
              ElementsAre(HasSubstr("are both set")));
}

TEST(LoadConfig, MailSettingsCompleteEachOther) {
  const Config config = loaded({{"SMTP_URL", "smtp://smtp.gmail.com:587"},
                                {"SMTP_USER", "ada"},
                                {"SMTP_PASSWORD", "x"},
                                {"IMAP_URL", "imaps://imap.gmail.com/"}});
  EXPECT_EQ(config.imap_user, "ada");
  EXPECT_EQ(config.imap_password, "x");
  EXPECT_EQ(config.smtp_saves_sent, SavesSent::yes);
  EXPECT_EQ(loaded({{"SMTP_URL", "smtps://mail.corp.example"}}).smtp_saves_sent, SavesSent::no);
  EXPECT_FALSE(load_config({{"SMTP_URL", "smtps://ada:x@mail.corp.example"}}));
  EXPECT_FALSE(load_config({{"SMTP_URL", "https://mail.corp.example"}}));
  EXPECT_FALSE(load_config({{"IMAP_URL", "imaps://mail.corp.example/INBOX"}}));
}

TEST(CheckConfig, MailThatNobodyApprovedStaysInTheOutbox) {
  Config config = loaded({{"OPERATOR_APPROVAL_REQUIRED", "false"}});
  EXPECT_THAT(check_config(config, {}), IsEmpty());
  config.mail_provider = MailProvider::smtp;
  EXPECT_THAT(check_config(config, {}), Contains(HasSubstr("OPERATOR_APPROVAL_REQUIRED=false")));
}

TEST(CheckConfig, OnlyALoopbackAddressInDevelopmentNeedsNoSignIn) {
  const struct {
    const char* host;
    ApiEnv env;
    bool allowed;
  } rows[] = {{"127.0.0.1", ApiEnv::development, true},     {"127.1.2.3", ApiEnv::development, true},
              {"::1", ApiEnv::development, true},           {"localhost", ApiEnv::development, true},
              {"0.0.0.0", ApiEnv::development, false},      {"192.168.0.1", ApiEnv::development, false},
              {"127.evil.com", ApiEnv::development, false}, {"127.0.0.1", ApiEnv::staging, false},
              {"127.0.0.1", ApiEnv::production, false}};
  for (const auto& row : rows) {
    Config config;
    config.api_host = row.host;
    config.api_env = row.env;
    EXPECT_EQ(allows_local_operator(config), row.allowed) << row.host;
  }
}

TEST(Dotenv, ReadsItsForms) {
  const struct {
    const char* line;
    const char* value;
  } rows[] = {
      {"A=1", "1"},
      {"A = 1 ", "1"},
      {"export A=1", "1"},
      {"A=1 # comment", "1"},
      {"A=1#no comment", "1#no comment"},
      {"A=# comment", ""},
      {"A=", ""},
      {"A=a=b", "a=b"},
      {"A='a # \"b\" \\n'  # comment", "a # \"b\" \\n"},
      {R"(A="a # 'b' \n\t\"\\\$\d")", "a # 'b' \n\t\"\\$\\d"},
      {"A=\"\"", ""},
      {"A=it's", "it's"},
      {"A=1\r", "1"},
      {"\xEF\xBB\xBF"
       "A=1",
       "1"},
  };
  for (const auto& row : rows) {
    const Dotenv read = parse_dotenv(row.line);
    ASSERT_EQ(read.entries.size(), 1u) << row.line;
    EXPECT_EQ(read.entries[0].name, "A") << row.line;
    EXPECT_EQ(read.entries[0].value, row.value) << row.line;
    EXPECT_THAT(read.problems, IsEmpty()) << row.line;
  }
}

TEST(Dotenv, SaysWhichLineIsWrong) {
  const Dotenv read = parse_dotenv("# fine\n\nA=1\nB\n=2\n1C=3\nD='open\nE=\"open\\\"\nF='x' y\nG=ok");
  std::vector<std::size_t> lines;
  for (const DotenvProblem& problem : read.problems) lines.push_back(problem.line);
  EXPECT_THAT(lines, ElementsAre(4, 5, 6, 7, 8, 9));
  ASSERT_EQ(read.entries.size(), 2u);
  EXPECT_EQ(read.entries[1].line, 10u);
}

}  // namespace
}  // namespace sa
