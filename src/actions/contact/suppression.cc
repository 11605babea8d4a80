#include "actions/contact/suppression.h"

#include <algorithm>

#include "actions/contact/contact.h"
#include "actions/progress/signal.h"
#include "base/log.h"
#include "base/text/ascii.h"
#include "mail/address/address.h"

namespace sa {
namespace {

constexpr std::size_t kMaxReasonBytes = 2000;
constexpr std::size_t kMaxSourceBytes = 500;

/// The list in the database decides; a ledger that cannot be written is mended at the next start.
void note_in_ledger(Services& services, const OptOutEntry& entry) {
  if (!services.opt_outs) return;
  const auto noted = services.opt_outs->append({entry});
  if (!noted) log_event(LogLevel::error, "opt_out_not_noted", {{"cause", noted.error().message}});
}

Result<SuppressionKey> wished_key(const Services& services, const SuppressionWish& wish) {
  if (wish.address.has_value() == wish.domain.has_value())
    return invalid_field("address", "Give either an address or a domain.");
  const bool is_address = wish.address.has_value();
  auto key = suppression_key(services, is_address ? *wish.address : '@' + *wish.domain);
  if (key && is_address && key->scope != SuppressionScope::address)
    return invalid_field("address", "This is a domain. Use the field `domain`.");
  if (key) return key;
  return invalid_field(is_address ? "address" : "domain", key.error().message);
}

Result<Unit> check_lift(const Actor& actor, const Suppression& suppression, const Lift& lift) {
  const std::string who = suppression.shown.value_or("This person");
  const std::string reason(enum_name(suppression.reason));
  if (lift.reason.size() > kMaxReasonBytes || lift.proof.size() > kMaxReasonBytes)
    return invalid_field("reason", "The reason or the proof is longer than 2,000 bytes.");
  if (suppression.reason != SuppressionReason::manual && is_blank(lift.reason)) {
    return invalid_field("reason", who + " is suppressed for " + reason + " (" + suppression.source +
                                       "). Give the reason why they may be contacted again.");
  }
  if (!is_opt_out(suppression.reason)) return ok();
  if (!actor.may(Scope::admin))
    return forbidden(who + " opted out (" + reason +
                     "). Only an owner can lift this, with proof of new consent.");
  if (is_blank(lift.proof))
    return invalid_field("proof", who + " opted out (" + reason + "). Say where their new consent is kept.");
  return ok();
}

Result<SuppressionRemoval> lift_one(Services& services, Tx& tx, const Actor& actor, const Suppression& each,
                                    const Lift& lift) {
  TRY_OK(check_lift(actor, each, lift));
  const Instant now = services.clock.now();
  const SuppressionRemoval removal{new_id(services.clock, services.random),
                                   each.suppression_id,
                                   each.key_hash,
                                   each.scope,
                                   each.reason,
                                   each.source,
                                   each.created_at,
                                   each.shown,
                                   now,
                                   actor.name,
                                   lift.reason,
                                   lift.proof};
  TRY_OK(remove_suppression(tx, removal));
  return removal;
}

/// After the last one of a key is gone: a restored database must not bring it back.
Result<Unit> note_lifted(Services& services, Tx& tx, const SuppressionRemoval& removal) {
  TRY(const auto left, list_suppressions_of(tx, std::vector{removal.key_hash}));
  if (left.empty())
    note_in_ledger(services, {removal.key_hash, removal.scope, std::nullopt, false, removal.removed_at});
  return ok();
}

void log_lifted(const Actor& actor, const SuppressionRemoval& removal) {
  log_event(LogLevel::info, "suppression_removed",
            {{"actor", actor.actor_id}, {"reason", enum_name(removal.reason)}});
}

}  // namespace

Result<SuppressionKey> suppression_key(const Services& services, const std::string& text) {
  if (!text.starts_with('@')) {
    TRY(const std::string address, read_address(text));
    return SuppressionKey{SuppressionScope::address, key_hash_of(services, address), address};
  }
  TRY(const std::string domain, normalize_domain(text.substr(1)));
  return SuppressionKey{SuppressionScope::domain, domain_hash(services.pepper, domain), domain};
}

Result<Unit> keep_suppression(Services& services, Tx& tx, Suppression suppression) {
  TRY(const auto standing, list_suppressions_of(tx, std::vector{suppression.key_hash}));
  const bool is_known = std::ranges::any_of(
      standing, [&](const Suppression& each) { return each.reason == suppression.reason; });
  if (is_known) return ok();
  suppression.suppression_id = new_id(services.clock, services.random);
  TRY_OK(suppress(tx, suppression));
  TRY_OK(note_suppressed(services, tx, suppression, services.clock.now()));
  note_in_ledger(services, {suppression.key_hash, suppression.scope, suppression.reason,
                            suppression.source == kErasureSource, suppression.created_at});
  return ok();
}

Result<Unit> suppress_address(Services& services, Tx& tx, const std::string& address,
                              SuppressionReason reason, const std::string& source, Instant now) {
  return keep_suppression(
      services, tx,
      {"", key_hash_of(services, address), SuppressionScope::address, reason, source, now, address});
}

Task<Result<KeptSuppression>> add_suppression(Services& services, Actor actor, SuppressionWish wish) {
  CO_TRY(const SuppressionKey key, wished_key(services, wish));
  if (wish.source && wish.source->size() > kMaxSourceBytes)
    co_return invalid_field("source", "The source is longer than 500 bytes.");
  const SuppressionReason reason = wish.reason.value_or(SuppressionReason::manual);
  const Instant now = services.clock.now();
  auto kept = co_await services.db.write([&](Tx& tx) -> Result<KeptSuppression> {
    const std::vector hashes{key.key_hash};
    TRY(const auto standing, list_suppressions_of(tx, hashes));
    for (const Suppression& each : standing) {
      if (!wish.reason || each.reason == reason) return KeptSuppression{each, false};
    }
    TRY_OK(keep_suppression(
        services, tx,
        {"", key.key_hash, key.scope, reason, wish.source.value_or(actor.name), now, key.shown}));
    TRY(const auto now_standing, list_suppressions_of(tx, hashes));
    for (const Suppression& each : now_standing) {
      if (each.reason == reason) return KeptSuppression{each, true};
    }
    return internal("a suppression that was stored cannot be found");
  });
  if (kept && kept->is_new) {
    log_event(LogLevel::info, "suppression_added",
              {{"actor", actor.actor_id}, {"reason", enum_name(reason)}});
  }
  co_return kept;
}

Task<Result<SuppressionCheck>> check_suppression(Services& services, std::string address) {
  const auto key = read_address(address);
  if (!key) co_return invalid_field("address", key.error().message);
  CO_TRY(auto standing, co_await services.db.read([&](ReadTx& tx) {
    return list_suppressions_of_person(tx, address_keys(services, *key));
  }));
  co_return SuppressionCheck{*key, !standing.empty(), std::move(standing)};
}

Task<Result<std::optional<SuppressionRemoval>>> remove_suppression(Services& services, Actor actor,
                                                                   std::string suppression_id, Lift lift) {
  auto lifted = co_await services.db.write([&](Tx& tx) -> Result<std::optional<SuppressionRemoval>> {
    TRY(const auto found, find_suppression(tx, suppression_id));
    if (!found) return std::optional<SuppressionRemoval>();
    TRY(SuppressionRemoval removal, lift_one(services, tx, actor, *found, lift));
    TRY_OK(note_lifted(services, tx, removal));
    return std::optional(std::move(removal));
  });
  if (lifted && *lifted) log_lifted(actor, **lifted);
  co_return lifted;
}

Task<Result<std::vector<SuppressionRemoval>>> remove_suppressions(Services& services, Actor actor,
                                                                  std::string text, Lift lift) {
  CO_TRY(const SuppressionKey key, suppression_key(services, text));
  auto lifted = co_await services.db.write([&](Tx& tx) -> Result<std::vector<SuppressionRemoval>> {
    TRY(const auto standing, list_suppressions_of(tx, std::vector{key.key_hash}));
    if (standing.empty()) return not_found(key.shown + " is not suppressed.");
    std::vector<SuppressionRemoval> removals;
    for (const Suppression& each : standing) {
      TRY(removals.emplace_back(), lift_one(services, tx, actor, each, lift));
    }
    TRY_OK(note_lifted(services, tx, removals.front()));
    return removals;
  });
  if (lifted) {
    for (const SuppressionRemoval& each : *lifted) log_lifted(actor, each);
  }
  co_return lifted;
}

}  // namespace sa
