#include "base/log.h"

#include "base/text/mask.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <exception>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace sa {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class Log : public ::testing::Test {
 protected:
  void start(LogFormat format, LogLevel level = LogLevel::info, bool is_coloured = false) {
    start_log(
        {format, level, is_coloured, &clock_, [this](std::string_view line) { lines_.emplace_back(line); }});
  }
  ~Log() override { start_log({}); }

  SetClock clock_{*parse_rfc3339("2026-11-22T10:31:00.123Z")};
  std::vector<std::string> lines_;
};

TEST_F(Log, AJsonLineIsOneObject) {
  start(LogFormat::json);
  log_event(LogLevel::info, "draft_approved",
            {{"draft_id", "d 1"}, {"version", 3}, {"score", 0.5}, {"late", true}});
  EXPECT_THAT(lines_,
              ElementsAre(R"({"at":"2026-11-22T10:31:00.123Z","level":"info","event":"draft_approved",)"
                          R"("draft_id":"d 1","version":3,"score":0.5,"late":true})"));
}

TEST_F(Log, ATextLineIsForAPerson) {
  start(LogFormat::text);
  log_event(LogLevel::warning, "queue_full", {{"waiting", 7u}, {"why", "disk is slow"}, {"path", "/a/b"}});
  EXPECT_THAT(
      lines_,
      ElementsAre("2026-11-22T10:31:00.123Z WARN  queue_full waiting=7 why=\"disk is slow\" path=/a/b"));
}

TEST_F(Log, ColourIsForTheLevelOnly) {
  start(LogFormat::text, LogLevel::info, true);
  log_event(LogLevel::error, "x");
  EXPECT_THAT(lines_, ElementsAre("2026-11-22T10:31:00.123Z \x1b[1;31mERROR\x1b[0m x"));
}

TEST_F(Log, EventsBelowTheLevelAreNotWritten) {
  start(LogFormat::json, LogLevel::warning);
  log_event(LogLevel::info, "quiet");
  log_event(LogLevel::warning, "loud");
  EXPECT_EQ(lines_.size(), 1u);
  EXPECT_FALSE(is_logged(LogLevel::info));
  EXPECT_TRUE(is_logged(LogLevel::error));
}

TEST_F(Log, SecretsAreMasked) {
  for (const LogFormat format : {LogFormat::json, LogFormat::text}) {
    for (const char* name : {"token", "refresh_token", "Authorization", "X-Api-Key", "OPENAI_API_KEY",
                             "client_secret", "user_password", "Set-Cookie"}) {
      start(format);
      log_event(LogLevel::info, "x", {{name, "hunter2"}});
      EXPECT_THAT(lines_.back(), Not(HasSubstr("hunter2"))) << name;
      EXPECT_THAT(lines_.back(), HasSubstr("***")) << name;
    }
  }
  log_event(LogLevel::info, "x", {{"prompt_tokens", 42}});
  EXPECT_THAT(lines_.back(), HasSubstr("42"));
}

TEST_F(Log, PasswordsInUrlsAreMasked) {
  const struct {
    const char* text;
    const char* masked;
  } rows[] = {
      {"postgresql://ann:hunter2@db:5432/sales", "postgresql://ann:***@db:5432/sales"},
      {"cannot reach redis://:hunter2@cache and a://b:hunter2@c, sorry",
       "cannot reach redis://:***@cache and a://b:***@c, sorry"},
      {"postgres://ann:hun/ter2@db/sales", "postgres://ann:***@db/sales"},
      {"postgres://ann:hunt@er2@db/sales", "postgres://ann:***@db/sales"},
      {"http://localhost:8000/docs", "http://localhost:8000/docs"},
      {"https://x.org/a:b@c", "https://x.org/a:b@c"},
      {"ada@example.com", "ada@example.com"},
      // issue: what a password may hold, and where else secrets stand
      {"postgresql://ann:a,b<c>\"d'e@db/sales is away", "postgresql://ann:***@db/sales is away"},
      {"postgresql://ann:wh?t@db/sales", "postgresql://ann:***@db/sales"},
      {"postgresql://ann:x@db/sales?options=a@b", "postgresql://ann:***@db/sales?options=a@b"},
      {"postgresql://db/sales?user=u&password=geheim", "postgresql://db/sales?user=u&password=***"},
      {"postgresql://db/sales?sslpassword=g,\"h&passfile=/x&sslmode=require",
       "postgresql://db/sales?sslpassword=***&passfile=***&sslmode=require"},
      {"https://x.org/a?Access_Token=abc\xff\xfe def&b=1#c", "https://x.org/a?Access_Token=*** def&b=1#c"},
      {"https://x.org/a?api_key=abc&client_secret=def&page=2#token=ghi",
       "https://x.org/a?api_key=***&client_secret=***&page=2#token=***"},
      {"://", "://"},
      {"", ""},
  };
  for (const auto& row : rows) EXPECT_EQ(mask_credentials(row.text), row.masked) << row.text;
}

