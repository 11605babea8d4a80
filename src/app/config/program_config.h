// The settings of the program as a whole: kind of installation, keys, folders.
// THREADS: values.
#pragma once

#include <string>
#include <vector>

#include "base/reflect/setting.h"

namespace sa {

enum class ApiEnv { development, staging, production };
BOOST_DESCRIBE_ENUM(ApiEnv, development, staging, production)

struct ProgramConfig {
  ApiEnv api_env = ApiEnv::development;
  std::string secret_key;
  std::vector<std::string> secret_key_previous;

  static constexpr const char* kTitle = "Installation";
  static std::vector<Setting> settings() {
    return {
        {rule(&ProgramConfig::api_env)
             .describe("Kind of installation: development, staging or production. Development on a loopback "
                       "address needs no sign-in.")},
        {rule(&ProgramConfig::secret_key)
             .describe("Key that encrypts stored secrets such as tokens: at least 32 bytes, required in "
                       "production."),
         "none", kSecret},
        {rule(&ProgramConfig::secret_key_previous)
             .describe("Previous values of SECRET_KEY, separated by commas, so that data encrypted with them "
                       "can still be read."),
         "none", kSecret},
    };
  }
  static std::vector<Rule> rules() { return rules_of(settings()); }
};
BOOST_DESCRIBE_STRUCT(ProgramConfig, (), (api_env, secret_key, secret_key_previous))

struct FolderConfig {
  std::string state_dir = "var";
  std::string policy_dir;  ///< this and those below: empty means what is embedded in the program
  std::string prompts_dir;
  std::string web_dir;
  std::string migrations_dir;

  static constexpr const char* kTitle = "Folders";
  static std::vector<Setting> settings() {
    return {
        {rule(&FolderConfig::state_dir).describe("Folder for everything that the program writes.")},
        {rule(&FolderConfig::policy_dir)
             .describe("Folder of rule files (policy/*.json) that replace the embedded ones."),
         "embedded"},
        {rule(&FolderConfig::prompts_dir).describe("Folder of prompts that replace the embedded ones."),
         "embedded"},
        {rule(&FolderConfig::web_dir).describe("Folder of a web app that replaces the embedded one."),
         "embedded"},
        {rule(&FolderConfig::migrations_dir)
             .describe("Folder of database migrations that replace the embedded ones."),
         "embedded"},
    };
  }
  static std::vector<Rule> rules() { return rules_of(settings()); }
};
BOOST_DESCRIBE_STRUCT(FolderConfig, (), (state_dir, policy_dir, prompts_dir, web_dir, migrations_dir))

struct ClockConfig {
  std::string clock_file;

  static constexpr const char* kTitle = "Simulated time";
  static std::vector<Setting> settings() {
    return {{rule(&ClockConfig::clock_file)
                 .describe("File with one RFC 3339 instant that business time (due dates, windows, quotas, "
                           "expiry) follows; leases and deadlines keep to the machine's clock. Allowed only "
                           "in development, where no mail leaves the machine."),
             "the machine's clock"}};
  }
  static std::vector<Rule> rules() { return rules_of(settings()); }
};
BOOST_DESCRIBE_STRUCT(ClockConfig, (), (clock_file))

struct CrashTestConfig {
  std::string failpoints;

  static constexpr const char* kTitle = "Crash tests";
  static std::vector<Setting> settings() {
    return {{rule(&CrashTestConfig::failpoints)
                 .describe("Points at which the process crashes, fails or pauses, for crash tests "
                           "(src/base/failpoint.h). Allowed only in development."),
             "none"}};
  }
  static std::vector<Rule> rules() { return rules_of(settings()); }
};
BOOST_DESCRIBE_STRUCT(CrashTestConfig, (), (failpoints))

}  // namespace sa
