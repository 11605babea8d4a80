// The configuration: one struct, read once at the start from the environment and a .env file (the first wins).
//
// A field's name in capitals is the name of its setting (api_port: API_PORT). The table of settings (setting.cc)
// adds the words for a person; .env.example and `sales-agent config` are made from it. Layers below do not see
// this struct: wiring gives each the few values that it needs.
//
// THREADS: values; read-only after the start.
//
// ERRORS: invalid, with one field for each wrong setting; its `path` is the setting's name.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/log.h"
#include "base/reflect/reflect.h"

namespace sa {

enum class ApiEnv { development, staging, production };
BOOST_DESCRIBE_ENUM(ApiEnv, development, staging, production)
enum class MailProvider { outbox, gmail, smtp };
BOOST_DESCRIBE_ENUM(MailProvider, outbox, gmail, smtp)

/// What an offer, a commitment or a reference that no mail of ours has named does to the approval.
enum class ClaimsMode { warn, enforce };
BOOST_DESCRIBE_ENUM(ClaimsMode, warn, enforce)

/// Who is called over the network, and how.
struct OutsideConfig {
  std::string google_client_id;
  std::string google_client_secret;
  std::string google_auth_url = "https://accounts.google.com/o/oauth2/v2/auth";
  std::string google_oauth_url = "https://oauth2.googleapis.com";
  std::string gmail_base_url = "https://gmail.googleapis.com";
  std::int64_t gmail_quota_per_minute = 6000;
  int gmail_first_sync_days = 30;
  int gmail_first_sync_mails = 500;
  std::string gmail_pubsub_topic;

  std::string openai_api_key;
  std::string openai_model = "gpt-4o-mini";
  std::string openai_embedding_model = "text-embedding-3-small";  ///< "local": none of theirs
  std::string openai_base_url = "https://api.openai.com/v1";
  int openai_timeout_s = 30;
  std::string hubspot_api_key;
  std::string hubspot_base_url = "https://api.hubapi.com";
  std::string hubspot_client_id;
  std::string hubspot_client_secret;
  std::string hubspot_auth_url = "https://app.hubspot.com/oauth/authorize";
  std::string gmail_push_audience;
  std::string gmail_push_service_account;
  std::string google_certs_url = "https://www.googleapis.com/oauth2/v3/certs";

  std::string ca_file;
  int retry_attempts = 3;
  std::int64_t retry_first_ms = 1000;
  std::int64_t retry_longest_ms = 60000;
  int breaker_failures = 5;
  int breaker_open_s = 60;

  static constexpr bool kAllOptional = true;
  static std::vector<Rule> rules();
};
BOOST_DESCRIBE_STRUCT(OutsideConfig, (),
                      (google_client_id, google_client_secret, google_auth_url, google_oauth_url,
                       gmail_base_url, gmail_quota_per_minute, gmail_first_sync_days, gmail_first_sync_mails,
                       gmail_pubsub_topic, openai_api_key, openai_model, openai_embedding_model,
                       openai_base_url, openai_timeout_s, hubspot_api_key, hubspot_base_url,
                       hubspot_client_id, hubspot_client_secret, hubspot_auth_url, gmail_push_audience,
                       gmail_push_service_account, google_certs_url, ca_file, retry_attempts, retry_first_ms,
                       retry_longest_ms, breaker_failures, breaker_open_s))

/// Whether a mail server files what it sends in the Sent folder by itself; at_once: before it answers.
enum class SavesSent { no, yes, at_once };
BOOST_DESCRIBE_ENUM(SavesSent, no, yes, at_once)

/// The servers of a mailbox that is no vendor's API. A part of Config: BOOST_DESCRIBE_STRUCT takes 52 members at most.
struct MailServerConfig {
  std::string smtp_url;
  std::string smtp_user;
  std::string smtp_password;
  std::optional<SavesSent> smtp_saves_sent;  ///< set after load_config
  std::string imap_url;
  std::string imap_user;      ///< that of SMTP after load_config, when it is not set
  std::string imap_password;  ///< likewise
  std::string imap_sent_folder;
  std::string mail_oauth_client_id;
  std::string mail_oauth_client_secret;
  std::string mail_oauth_auth_url;
  std::string mail_oauth_token_url;
  std::string mail_oauth_scope;
  int imap_first_sync_days = 30;
  int imap_first_sync_mails = 500;

  static std::vector<Rule> rules();
};
BOOST_DESCRIBE_STRUCT(MailServerConfig, (),
                      (smtp_url, smtp_user, smtp_password, smtp_saves_sent, imap_url, imap_user,
                       imap_password, imap_sent_folder, mail_oauth_client_id, mail_oauth_client_secret,
                       mail_oauth_auth_url, mail_oauth_token_url, mail_oauth_scope, imap_first_sync_days,
                       imap_first_sync_mails))

struct Config : OutsideConfig, MailServerConfig {
  std::string api_host;  ///< never empty after load_config
  int api_port = 8000;
  ApiEnv api_env = ApiEnv::development;
  std::string public_url;  ///< without a slash at its end; never empty after load_config
  int api_threads = 0;     ///< at least 1 after load_config
  std::int64_t http_max_body_bytes = 1048576;
  std::vector<std::string> trusted_proxy;    ///< addresses or networks
  std::vector<std::string> allowed_origins;  ///< for CORS
  std::int64_t job_lease_ms = 120000;
  std::string secret_key;
  std::vector<std::string> secret_key_previous;

