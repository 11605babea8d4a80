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
#include "base/web_url.h"

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
    Retired{"API_LOG_LEVEL", "use LOG_LEVEL"},
    Retired{"DATABASE_POOL_SIZE", "use DB_POOL_SIZE"},
    Retired{"DATABASE_MAX_OVERFLOW", "the pool does not overflow"},
    Retired{"CELERY_BROKER_URL", "jobs live in the database"},
    Retired{"CELERY_RESULT_BACKEND", "jobs live in the database"},
    Retired{"GOOGLE_REDIRECT_URI", "it is derived from PUBLIC_URL"},
    Retired{"HUBSPOT_APP_ID", "only the token is needed"},
};

const Retired* find_retired(std::string_view name) {
  const auto found =
      std::find_if(kRetired.begin(), kRetired.end(), [&](const Retired& r) { return r.name == name; });
  return found == kRetired.end() ? nullptr : &*found;
}

std::string upper(std::string_view text) {
  std::string made(text);
  for (char& c : made) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return made;
}

/// Calls `see` with the part of each owner.
template <class AConfig, class See>
void for_each_owner(AConfig& config, See see) {
  boost::mp11::mp_for_each<reflect::Bases<Config>>([&](auto owner) {
    using Owner = typename decltype(owner)::type;
    using Part = std::conditional_t<std::is_const_v<AConfig>, const Owner, Owner>;
    see(static_cast<Part&>(config));
  });
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
    loaded_.warnings.push_back(std::string(retired.name) + " has no effect: " + std::string(retired.words) +
                               ".");
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

/// The sender that stands in until somebody says who they are.
constexpr const char* kBorrowedSender = "ana.ruiz@tallyfern.example";

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

/// No mail may leave the machine at a time that is not true.
bool may_simulate_time(const Config& config) {
  if (config.api_env != ApiEnv::development) return false;
  switch (config.mail_provider) {
    case MailProvider::outbox:
      return true;
    case MailProvider::gmail:
      return is_loopback(host_of(config.gmail_base_url));
    case MailProvider::smtp:
      return is_loopback(host_of(config.smtp_url));
  }
  return false;
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
  if (!config.rate_limit_enabled) config.rate_limit_enabled = !is_development;
  strip_slashes(config.public_url);
  for (std::string& origin : config.allowed_origins) strip_slashes(origin);
  for_each_owner(config, [](auto& owner) {
    if constexpr (requires { owner.complete(); }) owner.complete();
  });
}

Result<LoadedConfig> Loader::finish() {
  read_values();
  if (problems_.empty() && loaded_.config.send_window_start >= loaded_.config.send_window_end) {
    add_problem("SEND_WINDOW_END", "must be later than SEND_WINDOW_START");
  }
  if (!loaded_.config.failpoints.empty() && loaded_.config.api_env != ApiEnv::development) {
    add_problem("FAILPOINTS",
                "makes the program fail deliberately, so it is allowed only with API_ENV=development");
  }
  if (!loaded_.config.clock_file.empty() && !may_simulate_time(loaded_.config)) {
    add_problem(
        "CLOCK_FILE",
        "simulates time, so it is allowed only with API_ENV=development and MAIL_PROVIDER=outbox or a "
        "mail provider on this machine");
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

}  // namespace

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

bool allows_local_operator(const Config& config) {
  return config.api_env == ApiEnv::development && is_loopback(config.api_host);
}

std::vector<std::string> list_provider_problems(const Config& config) {
  std::vector<std::string> all;
  const std::string provider(enum_name(config.mail_provider));
  if (config.mail_provider != MailProvider::outbox && config.sender_email == Config{}.sender_email)
    all.push_back("MAIL_PROVIDER=" + provider +
                  " needs SENDER_EMAIL: an address that the account may send as.");
  for_each_owner(config, [&](const auto& owner) {
    if constexpr (requires { owner.problems(provider); }) {
      for (std::string& problem : owner.problems(provider)) all.push_back(std::move(problem));
    }
  });
  return all;
}

std::vector<std::string> check_config(const Config& config, const ConfigFacts& facts) {
  std::vector<std::string> refusals;
  const auto refuse_if = [&](bool wrong, std::string words) {
    if (wrong) refusals.push_back(std::move(words));
  };
  for (std::string& problem : list_provider_problems(config)) refuse_if(true, std::move(problem));
  refuse_if(!config.operator_approval_required && config.mail_provider != MailProvider::outbox,
            "OPERATOR_APPROVAL_REQUIRED=false would send mail that nobody approved. It is allowed only with "
            "MAIL_PROVIDER=outbox.");
  refuse_if(config.gmail_push_audience.empty() != config.gmail_push_service_account.empty(),
            "GMAIL_PUSH_AUDIENCE and GMAIL_PUSH_SERVICE_ACCOUNT must be set together: both are needed to "
            "verify a push.");
  const bool is_local = is_local_url(config.public_url);
  refuse_if(!is_local && !config.public_url.starts_with("https://"),
            "PUBLIC_URL=" + config.public_url +
                " must begin with https://: the opt-out link of every mail begins with it (RFC 8058).");
  if (config.api_env != ApiEnv::production) return refusals;

  const Config defaults;
  refuse_if(config.secret_key.size() < kSecretKeyBytes,
            "API_ENV=production needs SECRET_KEY with at least 32 bytes (openssl rand -hex 32).");
  refuse_if(
      config.trusted_proxy.empty(),
      "API_ENV=production needs TLS: set TRUSTED_PROXY to the address of the proxy that terminates it.");
  refuse_if(is_local,
            "API_ENV=production needs PUBLIC_URL, the address at which recipients reach this server: the "
            "opt-out link of every mail begins with it.");
  refuse_if(facts.user_count < 1,
            "API_ENV=production needs at least one user. Create one: sales-agent user add.");
  refuse_if(config.sender_email == defaults.sender_email || config.sender_name == defaults.sender_name ||
                config.sender_postal_address == defaults.sender_postal_address,
            "API_ENV=production needs SENDER_NAME, SENDER_EMAIL and SENDER_POSTAL_ADDRESS: many countries "
            "require the true sender in every mail.");
  return refusals;
}

}  // namespace sa
