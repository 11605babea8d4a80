// Reading, completing and judging the configuration.
#include "app/config/config.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <thread>

#include "app/config/dotenv.h"
#include "base/network.h"
#include "base/text/ascii.h"
#include "base/text/nearest.h"
#include "base/text/utf8.h"

namespace sa {
namespace {

constexpr std::size_t kMaxShownValue = 80;
constexpr std::size_t kSecretKeyBytes = 32;  // as much as HMAC-SHA-256 gives

/// Names of the environment that begin so are ours, and a misspelt one would silently do nothing.
constexpr std::array<std::string_view, 6> kOurPrefixes = {"API_",      "FEATURE_", "MAX_EMAILS_",
                                                          "OPERATOR_", "SENDER_",  "RATE_LIMIT_"};

/// Settings of the system that this one replaces: an .env file that comes from there still starts.
struct Retired {
  std::string_view name;
  std::string_view words;
};
constexpr std::array kRetired = {
    Retired{"API_LOG_LEVEL", "LOG_LEVEL says it"},
    Retired{"DATABASE_POOL_SIZE", "DB_POOL_SIZE says it"},
    Retired{"DATABASE_MAX_OVERFLOW", "the pool does not overflow"},
    Retired{"CELERY_BROKER_URL", "jobs live in the database"},
    Retired{"CELERY_RESULT_BACKEND", "jobs live in the database"},
    Retired{"GOOGLE_REDIRECT_URI", "it is made from PUBLIC_URL"},
    Retired{"HUBSPOT_APP_ID", "the token alone is needed"},
};

const Retired* find_retired(std::string_view name) {
  const auto found =
      std::find_if(kRetired.begin(), kRetired.end(), [&](const Retired& r) { return r.name == name; });
  return found == kRetired.end() ? nullptr : &*found;
}

bool begins_with_scheme(std::string_view text, std::string_view scheme) {
  return text.starts_with(scheme) && text.size() > scheme.size();
}

bool is_database_url(std::string_view text) {
  return begins_with_scheme(text, "sqlite:") || begins_with_scheme(text, "postgresql://") ||
         begins_with_scheme(text, "postgres://") || begins_with_scheme(text, "postgresql+asyncpg://");
}
bool begins_with_host(std::string_view text, std::string_view scheme) {
  // With a user in it a password would be near, and that has a setting of its own.
  return begins_with_scheme(text, scheme) && text.find('@') == text.npos &&
         text.find('/', scheme.size()) >= text.size() - 1;
}
bool is_smtp_address(std::string_view text) {
  return begins_with_host(text, "smtp://") || begins_with_host(text, "smtps://");
}
bool is_imap_address(std::string_view text) {
  return begins_with_host(text, "imap://") || begins_with_host(text, "imaps://");
}
bool is_redis_url(std::string_view text) {
  return begins_with_scheme(text, "redis://");
}
bool is_web_url(std::string_view text) {
  return begins_with_scheme(text, "http://") || begins_with_scheme(text, "https://");
}

std::string upper(std::string_view text) {
  std::string made(text);
  for (char& c : made) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return made;
}

/// The words of a setting's value that the reader of texts takes: several for a list, lower case for a name.
std::vector<std::string> words_of(const reflect::Field& field, const std::string& value) {
  const reflect::Shape& shape =
      field.shape->kind == reflect::Kind::optional ? *field.shape->item : *field.shape;
  if (shape.kind == reflect::Kind::enumeration) {
    const std::string word = ascii_lower(value);
    if (field.name == "log_level" && word == "warn") return {"warning"};
    if (field.name == "log_level" && (word == "critical" || word == "fatal")) return {"error"};
    return {word};
  }
  if (shape.kind != reflect::Kind::list) return {value};
  std::vector<std::string> words;
  for (std::size_t begin = 0; begin <= value.size();) {
    const std::size_t end = std::min(value.find(',', begin), value.size());
    const std::string word = value.substr(begin, end - begin);
    const std::size_t first = word.find_first_not_of(" \t");
    if (first != std::string::npos)
      words.push_back(word.substr(first, word.find_last_not_of(" \t") - first + 1));
    begin = end + 1;
  }
  return words;
}

/// Gathers what is set, and what is wrong with it.
class Loader {
 public:
  void read_environment(const Environment& environment);
  void read_dotenv(std::string_view text);
  Result<LoadedConfig> finish();