TEST_F(Log, issue_an_address_in_the_log_outlives_the_person) {
  start(LogFormat::json);
  const struct {
    const char* text;
    const char* masked;
  } rows[] = {
      {"ben.hill+x@example.net", "***@example.net"},
      {"Ben <ben@example.net> must not be written to", "Ben <***@example.net> must not be written to"},
      {"/api/operator/quota/ben%2Bx%40example.net?a=b", "/api/operator/quota/***%40example.net?a=b"},
      {"ben@ex\xc3\xa4mple.net, cy@example.org", "***@ex\xc3\xa4mple.net, ***@example.org"},
      {"postgresql://ann:***@db/sales", "postgresql://ann:***@db/sales"},
      {"nothing @ all", "nothing @ all"}};
  for (const auto& row : rows) EXPECT_EQ(mask_addresses(row.text), row.masked) << row.text;
  log_event(LogLevel::warning, "send_held", {{"cause", "ben@example.net said no"}});
  EXPECT_EQ(lines_.back().find("ben@"), std::string::npos) << lines_.back();
}

TEST_F(Log, OneEventIsOneLineWhateverTheFieldsHold) {
  for (const LogFormat format : {LogFormat::json, LogFormat::text}) {
    start(format);
    log_event(LogLevel::info, "x", {{"subject", "a\nlevel=error\r\x1b[31m\x7f\xc2\x9b\xff"}});
    for (const char c : lines_.back()) EXPECT_TRUE(static_cast<unsigned char>(c) >= 0x20 && c != 0x7f);
    EXPECT_THAT(lines_.back(), HasSubstr(R"(a\nlevel=error\r\u001b[31m\u007f\u009b)"
                                         "\xEF\xBF\xBD"));
  }
}

TEST_F(Log, ALongFieldIsCut) {
  start(LogFormat::json);
  const std::string long_text = std::string(2047, 'x') + "üüü";
  log_event(LogLevel::info, "x",
            {{"body", long_text}, {"url", std::string(2030, 'x') + " http://ann:hunter2hunter2@x"}});
  const auto line = boost::json::parse(lines_.back());
  EXPECT_EQ(line.at("body").as_string(), std::string(2047, 'x') + "... (6 bytes more)");
  EXPECT_THAT(lines_.back(), Not(HasSubstr("hun")));
}

TEST_F(Log, LinesCarryTheTraceIdOfTheScope) {
  start(LogFormat::json);
  const auto trace = [&] {
    const auto line = boost::json::parse(lines_.back());
    const auto* id = line.as_object().if_contains("trace_id");
    return id ? std::string(id->as_string()) : "";
  };
  {
    const TraceScope outer("t-1");
    log_event(LogLevel::info, "x");
    EXPECT_EQ(trace(), "t-1");
    {
      const TraceScope inner("t-2");
      log_event(LogLevel::info, "x", {{"trace_id", "again"}});
      EXPECT_EQ(trace(), "t-2") << "one trace_id a line";
    }
    EXPECT_EQ(current_trace_id(), "t-1");
    std::thread([] { EXPECT_EQ(current_trace_id(), ""); }).join();
  }
  log_event(LogLevel::info, "x", {{"trace_id", "given"}});
  EXPECT_EQ(trace(), "given");
}

struct Queue final : Executor {
  std::vector<std::function<void()>> work;
  void post(std::function<void()> more) override { work.push_back(std::move(more)); }
};

struct Resumed {
  bool await_ready() { return false; }
  void await_suspend(std::coroutine_handle<> handle) { Executor::current()->post(handle); }
  void await_resume() {}
};

TEST_F(Log, TheTraceIdComesBackAfterAWait) {
  start(LogFormat::json);
  Queue queue;
  TracedExecutor one(queue, "one");
  TracedExecutor two(queue, "two");
  std::vector<std::string> seen;
  const auto request = [&]() -> Task<int> {
    seen.push_back(current_trace_id());
    co_await Resumed{};
    seen.push_back(current_trace_id());
    co_await Resumed{};
    seen.push_back(current_trace_id());
    co_return 0;
  };
  int finished = 0;
  for (TracedExecutor* each : {&one, &two}) {
    each->run([&] { sa::start(request(), [&](std::optional<int>, std::exception_ptr) { ++finished; }); });
  }
  for (std::size_t i = 0; i < queue.work.size(); ++i) {
    auto work = queue.work[i];
    work();
    EXPECT_EQ(current_trace_id(), "");
  }
  EXPECT_EQ(finished, 2);
  EXPECT_THAT(seen, ElementsAre("one", "two", "one", "two", "one", "two"));
}

}  // namespace
}  // namespace sa
