#include "app/wiring/wire.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <utility>

#include "actions/contact/pepper.h"
#include "actions/contact/restore.h"
#include "actions/mailbox/mailbox.h"
#include "actions/upgrade/upgrade.h"
#include "app/wiring/mailbox_lines.h"
#include "app/wiring/provider.h"
#include "app/wiring/site.h"
#include "base/embedded.h"
#include "base/failpoint.h"
#include "base/log.h"
#include "base/text/regex.h"
#include "connectors/http/oauth_client.h"
#include "connectors/http/oidc.h"
#include "connectors/local/suppressed_file.h"
#include "connectors/local/template.h"
#include "connectors/local/upload_folder.h"
#include "jobs/kind.h"
#include "mail/address/address.h"
#include "store/engine/migrate.h"
#include "store/engine/unsynced.h"

namespace sa {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kSecretBytes = 32;
constexpr std::int64_t kSimulatedIdleMs = 5;

std::optional<std::string> read_if_there(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(in), {});
}

Error cannot_write(const fs::path& path) {
  return unavailable(path.string() + " cannot be written: " + std::strerror(errno) +
                     ". Its folder is set by STATE_DIR.");
}

/// Writes a file that only this user can read, in one step: who finds it there finds all of it. An existing one stays.
Result<Unit> create_private_file(const fs::path& path, const std::string& text) {
  const std::string draft = path.string() + '.' + std::to_string(getpid());
  ::unlink(draft.c_str());
  const int file = ::open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) return cannot_write(path);
  const bool written =
      ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(file) == 0;
  ::close(file);
  // A link fails where the name is taken: of two processes that start at once one wins, and both use its key.
  const bool linked = written && (::link(draft.c_str(), path.c_str()) == 0 || errno == EEXIST);
  std::optional<Error> error;
  if (!linked) error = cannot_write(path);
  ::unlink(draft.c_str());
  if (error) return *std::move(error);
  return ok();
}

GatePolicy gate_policy(const Config& config, const HolidayPolicy& holidays) {
  GatePolicy policy;
  policy.limits = {config.max_emails_per_day, config.max_emails_per_week, config.domain_day_max,
                   config.company_week_max};
  policy.calendar = {config.sender_timezone, {config.send_window_start, config.send_window_end}, holidays};
  policy.postal_address = config.sender_postal_address;
  policy.claims_enforced = config.claims_mode == ClaimsMode::enforce;
  return policy;
}

/// A folder that replaces what is embedded under `prefix` must be there, and hold at least one file of those names: with
/// neither, what is embedded would silently go on in its place.
Result<Unit> check_folder(std::string_view setting, const std::string& folder, std::string_view prefix) {
  if (folder.empty()) return ok();
  const std::string name = std::string(setting) + '=' + folder;
  const std::string what_to_do =
      " Correct it, or leave " + std::string(setting) + " empty to use the embedded files.";
  std::error_code failure;
  if (!fs::is_directory(folder, failure)) return invalid(name + ": there is no such folder." + what_to_do);
  for (const std::string_view known : list_embedded(prefix)) {
    if (fs::exists(fs::path(folder) / known.substr(prefix.size()), failure)) return ok();
  }
  return invalid(name + ": the folder contains none of the expected files." + what_to_do);
}

/// As above, for a web app: what is embedded may be none.
Result<Unit> check_web_folder(const std::string& folder) {
  std::error_code failure;
  if (folder.empty() || fs::is_regular_file(fs::path(folder) / "index.html", failure)) return ok();
  return invalid("WEB_DIR=" + folder +
                 ": there is no index.html. Build the web app (make web), or leave WEB_DIR empty to use the "
                 "embedded one.");
}

std::vector<Webhook*> webhooks_of(const App& app) {
  std::vector<Webhook*> all;
  for (const auto& each : app.webhooks) all.push_back(each.get());
  return all;
}

std::vector<AccountLink*> account_links_of(const App& app) {
  std::vector<AccountLink*> all;
  for (const auto& each : app.accounts) all.push_back(each.get());
  return all;
}