 private:
  struct Given {
    std::string value;
    ConfigSource source;
  };

  void add_problem(std::string path, std::string message) {
    problems_.push_back({std::move(path), std::move(message)});
  }
  void warn_of(const Retired& retired) {
    loaded_.warnings.push_back(std::string(retired.name) +
                               " does nothing here: " + std::string(retired.words) + ".");
  }
  void read_values();
  void explain(const FieldError& error);

  LoadedConfig loaded_;
  std::map<std::string, Given> given_;
  std::vector<FieldError> problems_;
};

void Loader::read_environment(const Environment& environment) {
  const std::vector<std::string_view> known = setting_names();
  for (const auto& [name, value] : environment) {
    if (value.empty()) continue;
    if (find_setting(name)) {
      given_.insert_or_assign(name, Given{value, ConfigSource::environment});
    } else if (const Retired* retired = find_retired(name)) {
      warn_of(*retired);
    } else if (std::any_of(kOurPrefixes.begin(), kOurPrefixes.end(),
                           [&](std::string_view prefix) { return name.starts_with(prefix); })) {
      add_problem(name, "is in the environment, but is not a known setting" + did_you_mean(name, known));
    }
  }
}

void Loader::read_dotenv(std::string_view text) {
  const Dotenv file = parse_dotenv(text);
  const std::vector<std::string_view> known = setting_names();
  for (const DotenvProblem& problem : file.problems) {
    add_problem(".env", "line " + std::to_string(problem.line) + " " + problem.message);
  }
  std::map<std::string_view, std::size_t> lines;
  for (const DotenvEntry& entry : file.entries) {
    const std::string where = "(.env, line " + std::to_string(entry.line) + ")";
    const auto [first, is_first] = lines.emplace(entry.name, entry.line);
    if (!is_first) {
      add_problem(entry.name, "is set twice, in lines " + std::to_string(first->second) + " and " +
                                  std::to_string(entry.line) + " of .env");
    } else if (const Retired* retired = find_retired(entry.name)) {
      warn_of(*retired);
    } else if (!find_setting(entry.name)) {
      add_problem(entry.name, "is not a known setting" + did_you_mean(entry.name, known) + " " + where);
    } else if (!entry.value.empty()) {
      given_.emplace(entry.name,
                     Given{entry.value, ConfigSource::dotenv});  // keeps what the environment gave
    }
  }
}

void Loader::explain(const FieldError& error) {
  const std::string name = upper(error.path);
  const auto given = given_.find(name);
  std::string message = error.message;
  if (given != given_.end() && !find_setting(name)->is_secret) {
    const std::string shown = mask_credentials(given->second.value);
    message += ", not \"" + utf8_repaired(utf8_cut(shown, kMaxShownValue)) + '"';
  }
  if (given != given_.end() && given->second.source == ConfigSource::dotenv) message += " (.env)";
  add_problem(name, std::move(message));
}

void Loader::read_values() {
  std::vector<reflect::TextPair> pairs;
  for (const reflect::Field& field : reflect::structure_of<Config>().fields) {
    const auto given = given_.find(upper(field.name));
    if (given == given_.end()) continue;
    loaded_.sources[given->first] = given->second.source;
    for (std::string& word : words_of(field, given->second.value))
      pairs.emplace_back(field.name, std::move(word));
  }
  auto read = from_texts<Config>(pairs);
  if (read) {
    loaded_.config = *std::move(read);
    return;
  }
  for (const FieldError& error : read.error().fields) explain(error);
}

/// scheme://host:port -> host
std::string host_of(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme == url.npos) return {};
  url.remove_prefix(scheme + 3);
  if (url.starts_with('[')) return std::string(url.substr(1, url.find(']') - 1));
  return ascii_lower(url.substr(0, url.find_first_of(":/")));
}

/// Providers whose servers file what they send. SOURCE: their help pages for mail programs, of 2025.
bool is_known_to_save_sent(std::string_view host) {
  constexpr std::array kHosts = {"smtp.gmail.com", "smtp.office365.com", "smtp-mail.outlook.com"};
  return std::find(kHosts.begin(), kHosts.end(), host) != kHosts.end();
}

void complete_mail(Config& config) {
  if (!config.smtp_saves_sent)
    config.smtp_saves_sent = is_known_to_save_sent(host_of(config.smtp_url)) ? SavesSent::yes : SavesSent::no;
  if (config.imap_url.empty()) return;
  if (config.imap_user.empty()) config.imap_user = config.smtp_user;
  if (config.imap_password.empty()) config.imap_password = config.smtp_password;
}

/// The sender that stands in until somebody says who they are.
constexpr const char* kBorrowedSender = "ana.ruiz@tallyfern.example";

void strip_slashes(std::string& url) {
  while (url.ends_with('/')) url.pop_back();
}

/// Who writes in development until somebody says who they are: the company of the sample mailbox, so that the first
/// drafts make sense. One SENDER_* setting, and nothing of it is left. SOURCE: samples/identity.json.
void borrow_sender(LoadedConfig& loaded) {
  constexpr std::array kSender = {"SENDER_NAME", "SENDER_EMAIL", "SENDER_COMPANY", "SENDER_POSTAL_ADDRESS"};
  const bool is_named = std::any_of(kSender.begin(), kSender.end(),
                                    [&](const char* name) { return loaded.sources.contains(name); });
  // A provider that delivers sends as somebody real, who must be named.
  const bool delivers = loaded.config.mail_provider != MailProvider::outbox;
  if (is_named || delivers || loaded.config.api_env != ApiEnv::development) return;
  loaded.config.sender_name = "Ana Ruiz";
  loaded.config.sender_email = kBorrowedSender;
  loaded.config.sender_company = "Tallyfern";
  loaded.config.sender_postal_address = "Tallyfern Ltd, 1 Example Street, Sampletown";
}

/// Fills in the defaults that depend on other settings.
void complete(Config& config) {
  const bool is_development = config.api_env == ApiEnv::development;
  if (config.api_host.empty()) config.api_host = is_development ? "127.0.0.1" : "0.0.0.0";
  if (config.public_url.empty()) config.public_url = "http://localhost:" + std::to_string(config.api_port);
  if (config.api_threads == 0) {
    config.api_threads = static_cast<int>(std::clamp(std::thread::hardware_concurrency(), 1u, 4u));
  }
  if (config.database_url.empty()) config.database_url = "sqlite:" + config.state_dir + "/sales-agent.db";
  constexpr std::string_view kPythonDriver = "postgresql+asyncpg://";
  if (config.database_url.starts_with(kPythonDriver)) {
    config.database_url.replace(0, kPythonDriver.size(), "postgresql://");
  }
  if (config.outbox_dir.empty()) config.outbox_dir = config.state_dir + "/outbox";
  complete_mail(config);
  if (!config.rate_limit_enabled) config.rate_limit_enabled = !is_development;
  strip_slashes(config.public_url);
  for (std::string* url :
       {&config.openai_base_url, &config.google_oauth_url, &config.gmail_base_url, &config.hubspot_base_url})
    strip_slashes(*url);
  for (std::string& origin : config.allowed_origins) strip_slashes(origin);
}

Result<LoadedConfig> Loader::finish() {
  read_values();
  if (problems_.empty() && loaded_.config.send_window_start >= loaded_.config.send_window_end) {
    add_problem("SEND_WINDOW_END", "must be later than SEND_WINDOW_START");
  }
  if (!loaded_.config.failpoints.empty() && loaded_.config.api_env != ApiEnv::development) {
    add_problem("FAILPOINTS", "makes the program fail on purpose: it is for API_ENV=development only");
  }
  if (problems_.empty()) {
    complete(loaded_.config);
    borrow_sender(loaded_);
    return std::move(loaded_);
  }
  Error error = invalid("The configuration has " + std::to_string(problems_.size()) +
                        (problems_.size() == 1 ? " problem: " : " problems, the first: ") +
                        problems_.front().path + ' ' + problems_.front().message + '.');
  error.fields = std::move(problems_);
  return error;
}

bool is_safe_or_no_url(std::string_view text) {
  return text.empty() || is_safe_url(text);
}

}  // namespace

