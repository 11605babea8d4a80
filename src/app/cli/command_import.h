// The commands below `import` that have files of their own.
// THREADS: one. ERRORS: none.
#pragma once

#include "app/cli/cli.h"

namespace sa {

void add_import_contacts(CommandSpec& family);

}  // namespace sa
