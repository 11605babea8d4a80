// Wiring: makes an App from the configuration. The only place that knows which class stands behind each port.
// THREADS: the main thread.
// ERRORS: invalid for a configuration that must not start; conflict for a database of a newer program; unavailable when
// the database cannot be opened.
#pragma once

#include <memory>

#include "app/wiring/app.h"

namespace sa {

/// The files of POLICY_DIR and PROMPTS_DIR, and where they have none, the embedded ones.
/// ERRORS: invalid for a folder that is not there, or holds no file that we would ever read.
Result<PolicyLookup> policy_lookup(const Config& config);

/// The migrations of MIGRATIONS_DIR, or those that are built in; never none.
Result<std::vector<Db::Migration>> get_migrations(const Config& config);

/// open_db (or open_unsynced_db), with an error that says which database it was.
Result<std::unique_ptr<Db>> open_named_db(const DbOptions& options, bool is_synced = true);

/// Opens and migrates the database, loads the rules, joins the parts. Nothing runs yet and nobody listens. REQUIRES: the clock outlives it.
Result<std::unique_ptr<App>> wire(LoadedConfig loaded, const WireOptions& how = {});

/// SECRET_KEY, or outside of production a random key that is made once in <STATE_DIR>/secret.key, for this user alone.
Result<std::string> get_secret_key(const Config& config, Random& random);

}  // namespace sa
