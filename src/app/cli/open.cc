#include "app/cli/open.h"

#include "app/wiring/wire.h"

namespace sa {

Result<std::unique_ptr<App>> open_app(Shell& shell) {
  TRY(LoadedConfig loaded, read_config(shell));
  start_log_for(LogFor::command, shell, loaded);
  return wire(std::move(loaded));
}

}  // namespace sa
