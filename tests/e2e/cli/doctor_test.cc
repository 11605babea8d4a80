// sales-agent doctor: a line for each thing, ok, warn or fail, with what to do; an exit code that a script can use.
#include <gmock/gmock.h>

#include "tests/contract/vendor.h"
#include "tests/e2e/program.h"

namespace sa {
namespace {

using test::Ran;
using ::testing::HasSubstr;

struct DoctorTest : test::CliTest {
  /// The health of the line about `what`; empty: there is none.
  static std::string health(const Ran& ran, const std::string& what) {
    for (const auto& line : ran.lines()) {
      if (line.at("about").as_string() == what) return std::string(line.at("health").as_string());
    }
    return {};
  }
  static std::string words(const Ran& ran, const std::string& what) {
    for (const auto& line : ran.lines()) {
      if (line.at("about").as_string() == what) return std::string(line.at("words").as_string());
    }
    return {};
  }
};

TEST_F(DoctorTest, AFreshInstallationIsWell) {
  const Ran ran = run({"doctor", "--offline", "--json"});
  EXPECT_EQ(ran.code, 0) << ran.out << ran.err;
  EXPECT_EQ(health(ran, "settings"), "ok");
  EXPECT_EQ(health(ran, "database"), "ok");
}

TEST_F(DoctorTest, WhatIsNotConnectedSaysHow) {
  environment["MAIL_PROVIDER"] = "gmail";
  environment["GOOGLE_CLIENT_ID"] = environment["GOOGLE_CLIENT_SECRET"] = "x";
  environment["SENDER_EMAIL"] = "ana@corp.example";
  environment["SENDER_POSTAL_ADDRESS"] = "1 Main Street";
  const Ran ran = run({"doctor", "--offline", "--json"});
  EXPECT_EQ(ran.code, 1);
  EXPECT_EQ(health(ran, "google"), "fail");
  EXPECT_THAT(words(ran, "google"), HasSubstr("sales-agent auth google"));
}

TEST_F(DoctorTest, AClockThatIsWrongAndAKeyThatIsNotAcceptedAreNamed) {
  const char* url = test::Vendor::url_of("TEST_HUBSPOT_URL");
  if (!url) GTEST_SKIP() << "TEST_HUBSPOT_URL is not set: run through tools/with-vendors";
  HttpClient http{{}};
  test::Vendor fake(http, url);
  environment["HUBSPOT_BASE_URL"] = url;
  environment["HUBSPOT_API_KEY"] = "fake-hubspot-token";
  Ran ran = run({"doctor", "--json"});
  EXPECT_EQ(health(ran, "hubspot"), "ok") << ran.out << ran.err;
  EXPECT_EQ(health(ran, "clock"), "");
  fake.post("/_fake/clock", R"({"skew_ms":600000})");
  ran = run({"doctor", "--json"});
  EXPECT_NE(health(ran, "clock"), "") << ran.out;
  EXPECT_THAT(words(ran, "clock"), HasSubstr("time synchronisation"));
  fake.post("/_fake/reset", "{}");
  environment["HUBSPOT_API_KEY"] = "a-wrong-key";
  ran = run({"doctor", "--json"});
  EXPECT_EQ(ran.code, 1);
  EXPECT_EQ(health(ran, "hubspot"), "fail");
  EXPECT_THAT(ran.out, ::testing::Not(HasSubstr("a-wrong-key")));
}

}  // namespace
}  // namespace sa