constexpr const char* kSafeUrl = "must begin with https:// (http:// to this machine is good enough)";

std::vector<Rule> OutsideConfig::rules() {
  std::vector<Rule> all = {
      rule(&OutsideConfig::google_auth_url).must(is_safe_url, kSafeUrl),
      rule(&OutsideConfig::google_oauth_url).must(is_safe_url, kSafeUrl),
      rule(&OutsideConfig::gmail_base_url).must(is_safe_url, kSafeUrl),
      rule(&OutsideConfig::gmail_quota_per_minute).min(0).max(10000000),
      rule(&OutsideConfig::gmail_first_sync_days).min(1).max(3650),
      rule(&OutsideConfig::gmail_first_sync_mails).min(1).max(100000),
      rule(&OutsideConfig::retry_attempts).min(1).max(10),
      rule(&OutsideConfig::retry_first_ms).min(1).max(60000),
      rule(&OutsideConfig::retry_longest_ms).min(1).max(3600000),
      rule(&OutsideConfig::breaker_failures).min(1).max(1000),
      rule(&OutsideConfig::breaker_open_s).min(1).max(3600),
      rule(&OutsideConfig::openai_model).one_line().max_length(200),
      rule(&OutsideConfig::openai_embedding_model).one_line().max_length(200),
      rule(&OutsideConfig::openai_base_url).must(is_safe_url, kSafeUrl),
      rule(&OutsideConfig::openai_timeout_s).min(1).max(90),
      rule(&OutsideConfig::hubspot_base_url).must(is_safe_url, kSafeUrl),
      rule(&OutsideConfig::hubspot_auth_url).must(is_safe_url, kSafeUrl),
      rule(&OutsideConfig::google_certs_url).must(is_safe_url, kSafeUrl),
  };
  return all;
}

