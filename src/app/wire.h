// Wiring: makes an App from the configuration. The only place that knows which class stands behind each port.
// THREADS: the main thread.
// ERRORS: invalid for a configuration that must not start; conflict for a database of a newer program; unavailable when
// the database cannot be opened.
#pragma once

#include <memory>

#include "app/app.h"

namespace sa {

/// The files of POLICY_DIR and PROMPTS_DIR, and where they have none, the embedded ones.
PolicyLookup policy_lookup(const Config& config);

/// Opens and migrates the database, loads the rules, joins the parts. Nothing runs yet and nobody listens.
Result<std::unique_ptr<App>> wire(LoadedConfig loaded);

/// SECRET_KEY, or outside of production a random key that is made once in <STATE_DIR>/secret.key, for this user alone.
Result<std::string> get_secret_key(const Config& config, Random& random);

}  // namespace sa
