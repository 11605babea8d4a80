#include "store/engine/upgrade.h"

#include "queries.h"

namespace sa {

Result<std::vector<std::string>> list_finished_upgrades(ReadTx& tx) {
  TRY(const Rows rows, tx.query(sql::upgrade_list, Args()));
  std::vector<std::string> names;
  for (const Value& cell : rows.cells) names.push_back(as_text(cell));
  return names;
}

Result<Unit> note_finished_upgrade(Tx& tx, const std::string& name, Instant now) {
  return tx.put(sql::upgrade_note, Args().add("name", name).add("finished_at", now));
}

}  // namespace sa