std::vector<Rule> MailServerConfig::rules() {
  return {
      rule(&MailServerConfig::smtp_url)
          .must(is_smtp_address, "must be smtps://host:port or smtp://host:port"),
      rule(&MailServerConfig::smtp_user).one_line().max_length(320),
      rule(&MailServerConfig::imap_url)
          .must(is_imap_address, "must be imaps://host:port or imap://host:port"),
      rule(&MailServerConfig::imap_user).one_line().max_length(320),
      rule(&MailServerConfig::imap_sent_folder).one_line().max_length(200),
      rule(&MailServerConfig::mail_oauth_auth_url).must(is_safe_or_no_url, kSafeUrl),
      rule(&MailServerConfig::mail_oauth_token_url).must(is_safe_or_no_url, kSafeUrl),
      rule(&MailServerConfig::mail_oauth_scope).one_line().max_length(2000),
      rule(&MailServerConfig::imap_first_sync_days).min(1).max(3650),
      rule(&MailServerConfig::imap_first_sync_mails).min(1).max(100000),
  };
}

std::vector<Rule> Config::rules() {
  std::vector<Rule> all = {
      rule(&Config::api_port).min(1).max(65535),
      rule(&Config::api_threads).min(1).max(256),
      rule(&Config::http_max_body_bytes).min(1024).max(64 * 1024 * 1024),
      rule(&Config::public_url).must(is_web_url, "must begin with http:// or https://"),
      rule(&Config::trusted_proxy).must(is_network, "must be addresses or networks such as 10.0.0.0/8"),
      rule(&Config::allowed_origins).must(is_web_url, "must be origins such as https://example.com"),
      rule(&Config::job_lease_ms).min(1000).max(3600000),
      rule(&Config::send_deadline_ms).min(100).max(60000),
      rule(&Config::database_url)
          .must(is_database_url, "must begin with sqlite:, postgresql:// or postgres://"),
      rule(&Config::db_pool_size).min(1).max(256),
      rule(&Config::redis_url).must(is_redis_url, "must begin with redis://"),
      rule(&Config::max_emails_per_day).min(0).max(100000),
      rule(&Config::max_emails_per_week).min(0).max(1000),
      rule(&Config::draft_expiry_days).min(1).max(3650),
      rule(&Config::audit_trail_retention_days).min(0).max(36500),
      rule(&Config::sender_name).one_line().max_length(100),
      rule(&Config::sender_email).email(),
      rule(&Config::sender_company).one_line().max_length(100),
      rule(&Config::sender_postal_address).printable().max_length(300),
      rule(&Config::sender_timezone).must(is_zone, "must be a zone such as Europe/Berlin"),
      rule(&Config::send_window_start).min(0).max(23),
      rule(&Config::send_window_end).min(1).max(24),
      rule(&Config::rate_limit_requests).min(1).max(1000000),
      rule(&Config::rate_limit_period_seconds).min(1).max(86400),
  };
  return all;
}