Result<Unit> load_rules(App& app) {
  TRY(const PolicyLookup lookup, policy_lookup(app.config()));
  // The built-in rules are known to be sound; an owner's own are told at the start when they are not.
  std::optional<RegexSet::CheckNow> check;
  if (!app.config().policy_dir.empty()) check.emplace();
  TRY(app.mail_policy, load_mail_policy(lookup));
  TRY(app.agent_policy, load_agent_policy(lookup));
  TRY(Demo demo, Demo::load(lookup, app.agent_policy, app.mail_policy));
  app.demo.emplace(std::move(demo));
  TRY(TemplateWriter writer, TemplateWriter::load(lookup));
  app.llm = std::make_unique<TemplateWriter>(std::move(writer));
  open_model(app);
  open_embedder(app);
  return ok();
}

Result<Unit> open_database(App& app) {
  DbOptions options;
  options.url = app.config().database_url;
  options.pool_size = app.config().db_pool_size;
  TRY(app.db, open_named_db(options, app.is_synced));
  TRY(const std::vector<Db::Migration> migrations, get_migrations(app.config()));
  TRY(app.migrated, app.db->migrate(migrations));
  return ok();
}

Result<Unit> open_providers(App& app) {
  const Config& config = app.config();
  TRY(std::string secret_key, get_secret_key(config, app.random));
  std::vector<std::string> keys = {std::move(secret_key)};
  keys.insert(keys.end(), config.secret_key_previous.begin(), config.secret_key_previous.end());
  app.secrets.emplace(keys);
  TRY(app.pepper, open_pepper(*app.db, *app.secrets, app.clock, app.random));
  app.opt_outs = std::make_unique<SuppressedFile>((fs::path(config.state_dir) / "suppressed").string(),
                                                  "v1-" + key_hash(app.pepper, "mark").substr(0, 8));
  app.uploads = std::make_unique<UploadFolder>(fs::path(config.state_dir) / "uploads", app.random);
  app.tokens = std::make_unique<DbTokenStore>(*app.db, app.machine_clock, app.random, *app.secrets);
  TRY_OK(check_providers(config));
  open_accounts(app);
  open_mail(app);
  app.mailbox_lines = std::make_unique<MailboxLines>(app);
  return ok();
}

Result<Unit> join(App& app) {
  const Config& config = app.config();
  TRY(const std::string mailbox, normalize_address(config.sender_email));
  SenderProfile sender{config.sender_name, config.sender_email, mailbox, config.sender_postal_address,
                       config.sender_company};
  app.services.emplace(Services{.db = *app.db,
                                .clock = app.clock,
                                .random = app.random,
                                .mailbox = *app.mailbox,
                                .llm = *app.llm,
                                .embedder = *app.embedder,
                                .mail_policy = app.mail_policy,
                                .agent_policy = app.agent_policy,
                                .demo = *app.demo,
                                .gate_policy = gate_policy(config, app.agent_policy.holidays),
                                .sender = std::move(sender),
                                .public_url = config.public_url,
                                .node_id = "node-" + random_hex(app.random, 8),
                                .environment = std::string(enum_name(config.api_env)),
                                .draft_expiry_days = config.draft_expiry_days,
                                .approval_required = config.operator_approval_required,
                                .secrets = &*app.secrets,
                                .tokens = app.tokens.get(),
                                .account_kinds = account_kinds(),
                                .account_links = account_links_of(app),
                                .feed = app.feed.get(),
                                .providers = app.providers,
                                .fallback_llm = app.fallback_llm.get(),
                                .webhooks = webhooks_of(app),
                                .crm = app.crm.get(),
                                .send_deadline_ms = config.send_deadline_ms,
                                .job_lease_ms = config.job_lease_ms,
                                .pepper = app.pepper,
                                .machine_clock = app.machine_clock,
                                .file_clock = app.clock.is_followed() ? &app.clock : nullptr,
                                .mailbox_opener = app.mailbox_lines.get(),
                                .opt_outs = app.opt_outs.get(),
                                .uploads = app.uploads.get()});
  TRY_OK(finish_upgrade(*app.services));
  TRY_OK(restore_opt_outs(*app.services));
  Runner::Options options;
  options.node_id = app.services->node_id;
  options.lease_ms = config.job_lease_ms;
  // Who moves a simulated clock waits for what is due at each of its instants.
  if (app.clock.is_followed()) options.idle_ms = kSimulatedIdleMs;
  app.runner =
      std::make_unique<Runner>(*app.db, app.machine_clock, app.random, job_kinds(*app.services), options);
  return keep_first_mailbox(*app.services);
}

}  // namespace

