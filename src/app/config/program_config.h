// The settings of the program as a whole: what kind of installation it is, its keys, its folders.
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
             .describe(
                 "What kind of installation this is: development, staging or production. In development on a "
                 "loopback address no sign-in is needed.")},
        {rule(&ProgramConfig::secret_key)
             .describe("The key that signs links and encrypts tokens at rest: at least 32 bytes, needed in "
                       "production."),
         "none", kSecret},
        {rule(&ProgramConfig::secret_key_previous)
             .describe("Keys that SECRET_KEY had before, separated by commas: what they encrypted can still "
                       "be read."),
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
        {rule(&FolderConfig::state_dir).describe("The folder of everything that is written at run time.")},
        {rule(&FolderConfig::policy_dir)
             .describe("A folder of rules as data (policy/*.json) that replace the embedded ones."),
         "embedded"},
        {rule(&FolderConfig::prompts_dir)
             .describe("A folder of prompt texts that replace the embedded ones."),
         "embedded"},
        {rule(&FolderConfig::web_dir).describe("The folder of a web app that replaces the embedded one."),
         "embedded"},
        {rule(&FolderConfig::migrations_dir)
             .describe("A folder of database migrations that replace the embedded ones."),
         "embedded"},
    };
  }
  static std::vector<Rule> rules() { return rules_of(settings()); }
};
BOOST_DESCRIBE_STRUCT(FolderConfig, (), (state_dir, policy_dir, prompts_dir, web_dir, migrations_dir))

struct CrashTestConfig {
  std::string failpoints;

  static constexpr const char* kTitle = "Tests of crashes";
  static std::vector<Setting> settings() {
    return {{rule(&CrashTestConfig::failpoints)
                 .describe("Where this process dies, fails or stands still, for tests of crashes "
                           "(src/base/failpoint.h); it is refused outside development."),
             "none"}};
  }
  static std::vector<Rule> rules() { return rules_of(settings()); }
};
BOOST_DESCRIBE_STRUCT(CrashTestConfig, (), (failpoints))

}  // namespace sa
