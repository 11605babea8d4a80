#include "actions/contact/restore.h"

#include <map>
#include <set>

#include "actions/contact/contact.h"
#include "actions/contact/erasure.h"
#include "base/log.h"
#include "store/contact/contact.h"
#include "store/contact/erase.h"

namespace sa {
namespace {

constexpr std::int64_t kPage = 1000;

using Reasons = std::map<SuppressionReason, OptOutEntry>;

/// What the ledger says that holds: by hash and reason, after all that was lifted.
std::map<std::string, Reasons> standing_in(const std::vector<OptOutEntry>& entries) {
  std::map<std::string, Reasons> standing;
  for (const OptOutEntry& each : entries) {
    if (each.reason) {
      standing[each.key_hash].emplace(*each.reason, each);
    } else {
      standing.erase(each.key_hash);
    }
  }
  return standing;
}

Suppression restored(Services& services, const OptOutEntry& entry) {
  return {new_id(services.clock, services.random),
          entry.key_hash,
          entry.scope,
          *entry.reason,
          entry.is_erasure ? kErasureSource : "kept outside the database",
          entry.at,
          std::nullopt};
}

/// The backup was from before these erasures: what it brought back goes again.
Result<Unit> erase_again(Services& services, const std::vector<Suppression>& restored) {
  std::set<std::string> erased;
  for (const Suppression& each : restored) {
    if (each.source == kErasureSource) erased.insert(each.key_hash);
  }
  if (erased.empty()) return ok();
  TRY(const std::vector<std::string> addresses,
      services.db.read_now([](ReadTx& tx) { return list_all_addresses(tx); }));
  for (const std::string& address : addresses) {
    if (erased.erase(key_hash_of(services, address)) == 0) continue;
    const auto again = sync_wait(erase_person(services, system_actor("restore"), address, address));
    if (!again) log_event(LogLevel::error, "not_erased_again", {{"cause", again.error().message}});
  }
  return ok();
}

}  // namespace

Result<Restored> restore_opt_outs(Services& services) {
  Restored counts;
  if (!services.opt_outs) return counts;
  TRY(const std::vector<OptOutEntry> entries, services.opt_outs->read());
  std::map<std::string, Reasons> missing = standing_in(entries);
  std::vector<OptOutEntry> unknown;
  std::string after;
  while (true) {
    TRY(const auto page,
        services.db.read_now([&](ReadTx& tx) { return list_suppressions(tx, {}, after, kPage); }));
    for (const Suppression& each : page) {
      const auto known = missing.find(each.key_hash);
      if (known != missing.end() && known->second.erase(each.reason) > 0) continue;
      unknown.push_back(
          {each.key_hash, each.scope, each.reason, each.source == kErasureSource, each.created_at});
    }
    if (page.empty()) break;
    after = page.back().suppression_id;
  }
  std::vector<Suppression> to_restore;
  for (const auto& [hash, reasons] : missing) {
    for (const auto& [reason, entry] : reasons) to_restore.push_back(restored(services, entry));
  }
  if (!to_restore.empty()) {
    TRY_OK(services.db.write_now([&](Tx& tx) -> Result<Unit> {
      for (const Suppression& each : to_restore) TRY_OK(suppress(tx, each));
      return ok();
    }));
    log_event(LogLevel::warning, "database_was_restored", {{"opt_outs_restored", to_restore.size()}});
  }
  TRY_OK(services.opt_outs->append(unknown));
  TRY_OK(erase_again(services, to_restore));
  counts.missing = static_cast<std::int64_t>(to_restore.size());
  counts.noted = static_cast<std::int64_t>(unknown.size());
  return counts;
}

}  // namespace sa