Environment process_environment() {
  Environment all;
  for (char** each = environ; each && *each; ++each) {
    const std::string_view pair(*each);
    const std::size_t equals = pair.find('=');
    if (equals != std::string_view::npos) all.emplace(pair.substr(0, equals), pair.substr(equals + 1));
  }
  return all;
}

Result<LoadedConfig> load_config(const Environment& environment, std::optional<std::string_view> dotenv) {
  Loader loader;
  loader.read_environment(environment);
  if (dotenv) loader.read_dotenv(*dotenv);
  return loader.finish();
}

bool is_safe_url(std::string_view url) {
  const std::size_t at = url.find("://");
  const std::string_view rest = at == std::string_view::npos ? std::string_view() : url.substr(at + 3);
  const std::string_view place = rest.substr(0, rest.find_first_of("/?#"));
  // "http://127.0.0.1:80@elsewhere" is elsewhere.
  if (place.empty() || place.find('@') != std::string_view::npos) return false;
  if (url.starts_with("https://")) return true;
  const std::size_t bracket = place.starts_with('[') ? place.find(']') : std::string_view::npos;
  const std::string_view host =
      bracket == std::string_view::npos ? place.substr(0, place.find(':')) : place.substr(1, bracket - 1);
  return url.starts_with("http://") && is_loopback(host);
}

bool is_local_url(std::string_view url) {
  return url.starts_with("http://") && is_safe_url(url);
}

bool allows_local_operator(const Config& config) {
  return config.api_env == ApiEnv::development && is_loopback(config.api_host);
}