App::App(LoadedConfig with, const WireOptions& how)
    : loaded(std::move(with)),
      machine_clock(how.machine_clock),
      // Nothing that happened in simulated time need outlive a power cut; a process that is killed loses nothing all the same.
      is_synced(how.is_synced && loaded.config.clock_file.empty()) {}
App::~App() = default;

Result<std::unique_ptr<Db>> open_named_db(const DbOptions& options, bool is_synced) {
  auto db = is_synced ? open_db(options) : open_unsynced_db(options);
  if (db) return db;
  Error error = std::move(db).error();
  error.message = mask_credentials(options.url) + ": " + error.message;
  return error;
}

Result<std::vector<Db::Migration>> get_migrations(const Config& config) {
  const std::string name = "MIGRATIONS_DIR=" + config.migrations_dir;
  const std::string what_to_do = " Correct it, or leave MIGRATIONS_DIR empty to use the embedded files.";
  auto migrations = load_migrations(config.migrations_dir);
  if (!migrations && !config.migrations_dir.empty()) {
    Error error = std::move(migrations).error();
    error.message = name + ": " + error.message + what_to_do;
    return error;
  }
  if (!migrations || !migrations->empty()) return migrations;
  return invalid(name + ": the folder contains no migrations." + what_to_do);
}

Result<PolicyLookup> policy_lookup(const Config& config) {
  TRY_OK(check_folder("POLICY_DIR", config.policy_dir, "policy/"));
  TRY_OK(check_folder("PROMPTS_DIR", config.prompts_dir, "prompts/"));
  const auto folder_of = [policy = config.policy_dir, prompts = config.prompts_dir](std::string_view path) {
    if (path.starts_with("policy/")) return policy;
    return path.starts_with("prompts/") ? prompts : std::string();
  };
  return PolicyLookup([folder_of](std::string_view path) -> std::optional<std::string> {
    const std::string folder = folder_of(path);
    if (!folder.empty()) {
      if (auto text = read_if_there(fs::path(folder) / path.substr(path.find('/') + 1))) return text;
    }
    const auto embedded = find_embedded(path);
    return embedded ? std::optional<std::string>(*embedded) : std::nullopt;
  });
}

Result<std::string> get_secret_key(const Config& config, Random& random) {
  if (!config.secret_key.empty()) return config.secret_key;
  if (config.api_env == ApiEnv::production)
    return invalid("API_ENV=production needs SECRET_KEY (openssl rand -hex 32).");
  const fs::path path = fs::path(config.state_dir) / "secret.key";
  std::error_code failure;
  fs::create_directories(config.state_dir, failure);
  if (failure) {
    return unavailable("The folder " + config.state_dir +
                       " (STATE_DIR) cannot be created: " + failure.message() + ".");
  }
  if (!fs::exists(path, failure)) TRY_OK(create_private_file(path, random_hex(random, kSecretBytes) + '\n'));
  const auto text = read_if_there(path);
  if (!text)
    return unavailable(path.string() +
                       " cannot be read. Check its owner and permissions, or set SECRET_KEY.");
  const std::string key = text->substr(0, text->find_last_not_of(" \r\n") + 1);
  if (key.size() >= kSecretBytes) return key;
  return unavailable(path.string() +
                     " contains no key. Restore the key that it contained, or set SECRET_KEY to that key.");
}

Result<std::unique_ptr<App>> wire(LoadedConfig loaded, const WireOptions& how) {
  auto app = std::make_unique<App>(std::move(loaded), how);
  TRY_OK(arm_failpoints(app->config().failpoints, app->random));
  if (!app->config().clock_file.empty()) TRY_OK(app->clock.follow(app->config().clock_file));
  TRY_OK(load_rules(*app));
  TRY_OK(check_web_folder(app->config().web_dir));
  TRY_OK(open_database(*app));
  TRY_OK(open_providers(*app));
  open_crm(*app);
  open_push(*app);
  TRY_OK(join(*app));
  return app;
}

}  // namespace sa
