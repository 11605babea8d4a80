#include "actions/upgrade/upgrade.h"

#include <algorithm>

#include "actions/upgrade/detail_audit.h"
#include "actions/upgrade/hash_addresses.h"
#include "actions/upgrade/index_contacts.h"
#include "base/log.h"
#include "store/engine/upgrade.h"

namespace sa {
namespace {

struct Step {
  const char* name;
  Result<Unit> (*run)(Services&);
};

constexpr Step kSteps[] = {
    {"0013_hash_addresses", hash_addresses},
    {"0014_detail_audit", [](Services& services) { return detail_audit(services.db, services.clock); }},
    {"0019_index_contacts", index_contacts}};

}  // namespace

Result<Unit> finish_upgrade(Services& services) {
  TRY(const std::vector<std::string> finished,
      services.db.read_now([](ReadTx& tx) { return list_finished_upgrades(tx); }));
  for (const Step& step : kSteps) {
    if (std::ranges::find(finished, step.name) != finished.end()) continue;
    TRY_OK(step.run(services));
    TRY_OK(services.db.write_now(
        [&](Tx& tx) { return note_finished_upgrade(tx, step.name, services.clock.now()); }));
    log_event(LogLevel::info, "upgrade_finished", {{"step", step.name}});
  }
  return ok();
}

}  // namespace sa
