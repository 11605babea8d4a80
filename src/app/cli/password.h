// Passwords at the command line: typed unseen at a terminal, else the first line of standard input.
// THREADS: one. ERRORS: none.
#pragma once

#include <string>

#include "app/cli/cli.h"

namespace sa {

/// Whether somebody sits there to be asked.
bool is_asked();
/// The answer to `question`, which is shown only where somebody can be asked.
std::string ask_secretly(Shell& shell, const std::string& question);

}  // namespace sa
