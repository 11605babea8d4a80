// The configuration: one struct, read once at the start from the environment and a .env file (the first wins).
//
// It is made of the settings of each owner (base/reflect/setting.h): a field's name in capitals is the name of its setting
// (api_port: API_PORT). Wiring hands each owner its own part; layers below do not see the whole.
//
// THREADS: values; read-only after the start.
//
// ERRORS: invalid, with one field for each wrong setting; its `path` is the setting's name.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "actions/review_config.h"
#include "actions/sender_config.h"
#include "api/http/server_config.h"
#include "app/config/program_config.h"
#include "base/log_config.h"
#include "connectors/google/google_config.h"
#include "connectors/http/call_config.h"
#include "connectors/hubspot/hubspot_config.h"
#include "connectors/mail/mail_server_config.h"
#include "connectors/mail/outbox_config.h"
#include "connectors/openai/openai_config.h"
#include "jobs/job_config.h"
#include "store/engine/database_config.h"

namespace sa {

/// Which way approved mail leaves: each is a row of app/wiring/provider.cc.
enum class MailProvider { outbox, gmail, smtp };
BOOST_DESCRIBE_ENUM(MailProvider, outbox, gmail, smtp)

struct MailConfig {
  MailProvider mail_provider = MailProvider::outbox;

  static constexpr const char* kTitle = "Mail";
  static std::vector<Setting> settings() {
    return {{rule(&MailConfig::mail_provider)
                 .describe("How approved mail is sent: outbox (saved to a folder, not delivered), gmail "
                           "(docs/connect-gmail.md) or smtp (any mailbox: docs/connect-smtp.md).")}};
  }
  static std::vector<Rule> rules() { return rules_of(settings()); }
};
BOOST_DESCRIBE_STRUCT(MailConfig, (), (mail_provider))

/// The owners of settings, in the order in which .env.example shows them.
struct Config : ServerConfig,
                ProgramConfig,
                DatabaseConfig,
                ReviewConfig,
                SenderConfig,
                MailConfig,
                OutboxConfig,
                GoogleConfig,
                MailServerConfig,
                HubspotConfig,
                OpenAiConfig,
                CallConfig,
                FeatureConfig,
                RateLimitConfig,
                JobConfig,
                LogConfig,
                FolderConfig,
                ClockConfig,
                CrashTestConfig {
  static constexpr bool kAllOptional = true;
};
BOOST_DESCRIBE_STRUCT(Config,
                      (ServerConfig, ProgramConfig, DatabaseConfig, ReviewConfig, SenderConfig, MailConfig,
                       OutboxConfig, GoogleConfig, MailServerConfig, HubspotConfig, OpenAiConfig, CallConfig,
                       FeatureConfig, RateLimitConfig, JobConfig, LogConfig, FolderConfig, ClockConfig,
                       CrashTestConfig),
                      ())

/// A setting by its name, as a person sees it.
struct NamedSetting {
  std::string name;       ///< in capitals
  std::string field;      ///< of Config
  std::string help;       ///< whole sentences
  std::string otherwise;  ///< how the default is found, where it is not the field's own
  bool is_secret = false;
  bool is_unused = false;  ///< it is read and checked, but nothing asks for it yet
};
/// A heading and the settings below it.
struct SettingGroup {
  std::string title;
  std::vector<NamedSetting> settings;
};
const std::vector<SettingGroup>& setting_groups();
std::vector<std::string_view> setting_names();
const NamedSetting* find_setting(std::string_view name);

enum class ConfigSource { environment, dotenv, default_ };
BOOST_DESCRIBE_ENUM(ConfigSource, environment, dotenv, default_)

struct LoadedConfig {
  Config config;
  std::map<std::string, ConfigSource> sources;  ///< by setting; what is missing is a default
  std::vector<std::string> warnings;  ///< sentences; settings of the former system that do nothing here
};

using Environment = std::map<std::string, std::string>;
/// The environment of this process.
Environment process_environment();

/// Reads and completes the configuration. An empty value counts as not set. Every problem is reported at
/// once: values that do not fit, .env lines that cannot be read, names in .env that are not known, and names
/// in the environment that begin like ours (API_, FEATURE_, ...) but are not known.
Result<LoadedConfig> load_config(const Environment& environment,
                                 std::optional<std::string_view> dotenv = std::nullopt);

/// Facts that check_config needs besides the configuration.
struct ConfigFacts {
  std::int64_t user_count = 0;
};
/// Why the server must not start with this configuration, one sentence each; empty when it may.
std::vector<std::string> check_config(const Config& config, const ConfigFacts& facts);
/// Missing or contradictory provider settings, one sentence each, naming the setting.
std::vector<std::string> list_provider_problems(const Config& config);
/// True where a request without credentials acts as the local operator: in development on a loopback address
/// only.
bool allows_local_operator(const Config& config);

/// A setting as `sales-agent config` shows it: secrets and the passwords in URLs masked.
struct ConfigLine {
  std::string name;
  std::string value;
  ConfigSource source = ConfigSource::default_;
};
BOOST_DESCRIBE_STRUCT(ConfigLine, (), (name, value, source))
std::vector<ConfigLine> list_config(const LoadedConfig& loaded);
/// Settings that were given, but that nothing asks for yet: whoever set them should know.
std::vector<std::string> list_unused_settings(const LoadedConfig& loaded);
/// The text of .env.example.
std::string env_example();
/// The text of docs/settings.md.
std::string settings_page();
/// Each problem of load_config as a line "NAME what is wrong".
std::string problem_lines(const Error& error);

}  // namespace sa
