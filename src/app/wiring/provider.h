// Builds the connectors for the configured providers, from one table of the ways to send mail and one of the
// accounts that a person can connect.
// THREADS: called by the main thread. ERRORS: only check_providers': no provider is called at the start.
#pragma once

#include <memory>
#include <vector>

#include "app/wiring/app.h"
#include "base/async/timer.h"
#include "connectors/http/http_client.h"

namespace sa {

/// Shared by all calls to the outside. Made together with the first provider, because an outbox needs no threads for it.
struct Outside {
  explicit Outside(const Config& config) : http({.ca_file = config.ca_file}) {}
  SystemTimer timer;
  HttpClient http;
};

/// The providers whose accounts can be connected.
const std::vector<AccountKind>& account_kinds();
/// The accounts that can be connected now: none where their client is not set.
void open_accounts(App& app);
/// The way in which mail leaves, and where it arrives.
void open_mail(App& app);
/// The line of a mailbox beside the first. ERRORS: as ports/mailbox_opener.h.
Result<MailboxLine> open_mailbox_line(App& app, const MailboxAccess& access);
/// The model where there is a key for one, else the hashing embedder.
void open_embedder(App& app);
/// The three below do nothing where their settings are empty.
void open_model(App& app);
void open_crm(App& app);
/// Gmail's pushes.
void open_push(App& app);
/// ERRORS: invalid, naming the setting that is missing or wrong.
Result<Unit> check_providers(const Config& config);

}  // namespace sa