  std::string database_url;  ///< "sqlite:path" or "postgresql://..."; never empty after load_config
  int db_pool_size = 16;
  std::string redis_url;

  bool operator_mode_enabled = true;
  bool operator_approval_required = true;
  ClaimsMode claims_mode = ClaimsMode::enforce;
  std::int64_t max_emails_per_day = 20;
  std::int64_t max_emails_per_week = 2;
  int draft_expiry_days = 14;
  int audit_trail_retention_days = 0;

  MailProvider mail_provider = MailProvider::outbox;
  std::int64_t send_deadline_ms = 10000;
  std::string outbox_dir;

  std::string sender_name = "Your Sales Team";  ///< in development, with no SENDER_* set: of the samples
  std::string sender_email = "sales@example.com";
  std::string sender_company;
  std::string sender_postal_address;  ///< empty: drafts say that it is missing; no real provider sends them
  std::string sender_timezone = "UTC";
  int send_window_start = 8;  ///< hour of the day
  int send_window_end = 18;

  bool feature_cold_start_demo = true;
  bool feature_validation_agent = true;
  bool feature_outcome_reporter = true;

  std::optional<bool> rate_limit_enabled;  ///< set after load_config
  int rate_limit_requests = 600;
  int rate_limit_period_seconds = 60;

  LogLevel log_level = LogLevel::info;
  std::optional<LogFormat> log_format;  ///< empty: text on a terminal, else json

  std::string state_dir = "var";
  std::string policy_dir;  ///< this and those below: empty means what is embedded in the program
  std::string prompts_dir;
  std::string web_dir;
  std::string migrations_dir;

  std::string failpoints;

  static constexpr bool kAllOptional = true;
  static std::vector<Rule> rules();
};
BOOST_DESCRIBE_STRUCT(Config, (OutsideConfig, MailServerConfig),
                      (api_host, api_port, api_env, public_url, api_threads, http_max_body_bytes,
                       trusted_proxy, allowed_origins, job_lease_ms, secret_key, secret_key_previous,
                       database_url, db_pool_size, redis_url, operator_mode_enabled,
                       operator_approval_required, claims_mode, max_emails_per_day, max_emails_per_week,
                       draft_expiry_days, audit_trail_retention_days, mail_provider, send_deadline_ms,
                       outbox_dir, sender_name, sender_email, sender_company, sender_postal_address,
                       sender_timezone, send_window_start, send_window_end, feature_cold_start_demo,
                       feature_validation_agent, feature_outcome_reporter, rate_limit_enabled,
                       rate_limit_requests, rate_limit_period_seconds, log_level, log_format, state_dir,
                       policy_dir, prompts_dir, web_dir, migrations_dir, failpoints))

/// One row of the table of settings.
struct Setting {
  std::string_view name;  ///< in capitals
  bool is_secret;
  std::string_view computed;  ///< how the default is made, where it is not the struct's own
  std::string_view help;
  bool is_unused = false;  ///< it is read and checked, but nothing asks for it yet
};
/// A heading and the settings below it.
struct SettingGroup {
  std::string_view title;
  std::span<const Setting> settings;
};
std::span<const SettingGroup> setting_groups();
std::vector<std::string_view> setting_names();
const Setting* find_setting(std::string_view name);

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

/// What the rules of refusal need to know beside the configuration.
struct ConfigFacts {
  std::int64_t user_count = 0;
};
/// Why the server must not start with this configuration, one sentence each; empty when it may.
std::vector<std::string> check_config(const Config& config, const ConfigFacts& facts);
/// What is missing for the providers to be called, or contradicts, one sentence each, naming the setting.
std::vector<std::string> list_provider_problems(const Config& config);
/// True where a request without credentials acts as the local operator: in development on a loopback address
/// only.
bool allows_local_operator(const Config& config);
/// https, or http to this machine: where a secret may be sent.
bool is_safe_url(std::string_view url);
/// http on this machine: good enough to look at, and never for a recipient.
bool is_local_url(std::string_view url);

/// A setting as `sales-agent config` shows it: secrets and the passwords in URLs masked.
struct ConfigLine {
  std::string name;
  std::string value;
  ConfigSource source = ConfigSource::default_;
};
BOOST_DESCRIBE_STRUCT(ConfigLine, (), (name, value, source))
std::vector<ConfigLine> list_config(const LoadedConfig& loaded);
/// The text of .env.example.
/// Settings that were given, but that nothing asks for yet: whoever set them should know.
std::vector<std::string> list_unused_settings(const LoadedConfig& loaded);
std::string env_example();
/// Each problem of load_config as a line "NAME what is wrong".
std::string problem_lines(const Error& error);

}  // namespace sa
