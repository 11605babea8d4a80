// The providers that this configuration names, made by wire.cc: what calls them, and the calls' common limits.
// THREADS: called by the main thread. ERRORS: none: nothing is asked of a provider at the start.
#pragma once

#include <memory>

#include "app/wiring/app.h"
#include "base/async/timer.h"
#include "connectors/http/vendor_api.h"

namespace sa {

/// What every call to the outside needs. Made when the first provider is: an outbox needs no threads for it.
struct Outside {
  explicit Outside(const Config& config) : http({.ca_file = config.ca_file}) {}
  SystemTimer timer;
  HttpClient http;
};

VendorApi::Tools outside_tools(App& app);
/// The retries and the breaker of the configuration.
VendorApi::Options call_options(const Config& config);
/// The accounts that a person can connect: none where their client is not set.
void open_accounts(App& app);
/// Gmail as mailbox and feed. REQUIRES: app.google.
void open_gmail(App& app);
void open_smtp(App& app);
void open_imap(App& app);
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
