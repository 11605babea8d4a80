#include "app/wiring/provider.h"

#include <utility>

#include <filesystem>

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
#include "connectors/mail/smtp.h"
#include "connectors/openai/openai.h"
#include "connectors/openai/openai_embedder.h"
#include "mail/address/address.h"

namespace sa {
namespace {

/// What OPENAI_EMBEDDING_MODEL says where mail must not be sent to a model for the search.
constexpr std::string_view kLocalEmbedder = "local";

MailServer smtp_server(const Config& config) {
  MailServer server{"SMTP_URL", config.smtp_url, config.smtp_user, config.smtp_password, {}, config.ca_file,
                    {}};
  server.greeting = std::string(domain_of(fold_address(config.sender_email)));
  return server;
}

MailServer imap_server(const Config& config) {
  return {"IMAP_URL", config.imap_url, config.imap_user, config.imap_password, {}, config.ca_file, {}};
}

SentCopy sent_copy(const Config& config) {
  switch (config.smtp_saves_sent.value_or(SavesSent::no)) {
    case SavesSent::no:
      return SentCopy::by_us;
    case SavesSent::yes:
      return SentCopy::by_server;
    case SavesSent::at_once:
      return SentCopy::by_server_at_once;
  }
  return SentCopy::by_us;
}

}  // namespace

Result<Unit> check_providers(const Config& config) {
  if (auto problems = list_provider_problems(config); !problems.empty())
    return invalid(std::move(problems.front()));
  std::error_code failure;
  if (config.ca_file.empty() || std::filesystem::is_regular_file(config.ca_file, failure)) return ok();
  return invalid("CA_FILE=" + config.ca_file + ": there is no such file.");
}

VendorApi::Tools outside_tools(App& app) {
  if (!app.outside) app.outside = std::make_unique<Outside>(app.config());
  return {app.outside->http, app.clock, app.outside->timer, app.random};
}

VendorApi::Options call_options(const Config& config) {
  VendorApi::Options options;
  options.retry = {config.retry_attempts, config.retry_first_ms, config.retry_longest_ms};
  options.breaker = {config.breaker_failures, config.breaker_open_s * kSecondMs};
  return options;
}

namespace {

std::unique_ptr<GoogleOauth> open_google(App& app) {
  const Config& config = app.config();
  if (config.google_client_id.empty()) return nullptr;
  GoogleOauth::Options options;
  options.client_id = config.google_client_id;
  options.client_secret = config.google_client_secret;
  options.auth_url = config.google_auth_url;
  options.oauth_url = config.google_oauth_url;
  options.gmail_url = config.gmail_base_url;
  options.call = call_options(config);
  return std::make_unique<GoogleOauth>(std::move(options), outside_tools(app));
}

std::unique_ptr<HubspotOauth> open_hubspot(App& app) {
  const Config& config = app.config();
  if (config.hubspot_client_id.empty()) return nullptr;
  HubspotOauth::Options options;
  options.client_id = config.hubspot_client_id;
  options.client_secret = config.hubspot_client_secret;
  options.auth_url = config.hubspot_auth_url;
  options.base_url = config.hubspot_base_url;
  options.call = call_options(config);
  return std::make_unique<HubspotOauth>(std::move(options), outside_tools(app));
}

std::unique_ptr<MailOauth> open_mail_oauth(App& app) {
  const Config& config = app.config();
  if (config.mail_oauth_client_id.empty()) return nullptr;
  MailOauth::Options options;
  options.auth_url = config.mail_oauth_auth_url;
  options.token_url = config.mail_oauth_token_url;
  options.client_id = config.mail_oauth_client_id;
  options.client_secret = config.mail_oauth_client_secret;
  options.scope = config.mail_oauth_scope;
  options.user = config.smtp_user;
  options.call = call_options(config);
  return std::make_unique<MailOauth>(std::move(options), outside_tools(app));
}

/// By XOAUTH2 where it is set up, else by the password.
void sign_in(App& app, MailServer* server) {
  if (app.mail_oauth)
    server->token = std::make_shared<AccountToken>(app.mail_oauth->client(), *app.tokens, outside_tools(app));
}

/// Null: HubSpot is not set up.
std::shared_ptr<TokenSource> hubspot_token(App& app) {
  const std::string& key = app.config().hubspot_api_key;
  if (!key.empty()) return std::make_shared<FixedToken>(key);
  if (!app.hubspot) return nullptr;
  return std::make_shared<AccountToken>(app.hubspot->client(), *app.tokens, outside_tools(app));
}

}  // namespace

void open_accounts(App& app) {
  app.google = open_google(app);
  app.hubspot = open_hubspot(app);
  app.mail_oauth = open_mail_oauth(app);
}

void open_gmail(App& app) {
  const Config& config = app.config();
  auto token = std::make_shared<AccountToken>(app.google->client(), *app.tokens, outside_tools(app));
  VendorApi::Options options = gmail_call_options(call_options(config), config.gmail_quota_per_minute);
  options.base_url = config.gmail_base_url;
  app.gmail = std::make_unique<VendorApi>(std::move(options), outside_tools(app), std::move(token));
  // Two minutes, unless SEND_DEADLINE_MS says that everything is slower, or quicker, here.
  const std::int64_t settled_ms = GmailMailbox::kSettledMs / kSendDeadlineMs * config.send_deadline_ms;
  app.mailbox = std::make_unique<GmailMailbox>(*app.gmail, app.clock, settled_ms);
  app.feed = std::make_unique<GmailFeed>(
      *app.gmail, GmailFeed::Options{config.gmail_first_sync_days, config.gmail_first_sync_mails,
                                     config.gmail_pubsub_topic});
  app.providers.push_back(app.gmail.get());
}

void open_smtp(App& app) {
  const Config& config = app.config();
  SmtpOptions options{
      smtp_server(config), {}, config.imap_sent_folder, sent_copy(config), call_options(config).breaker};
  if (!config.imap_url.empty()) options.imap = imap_server(config);
  sign_in(app, &options.smtp);
  if (options.imap) sign_in(app, &*options.imap);
  app.mailbox = std::make_unique<SmtpMailbox>(std::move(options), app.clock);
}

void open_imap(App& app) {
  const Config& config = app.config();
  ImapFeedOptions options{imap_server(config), config.imap_sent_folder};
  sign_in(app, &options.imap);
  options.first_days = config.imap_first_sync_days;
  options.first_mails = config.imap_first_sync_mails;
  options.breaker = call_options(config).breaker;
  app.feed = std::make_unique<ImapFeed>(std::move(options), app.clock);
}

/// A model writes; the template writer stands by.
void open_model(App& app) {
  const Config& config = app.config();
  if (config.openai_api_key.empty()) return;
  OpenAiWriter::Options options;
  options.base_url = config.openai_base_url;
  options.model = config.openai_model;
  options.timeout_ms = config.openai_timeout_s * kSecondMs;
  options.call = call_options(config);
  auto writer = std::make_unique<OpenAiWriter>(std::move(options), outside_tools(app),
                                               std::make_shared<FixedToken>(config.openai_api_key));
  app.providers.push_back(&writer->provider());
  app.fallback_llm = std::exchange(app.llm, std::move(writer));
}

void open_embedder(App& app) {
  const Config& config = app.config();
  if (config.openai_api_key.empty() || config.openai_embedding_model == kLocalEmbedder) {
    app.embedder = std::make_unique<HashingEmbedder>();
    return;
  }
  OpenAiEmbedder::Options options;
  options.base_url = config.openai_base_url;
  options.model = config.openai_embedding_model;
  options.timeout_ms = config.openai_timeout_s * kSecondMs;
  options.call = call_options(config);
  auto embedder = std::make_unique<OpenAiEmbedder>(std::move(options), outside_tools(app),
                                                   std::make_shared<FixedToken>(config.openai_api_key));
  app.providers.push_back(&embedder->provider());
  app.embedder = std::move(embedder);
}

void open_crm(App& app) {
  const Config& config = app.config();
  if (auto token = hubspot_token(app)) {
    VendorApi::Options options = call_options(config);
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
      std::make_unique<GoogleKeys>(config.google_certs_url, outside_tools(app), call_options(config));
  app.providers.push_back(&app.google_keys->provider());
  app.webhooks.push_back(std::make_unique<GmailPush>(
      *app.google_keys, TokenWish{config.gmail_push_audience, config.gmail_push_service_account}));
}

}  // namespace sa