std::vector<std::string> list_provider_problems(const Config& config) {
  std::vector<std::string> problems;
  const auto need = [&](bool is_there, std::string words) {
    if (!is_there) problems.push_back(std::move(words));
  };
  const bool has_oauth = !config.mail_oauth_client_id.empty();
  need(!has_oauth || (!config.mail_oauth_auth_url.empty() && !config.mail_oauth_token_url.empty() &&
                      !config.mail_oauth_scope.empty() && !config.smtp_user.empty()),
       "MAIL_OAUTH_CLIENT_ID needs MAIL_OAUTH_AUTH_URL, MAIL_OAUTH_TOKEN_URL, MAIL_OAUTH_SCOPE and SMTP_USER "
       "(docs/connect-smtp.md).");
  if (config.mail_provider == MailProvider::smtp) {
    // A relay on this machine needs no sign-in; a server elsewhere would be an open one.
    const bool is_local = is_loopback(host_of(config.smtp_url));
    need(!config.smtp_url.empty(),
         "MAIL_PROVIDER=smtp needs SMTP_URL, such as smtps://smtp.example.com:465.");
    need(!config.smtp_user.empty() || is_local || config.smtp_url.empty(),
         "MAIL_PROVIDER=smtp needs SMTP_USER: the server of SMTP_URL takes mail from those it knows only.");
    need(!config.smtp_password.empty() || config.smtp_user.empty() || has_oauth,
         "SMTP_USER needs SMTP_PASSWORD, or the MAIL_OAUTH_ settings (docs/connect-smtp.md).");
    need(config.sender_email != Config{}.sender_email,
         "MAIL_PROVIDER=smtp needs SENDER_EMAIL: the address that SMTP_USER may send as.");
  }
  if (config.mail_provider == MailProvider::gmail) {
    need(!config.google_client_id.empty() && !config.google_client_secret.empty(),
         "MAIL_PROVIDER=gmail needs GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET (docs/connect-gmail.md).");
    need(config.sender_email != Config{}.sender_email,
         "MAIL_PROVIDER=gmail needs SENDER_EMAIL: the address of the account, or one it may send as.");
  }
  if (!config.imap_url.empty()) {
    need(!config.imap_user.empty(), "IMAP_URL needs IMAP_USER (or SMTP_USER, when it is the same).");
    need(!config.imap_password.empty() || has_oauth,
         "IMAP_URL needs IMAP_PASSWORD (or SMTP_PASSWORD, when it is the same).");
  }
  // Two keys may be those of two accounts, and no order of theirs would be a safe guess.
  need(config.hubspot_api_key.empty() || config.hubspot_client_id.empty(),
       "HUBSPOT_API_KEY and HUBSPOT_CLIENT_ID are two ways to one HubSpot: set the key of a private app, or "
       "the "
       "client of an app whose account you connect (docs/connect-hubspot.md).");
  need(config.hubspot_client_id.empty() || !config.hubspot_client_secret.empty(),
       "HUBSPOT_CLIENT_ID needs HUBSPOT_CLIENT_SECRET (docs/connect-hubspot.md).");
  return problems;
}

std::vector<std::string> check_config(const Config& config, const ConfigFacts& facts) {
  std::vector<std::string> refusals;
  const auto refuse_if = [&](bool wrong, std::string words) {
    if (wrong) refusals.push_back(std::move(words));
  };
  for (std::string& problem : list_provider_problems(config)) refuse_if(true, std::move(problem));
  refuse_if(!config.operator_approval_required && config.mail_provider != MailProvider::outbox,
            "OPERATOR_APPROVAL_REQUIRED=false would send mail that nobody approved: it is allowed with "
            "MAIL_PROVIDER=outbox only.");
  refuse_if(config.gmail_push_audience.empty() != config.gmail_push_service_account.empty(),
            "GMAIL_PUSH_AUDIENCE and GMAIL_PUSH_SERVICE_ACCOUNT belong together: a push is proven by both.");
  const bool is_local = is_local_url(config.public_url);
  refuse_if(!is_local && !config.public_url.starts_with("https://"),
            "PUBLIC_URL=" + config.public_url +
                " must begin with https://: the opt-out link of every mail begins with it (RFC 8058).");
  if (config.api_env != ApiEnv::production) return refusals;

  const Config defaults;
  refuse_if(config.secret_key.size() < kSecretKeyBytes,
            "API_ENV=production needs SECRET_KEY with at least 32 bytes (openssl rand -hex 32).");
  refuse_if(config.trusted_proxy.empty(),
            "API_ENV=production needs TLS: set TRUSTED_PROXY to the address of the proxy that ends it.");
  refuse_if(is_local,
            "API_ENV=production needs PUBLIC_URL, the address at which recipients reach this server: the "
            "opt-out link of every mail begins with it.");
  refuse_if(facts.user_count < 1, "API_ENV=production needs at least one user: sales-agent user add.");
  refuse_if(
      config.sender_email == defaults.sender_email || config.sender_name == defaults.sender_name ||
          config.sender_postal_address == defaults.sender_postal_address,
      "API_ENV=production needs SENDER_NAME, SENDER_EMAIL and SENDER_POSTAL_ADDRESS: the law asks for a true "
      "sender in every mail.");
  return refusals;
}

}  // namespace sa
