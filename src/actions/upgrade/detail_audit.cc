#include "actions/upgrade/detail_audit.h"

#include <limits>

#include "store/audit/audit.h"

namespace sa {
namespace {

constexpr std::int64_t kPage = 500;
constexpr std::int64_t kBeforeFirst = std::numeric_limits<std::int64_t>::min();

/// False when nothing was left to move.
Result<bool> move_page(Tx& tx) {
  TRY(const std::vector<AuditRow> rows, list_undetailed_audit(tx, kBeforeFirst, kPage));
  for (const AuditRow& row : rows) TRY_OK(move_audit_row(tx, row));
  if (rows.empty()) return false;
  TRY_OK(delete_undetailed_audit(tx, rows.back().seq));
  return true;
}

/// The rows as they are now: that each was whole is for the verification to tell, which still can as long as its words are there.
Result<Unit> seal(Tx& tx, Instant now) {
  TRY(const std::vector<AuditRow> seals, list_audit_of_action(tx, kRechain));
  if (!seals.empty()) return ok();
  std::string seal = kAuditGenesis;
  std::int64_t count = 0;
  std::int64_t after = kBeforeFirst;
  while (true) {
    TRY(const std::vector<AuditRow> rows, list_audit_after(tx, after, kPage));
    if (rows.empty()) break;
    for (const AuditRow& row : rows) {
      if (row.hash_version != 1) continue;
      seal = add_to_seal(seal, row);
      ++count;
    }
    after = rows.back().seq;
  }
  if (count == 0) return ok();
  TRY_OK(append_audit(tx, system_actor("upgrade"), kRechain, {{"rows", count}, {"seal", seal}}, now));
  return ok();
}

}  // namespace

Result<Unit> detail_audit(Db& db, const Clock& clock) {
  bool has_more = true;
  while (has_more) {
    TRY(has_more, db.write_now([](Tx& tx) { return move_page(tx); }));
  }
  return db.write_now([&](Tx& tx) { return seal(tx, clock.now()); });
}

}  // namespace sa
