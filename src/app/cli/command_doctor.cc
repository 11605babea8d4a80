// sales-agent doctor: what works and what does not, a line each: ok, warn or fail, with what to do. Asks the providers and the
// DNS for real, and changes nothing.
#include "actions/account/account.h"
#include "app/cli/command.h"
#include "app/cli/open.h"
#include "app/cli/table.h"
#include "connectors/http/dns.h"
#include "mail/address/address.h"
#include "mail/address/sender_dns.h"
#include "store/user/user.h"

namespace sa {
namespace {

constexpr std::int64_t kSkewWarnMs = 30 * kSecondMs;
constexpr std::int64_t kSkewFailMs = 5 * kMinuteMs;
constexpr std::int64_t kEndsSoonMs = 8 * kDayMs;
/// Those that the big providers use; a domain may use any other.
constexpr const char* kSelectors[] = {"google", "default", "selector1", "selector2", "s1",
                                      "s2",     "k1",      "k2",        "mail",      "dkim",
                                      "fm1",    "zoho",    "protonmail"};

using Report = std::vector<Diagnosis>;

void add(Report* report, std::string about, Health health, std::string words) {
  report->push_back({std::move(about), health, std::move(words)});
}

void check_settings(const App& app, Report* report) {
  const auto users = app.db->read_now([](ReadTx& tx) { return count_users(tx); });
  const auto refusals = check_config(app.config(), {users ? *users : 0});
  for (const std::string& words : refusals) add(report, "settings", Health::fail, words);
  for (const std::string& words : app.loaded.warnings) add(report, "settings", Health::warn, words);
  for (const std::string& name : list_unused_settings(app.loaded))
    add(report, "settings", Health::warn, name + " is set but has no effect.");
  if (refusals.empty()) add(report, "settings", Health::ok, "The server can start with these settings.");
}

void check_database(const App& app, Report* report) {
  const auto answer = app.db->read_now([](ReadTx& tx) { return count_users(tx); });
  add(report, "database", answer ? Health::ok : Health::fail,
      answer ? std::string(app.db->engine()) + " responds; the schema is up to date."
             : answer.error().message);
}

/// Gmail puts its own address into From, unless it knows the other as one that it may send as.
bool sends_as_other(const App& app, const std::string& account) {
  return app.config().mail_provider == MailProvider::gmail &&
         fold_address(account) != app.services->sender.mailbox_id;
}

void check_account(const App& app, const AccountKind& kind, Report* report) {
  if (!find_account_link(*app.services, kind.provider)) return;
  auto token = sync_wait(app.tokens->find(kind.provider));
  if (!token) return add(report, kind.provider, Health::fail, token.error().message);
  // Whoever set HubSpot's or a mail provider's client wants its account; Google's may be set for later.
  const bool is_needed =
      kind.use == AccountUse::crm || kind.is_rare || app.mailbox->provider() == kind.mail_provider;
  if (!*token) {
    return add(report, kind.provider, is_needed ? Health::fail : Health::warn,
               std::string("No account is connected: sales-agent auth ") + kind.provider + '.');
  }
  const OauthToken& account = **token;
  if (!account.problem.empty()) return add(report, kind.provider, Health::fail, account.problem);
  if (account.refresh_ends_at && *account.refresh_ends_at - app.clock.now() < kEndsSoonMs) {
    add(report, kind.provider, Health::warn,
        "The sign-in expires " + format_rfc3339(*account.refresh_ends_at) +
            " because the Google app is in testing. Publish it or make it internal, then connect again.");
  }
  const bool is_other = kind.use == AccountUse::mailbox && sends_as_other(app, account.account);
  add(report, kind.provider, is_other ? Health::warn : Health::ok,
      is_other
          ? account.account + " is connected, but SENDER_EMAIL is " + app.services->sender.mailbox_id +
                ". Unless that address is set up under \"Send mail as\" in Gmail, Gmail replaces it in From."
          : account.account + " is connected.");
}

void check_skew(const std::string& provider, Instant theirs, Instant ours, Report* report) {
  const std::int64_t skew = std::abs(theirs - ours);
  if (skew < kSkewWarnMs) return;
  add(report, "clock", skew < kSkewFailMs ? Health::warn : Health::fail,
      "This machine's clock and that of " + provider + " are " + std::to_string(skew / kSecondMs) +
          " s apart. Switch on time synchronisation: signatures and send windows depend on it.");
}

void check_providers_now(const App& app, Report* report) {
  bool is_mailbox_asked = false;
  for (Provider* provider : app.services->providers) {
    const std::string name = provider->state().provider;
    is_mailbox_asked = is_mailbox_asked || name == app.mailbox->provider();
    auto answer = sync_wait(provider->check());
    if (!answer) {
      add(report, name, Health::fail, answer.error().message);
      continue;
    }
    add(report, name, Health::ok, answer->words + ".");
    if (answer->their_time) check_skew(name, *answer->their_time, app.clock.now(), report);
  }
  if (is_mailbox_asked) return;
  const auto ready = sync_wait(app.mailbox->ready());
  const char* words = app.mailbox->delivers() ? "The provider accepts mail."
                                              : "Mail is saved there; nothing leaves this machine.";
  add(report, app.mailbox->provider(), ready ? Health::ok : Health::fail,
      ready ? words : ready.error().message);
}

/// The keys of the first selector that has any; null when none is found and one could not be asked about.
SenderRecords::List list_dkim(const std::string& domain) {
  bool is_known = true;
  for (const char* selector : kSelectors) {
    auto dkim = list_txt(std::string(selector) + "._domainkey." + domain);
    if (dkim && !dkim->empty()) return *std::move(dkim);
    is_known = is_known && dkim.has_value();
  }
  return is_known ? SenderRecords::List(std::in_place) : std::nullopt;
}

void check_dns(const App& app, Report* report) {
  SenderRecords records;
  records.domain = std::string(domain_of(app.services->sender.mailbox_id));
  // Names that nobody can have (RFC 2606): the samples' sender.
  if (records.domain.ends_with("example") || records.domain.ends_with("example.com")) {
    return add(report, "dns", Health::warn,
               "SENDER_EMAIL is an example address, so its DNS records were not checked.");
  }
  auto txt = list_txt(records.domain);
  if (!txt) return add(report, "dns", Health::fail, txt.error().message);
  records.txt = *std::move(txt);
  if (auto dmarc = list_txt("_dmarc." + records.domain)) records.dmarc = *std::move(dmarc);
  if (auto mx = list_mx(records.domain)) records.mx = *std::move(mx);
  records.dkim = list_dkim(records.domain);
  for (Diagnosis& each : judge_sender(records)) report->push_back(std::move(each));
}

ExitCode show(Shell& shell, const Report& report) {
  bool has_failure = false;
  Table table({{""}, {"about"}, {"", Table::Align::left, true}});
  for (const Diagnosis& each : report) {
    has_failure = has_failure || each.health == Health::fail;
    if (shell.json) {
      shell.write_json_line(each);
    } else {
      table.add_row({std::string(enum_name(each.health)), each.about, shown(each.words)});
    }
  }
  if (!shell.json) shell.out.write(table.text(shell.out));
  return has_failure ? ExitCode::failed : ExitCode::ok;
}

Result<ExitCode> examine(Shell& shell, bool is_offline) {
  TRY(const std::unique_ptr<App> app, open_app(shell));
  Report report;
  check_settings(*app, &report);
  check_database(*app, &report);
  for (const AccountKind& kind : app->services->account_kinds) check_account(*app, kind, &report);
  if (!is_offline) {
    check_providers_now(*app, &report);
    check_dns(*app, &report);
  }
  return show(shell, report);
}

}  // namespace

void add_doctor(CommandSpec& all) {
  auto is_offline = std::make_shared<bool>(false);
  all.command("doctor", "Check settings, providers, clock and DNS, and say how to fix what does not work")
      .flag("--offline", is_offline.get(), "Make no calls to other machines")
      .run([is_offline](Shell& shell) { return examine(shell, *is_offline); });
}

}  // namespace sa
