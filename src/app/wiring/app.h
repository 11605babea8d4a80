// App: all parts of a running program. Its members are constructed in this order and destroyed in reverse: the
// server stops taking requests first, the database closes last.
// THREADS: made and destroyed by the main thread. ERRORS: none here; app/wiring/wire.h makes it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "actions/account/token_store.h"
#include "actions/services.h"
#include "app/config/config.h"
#include "jobs/runner.h"

namespace sa {

class GoogleKeys;  // connectors/http/oidc.h
class OauthLink;   // connectors/http/oauth_client.h
class Site;        // app/wiring/site.h: the HTTP side
class VendorApi;
struct Outside;  // app/wiring/provider.h

/// What differs where the program is wired for a rehearsal.
struct WireOptions {
  Clock& machine_clock = system_clock();
  bool is_synced = true;  ///< false: what is written need not outlive a power cut
};

struct App {
  App(LoadedConfig with, const WireOptions& how);
  ~App();
  App(const App&) = delete;
  App& operator=(const App&) = delete;

  LoadedConfig loaded;
  Clock& machine_clock;
  bool is_synced;
  FileClock clock{machine_clock};  ///< business time
  Random& random = system_random();
  MailPolicy mail_policy;
  AgentPolicy agent_policy;
  std::optional<Demo> demo;
  std::unique_ptr<Db> db;
  std::vector<std::string> migrated;  ///< migrations that this start applied
  std::optional<SecretBox> secrets;
  std::string pepper;
  std::unique_ptr<OptOutLedger> opt_outs;
  std::unique_ptr<UploadStore> uploads;
  std::unique_ptr<DbTokenStore> tokens;
  std::unique_ptr<Outside> outside;                  ///< null until a provider is called over the network
  std::vector<std::unique_ptr<OauthLink>> accounts;  ///< of the providers whose client is set
  std::vector<std::unique_ptr<VendorApi>> apis;      ///< that a mailbox and its feed share
  std::unique_ptr<Mailbox> mailbox;
  std::unique_ptr<MailFeed> feed;                ///< null: mail comes by import alone
  std::unique_ptr<MailboxOpener> mailbox_lines;  ///< of the other mailboxes
  std::vector<Provider*> providers;
  std::unique_ptr<Llm> llm;
  std::unique_ptr<Llm> fallback_llm;  ///< the template writer, where `llm` is a model
  std::unique_ptr<Embedder> embedder;
  std::unique_ptr<Crm> crm;  ///< null: none is connected
  std::unique_ptr<GoogleKeys> google_keys;
  std::vector<std::unique_ptr<Webhook>> webhooks;
  std::optional<Services> services;  ///< refers to all of the above
  std::unique_ptr<Runner> runner;    ///< made, not started
  std::unique_ptr<Site> site;        ///< null unless this process serves HTTP

  const Config& config() const { return loaded.config; }
};

}  // namespace sa
