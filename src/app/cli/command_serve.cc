// sales-agent serve, sales-agent worker: the running program.
#include "actions/draft/send.h"
#include "actions/simulation/result.h"
#include "app/cli/command.h"
#include "app/wiring/sample.h"
#include "app/wiring/site.h"
#include "app/wiring/stop_signal.h"
#include "app/wiring/version.h"
#include "app/wiring/wire.h"
#include "base/log.h"
#include "store/draft/draft.h"
#include "store/user/user.h"

namespace sa {
namespace {

struct Wish {
  bool no_workers = false;
  bool no_samples = false;
  std::int64_t port = -1;
};

/// ERRORS: invalid with a line for each reason why this configuration must not start.
Result<Unit> check_start(App& app) {
  TRY(const std::int64_t users, app.db->read_now([](ReadTx& tx) { return count_users(tx); }));
  const std::vector<std::string> refusals = check_config(app.config(), {.user_count = users});
  if (refusals.empty()) return ok();
  std::string words = "The server cannot start with this configuration:";
  for (const std::string& each : refusals) words += "\n  " + each;
  return invalid(words);
}

/// What a start says: to a person as lines, to a collector of logs as one event.
struct Greeting {
  std::string address;  ///< empty: no HTTP here
  std::int64_t drafts = 0;
  SampleCounts samples;
  bool has_workers = false;
};

std::string sender_words(const App& app) {
  const SenderProfile& sender = app.services->sender;
  const std::string words = sender.name + " <" + sender.address + '>';
  const bool is_named = app.loaded.sources.contains("SENDER_EMAIL");
  return is_named ? words : words + " (an example; set SENDER_NAME and SENDER_EMAIL)";
}

/// What to do before anybody can sign in; empty where nothing is to be done.
std::string sign_in_words(const App& app) {
  if (!app.site || allows_local_operator(app.config())) return "";
  const auto users = app.db->read_now([](ReadTx& tx) { return count_users(tx); });
  if (!users || *users > 0) return "";
  return "needed, because API_HOST is " + app.config().api_host +
         ". Create the first user: sales-agent user add";
}

std::string sample_words(const SampleCounts& samples) {
  std::string words = counted(samples.mails, "mail", "mails");
  if (samples.contacts > 0) words += " and a campaign to " + counted(samples.contacts, "contact", "contacts");
  return words + " to try it out";
}

void greet(Shell& shell, const App& app, const Greeting& greeting) {
  const std::string database = mask_credentials(app.config().database_url);
  const std::string provider = app.mailbox->provider();
  const std::string writer = app.llm->name();
  const bool is_json = app.config().log_format.value_or(
                           shell.err.is_terminal() ? LogFormat::text : LogFormat::json) == LogFormat::json;
  if (is_json) {
    log_event(LogLevel::info, "started",
              {{"version", kVersion},
               {"address", greeting.address},
               {"database", database},
               {"mail_provider", provider},
               {"writer", writer},
               {"drafts_waiting", greeting.drafts},
               {"samples_loaded", greeting.samples.mails},
               {"workers", greeting.has_workers}});
    return;
  }
  Facts facts;
  if (!greeting.address.empty()) facts.emplace_back("address", greeting.address);
  facts.emplace_back("database", database);
  facts.emplace_back("mail", app.mailbox->delivers() ? provider
                                                     : provider + ": " + app.config().outbox_dir +
                                                           " (nothing leaves this machine)");
  facts.emplace_back("writer", writer == "template" ? "template (no language model)" : writer);
  facts.emplace_back("sender", shown(sender_words(app)));
  if (!greeting.has_workers) facts.emplace_back("workers", "none in this process; start sales-agent worker");
  if (greeting.samples.mails > 0) facts.emplace_back("samples", sample_words(greeting.samples));
  if (const std::string words = sign_in_words(app); !words.empty()) facts.emplace_back("sign-in", words);
  facts.emplace_back("queue", greeting.drafts == 1
                                  ? "1 draft is waiting for you"
                                  : grouped(greeting.drafts) + " drafts are waiting for you");
  shell.out.line("\n" + shell.out.styled(Style::bold, std::string("sales-agent ") + kVersion));
  shell.out.write(fact_lines(shell.out, facts));
  shell.out.line("  Press Ctrl-C to stop.\n");
}

Result<ExitCode> run(Shell& shell, const Wish& wish, bool has_site) {
  StopSignal stop;
  TRY(LoadedConfig loaded, read_config(shell));
  if (wish.port >= 0) {
    loaded.config.api_port = static_cast<int>(wish.port);
    const bool is_given = loaded.sources.contains("PUBLIC_URL");
    if (!is_given) loaded.config.public_url = "http://localhost:" + std::to_string(wish.port);
  }
  start_log_for(LogFor::server, shell, loaded);
  for (const std::string& warning : loaded.warnings)
    log_event(LogLevel::warning, "setting_retired", {{"words", warning}});
  for (const std::string& name : list_unused_settings(loaded))
    log_event(LogLevel::warning, "setting_not_used_yet", {{"setting", name}});
  Greeting greeting;
  greeting.has_workers = !wish.no_workers;
  if (has_site && !wish.no_samples) {
    TRY(const bool wanted, wants_samples(loaded.config));
    if (wanted) {
      start_log_for(LogFor::rehearsal, shell, loaded);
      TRY(greeting.samples, load_samples(loaded));
      start_log_for(LogFor::server, shell, loaded);
    }
  }
  TRY(const std::unique_ptr<App> app, wire(std::move(loaded)));
  TRY_OK(check_start(*app));
  for (const std::string& name : app->migrated)
    log_event(LogLevel::info, "migration_applied", {{"migration", name}});
  if (const auto ready = sync_wait(app->mailbox->ready()); !ready) {
    log_event(LogLevel::warning, "mailbox_not_ready",
              {{"words", ready.error().message + " Until this is fixed, nothing can be sent."}});
  }
  if (has_site) {
    TRY(app->site, Site::open(*app, !wish.no_workers));
    greeting.address = app->site->address();
  }
  if (!wish.no_workers) {
    // Whoever starts it anew has changed a setting, or wants to see whether it goes now.
    TRY_OK(sync_wait(resume_sending(*app->services)));
    app->runner->start();
  }
  TRY(const QueueDepth queue, app->db->read_now([](ReadTx& tx) { return get_queue_depth(tx); }));
  greeting.drafts = queue.drafts;
  greet(shell, *app, greeting);

  stop.wait();
  log_event(LogLevel::info, "stopping", {});
  const bool is_clean = !app->site || app->site->stop();
  finish_simulations();
  app->runner->stop();
  log_event(LogLevel::info, "stopped", {{"all_requests_answered", is_clean}});
  return ExitCode::ok;
}

}  // namespace

void add_serve(CommandSpec& all) {
  auto wish = std::make_shared<Wish>();
  all.command("serve", "Run the web app, the API and the background work")
      .option("--port", "PORT", &wish->port, 0, 65535,
              "Port to listen on, instead of API_PORT; 0 picks a free one")
      .flag("--no-workers", &wish->no_workers,
            "Do not run background work; run it in another process (sales-agent worker)")
      .flag("--no-samples", &wish->no_samples,
            "Do not load the sample mails and the sample campaign into an empty database")
      .run([wish](Shell& shell) { return run(shell, *wish, true); });
  all.command("worker", "Run the background work only, without the API").run([](Shell& shell) {
    return run(shell, {}, false);
  });
}

}  // namespace sa
