#include "app/wiring/provider.h"

#include <filesystem>
#include <utility>

#include "connectors/google/gmail.h"
#include "connectors/google/gmail_feed.h"
#include "connectors/google/gmail_push.h"
#include "connectors/google/google_oauth.h"
#include "connectors/http/account_token.h"
#include "connectors/hubspot/hubspot.h"
#include "connectors/hubspot/hubspot_oauth.h"
#include "connectors/hubspot/hubspot_webhook.h"
#include "connectors/local/hashing_embedder.h"
#include "connectors/mail/imap_feed.h"
#include "connectors/mail/mail_oauth.h"
#include "connectors/mail/outbox.h"
#include "connectors/mail/smtp.h"
#include "connectors/openai/openai.h"
#include "connectors/openai/openai_embedder.h"
#include "mail/address/address.h"

namespace sa {
namespace {

VendorApi::Tools outside_tools(App& app) {
  if (!app.outside) app.outside = std::make_unique<Outside>(app.config());
  return {app.outside->http, app.machine_clock, app.outside->timer, app.random};
}

/// The token of the provider's connected account, or of the one that is kept under `key`; null: its client is not set.
std::shared_ptr<TokenSource> account_token(App& app, std::string_view provider, std::string key = {}) {
  for (const auto& account : app.accounts) {
    if (account->provider() == provider)
      return std::make_shared<AccountToken>(account->client(), *app.tokens, outside_tools(app),
                                            std::move(key));
  }
  return nullptr;
}

// ----------------------------------------------------------------------------------- accounts that are connected

template <class Oauth>
std::unique_ptr<OauthLink> open_account(App& app) {
  return std::make_unique<Oauth>(app.config(), app.config().call_options(), outside_tools(app));
}

struct AccountRow {
  AccountKind kind;
  std::string Config::* client_id;  ///< empty: no account of it can be connected
  std::unique_ptr<OauthLink> (*open)(App&);
};
constexpr AccountRow kAccounts[] = {
    {kGoogleAccount, &Config::google_client_id, open_account<GoogleOauth>},
    {kHubspotAccount, &Config::hubspot_client_id, open_account<HubspotOauth>},
    {kMailAccount, &Config::mail_oauth_client_id, open_account<MailOauth>},
};

// ----------------------------------------------------------------------------------- how mail leaves

void open_outbox(App& app) {
  app.mailbox = std::make_unique<OutboxMailbox>(app.config().outbox_dir, app.machine_clock, app.is_synced);
}

std::unique_ptr<VendorApi> gmail_api(App& app, std::shared_ptr<TokenSource> token) {
  const Config& config = app.config();
  VendorApi::Options options = gmail_call_options(config.call_options(), config.gmail_quota_per_minute);
  options.base_url = config.gmail_base_url;
  return std::make_unique<VendorApi>(std::move(options), outside_tools(app), std::move(token));
}

/// Two minutes, unless SEND_DEADLINE_MS says that everything is slower, or quicker, here.
std::int64_t gmail_settled_ms(const Config& config) {
  return GmailMailbox::kSettledMs / kSendDeadlineMs * config.send_deadline_ms;
}

void open_gmail(App& app) {
  const Config& config = app.config();
  VendorApi& api = *app.apis.emplace_back(gmail_api(app, account_token(app, kGoogleAccount.provider)));
  app.mailbox = std::make_unique<GmailMailbox>(api, app.machine_clock, gmail_settled_ms(config));
  app.feed = std::make_unique<GmailFeed>(api, config);
  app.providers.push_back(&api);
}

void open_smtp(App& app) {
  const Config& config = app.config();
  SmtpOptions options =
      SmtpOptions::of(config, config, std::string(domain_of(fold_address(config.sender_email))));
  options.smtp.token = account_token(app, kMailAccount.provider);
  if (options.imap) options.imap->token = account_token(app, kMailAccount.provider);
  app.mailbox = std::make_unique<SmtpMailbox>(std::move(options), app.machine_clock);
}

void open_imap(App& app) {
  ImapFeedOptions options = ImapFeedOptions::of(app.config(), app.config());
  options.imap.token = account_token(app, kMailAccount.provider);
  app.feed = std::make_unique<ImapFeed>(std::move(options), app.machine_clock);
}

// ----------------------------------------------------------------------------------- mailboxes beside the first

Result<MailboxLine> outbox_line(App& app, const MailboxAccess& access) {
  const std::filesystem::path folder = std::filesystem::path(app.config().outbox_dir) / access.mailbox_id;
  return MailboxLine{std::make_shared<OutboxMailbox>(folder, app.machine_clock, app.is_synced), nullptr};
}

/// What a mailbox and its feed share.
struct GmailLine {
  GmailLine(App& app, const MailboxAccess& access)
      : api(gmail_api(app,
                      account_token(app, kGoogleAccount.provider,
                                    MailboxOpener::token_key(kGoogleAccount.provider, access.mailbox_id)))),
        mailbox(*api, app.machine_clock, gmail_settled_ms(app.config())),
        feed(*api, app.config()) {}
  std::unique_ptr<VendorApi> api;
  GmailMailbox mailbox;
  GmailFeed feed;
};

Result<MailboxLine> gmail_line(App& app, const MailboxAccess& access) {
  if (!account_token(app, kGoogleAccount.provider))
    return conflict(
        "A Gmail mailbox needs GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET (docs/connect-gmail.md).");
  const auto line = std::make_shared<GmailLine>(app, access);
  return MailboxLine{std::shared_ptr<Mailbox>(line, &line->mailbox),
                     std::shared_ptr<MailFeed>(line, &line->feed)};
}

/// What the settings say of mail servers as such holds for every mailbox; which server it is and who signs in is its own.
Result<MailboxLine> smtp_line(App& app, const MailboxAccess& access) {
  if (!access.servers) return invalid("The mailbox " + access.mailbox_id + " has no mail server.");
  MailServerConfig servers = app.config();
  servers.smtp_url = access.servers->smtp_url;
  servers.imap_url = access.servers->imap_url;
  servers.smtp_user = servers.imap_user = access.servers->user;
  servers.smtp_password = servers.imap_password = access.servers->password;
  servers.smtp_saves_sent.reset();
  servers.imap_sent_folder.clear();
  TRY_OK(servers.check_urls());
  servers.complete();
  MailboxLine line;
  line.mailbox = std::make_shared<SmtpMailbox>(
      SmtpOptions::of(servers, app.config(), std::string(domain_of(access.mailbox_id))), app.machine_clock);
  if (!servers.imap_url.empty())
    line.feed = std::make_shared<ImapFeed>(ImapFeedOptions::of(servers, app.config()), app.machine_clock);
  return line;
}

struct MailRow {
  MailProvider provider;
  void (*open)(App&);
  Result<MailboxLine> (*line)(App&, const MailboxAccess&);  ///< of a mailbox beside the first
};
constexpr MailRow kMail[] = {
    {MailProvider::outbox, open_outbox, outbox_line},
    {MailProvider::gmail, open_gmail, gmail_line},
    {MailProvider::smtp, open_smtp, smtp_line},
};

/// Null: HubSpot is not set up.
std::shared_ptr<TokenSource> hubspot_token(App& app) {
  const std::string& key = app.config().hubspot_api_key;
  if (!key.empty()) return std::make_shared<FixedToken>(key);
  return account_token(app, kHubspotAccount.provider);
}

}  // namespace

Result<Unit> check_providers(const Config& config) {
  if (auto problems = list_provider_problems(config); !problems.empty())
    return invalid(std::move(problems.front()));
  std::error_code failure;
  if (config.ca_file.empty() || std::filesystem::is_regular_file(config.ca_file, failure)) return ok();
  return invalid("CA_FILE=" + config.ca_file + ": there is no such file.");
}

const std::vector<AccountKind>& account_kinds() {
  static const std::vector<AccountKind> kinds = [] {
    std::vector<AccountKind> all;
    for (const AccountRow& row : kAccounts) all.push_back(row.kind);
    return all;
  }();
  return kinds;
}

void open_accounts(App& app) {
  for (const AccountRow& row : kAccounts) {
    if (!(app.config().*row.client_id).empty()) app.accounts.push_back(row.open(app));
  }
}

/// As app/config/config.cc for the first mailbox: no mail leaves the machine at a time that is not true.
Result<Unit> check_time(const App& app, const MailboxAccess& access) {
  const bool is_true = !app.clock.is_followed() && &app.machine_clock == &system_clock();
  if (is_true || access.provider == enum_name(MailProvider::outbox)) return ok();
  const std::string url = access.servers ? access.servers->smtp_url : app.config().gmail_base_url;
  if (is_loopback(host_of(url))) return ok();
  return conflict("The time is simulated, so mailbox " + access.mailbox_id +
                  " can use only a mail server on this machine.");
}

void open_mail(App& app) {
  for (const MailRow& row : kMail) {
    if (row.provider == app.config().mail_provider) row.open(app);
  }
  // A mailbox may be read while nothing is sent from it: that is how to try the product on real mail.
  if (!app.feed && !app.config().imap_url.empty()) open_imap(app);
}

Result<MailboxLine> open_mailbox_line(App& app, const MailboxAccess& access) {
  TRY_OK(check_time(app, access));
  for (const MailRow& row : kMail) {
    if (enum_name(row.provider) == access.provider) return row.line(app, access);
  }
  return invalid("There is no mail provider " + access.provider + '.');
}

/// A model writes; the template writer stands by.
void open_model(App& app) {
  const Config& config = app.config();
  if (config.openai_api_key.empty()) return;
  auto writer =
      std::make_unique<OpenAiWriter>(OpenAiWriter::Options::of(config, config.call_options()),
                                     outside_tools(app), std::make_shared<FixedToken>(config.openai_api_key));
  app.providers.push_back(&writer->provider());
  app.fallback_llm = std::exchange(app.llm, std::move(writer));
}

void open_embedder(App& app) {
  const Config& config = app.config();
  if (config.embeds_here()) {
    app.embedder = std::make_unique<HashingEmbedder>();
    return;
  }
  auto embedder = std::make_unique<OpenAiEmbedder>(OpenAiEmbedder::Options::of(config, config.call_options()),
                                                   outside_tools(app),
                                                   std::make_shared<FixedToken>(config.openai_api_key));
  app.providers.push_back(&embedder->provider());
  app.embedder = std::move(embedder);
}

void open_crm(App& app) {
  const Config& config = app.config();
  if (auto token = hubspot_token(app)) {
    VendorApi::Options options = config.call_options();
    options.base_url = config.hubspot_base_url;
    auto crm = std::make_unique<HubspotCrm>(std::move(options), outside_tools(app), std::move(token));
    app.providers.push_back(&crm->api());
    app.crm = std::move(crm);
  }
  if (!config.hubspot_client_secret.empty())
    app.webhooks.push_back(std::make_unique<HubspotWebhook>(config.hubspot_client_secret));
}

void open_push(App& app) {
  const Config& config = app.config();
  if (config.gmail_push_audience.empty()) return;
  app.google_keys =
      std::make_unique<GoogleKeys>(config.google_certs_url, outside_tools(app), config.call_options());
  app.providers.push_back(&app.google_keys->provider());
  app.webhooks.push_back(std::make_unique<GmailPush>(
      *app.google_keys, TokenWish{config.gmail_push_audience, config.gmail_push_service_account}));
}

}  // namespace sa
