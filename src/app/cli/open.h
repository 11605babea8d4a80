// Opens the whole program for one command.
// THREADS: one. ERRORS: those of the configuration and of wiring.
#pragma once

#include <memory>

#include "app/cli/cli.h"
#include "app/wiring/app.h"

namespace sa {

/// Reads the configuration, starts the log as a command has it, and wires the program.
Result<std::unique_ptr<App>> open_app(Shell& shell);

}  // namespace sa
