#include "actions/contact/suppression.h"

#include "base/log.h"
#include "base/text/ascii.h"
#include "mail/address/address.h"

namespace sa {
namespace {

constexpr const char* kManual = "manual";
constexpr std::size_t kMaxReasonBytes = 2000;

}  // namespace

Result<std::string> suppression_key(const std::string& text) {
  if (!text.starts_with('@')) return normalize_address(text);
  TRY(const std::string domain, normalize_domain(text.substr(1)));
  return '@' + domain;
}

Task<Result<Suppression>> add_suppression(Services& services, Actor actor, std::string address) {
  CO_TRY(const std::string key, suppression_key(address));
  const Instant now = services.clock.now();
  bool is_new = false;
  auto stored = co_await services.db.write([&](Tx& tx) -> Result<Suppression> {
    TRY(const auto existing, find_suppression(tx, key));
    is_new = !existing;
    if (existing) return *existing;
    const Suppression made{key, kManual, actor.name, now};
    TRY_OK(suppress(tx, made));
    return made;
  });
  if (stored && is_new) log_event(LogLevel::info, "suppression_added", {{"actor", actor.actor_id}});
  co_return stored;
}

Task<Result<SuppressionRemoval>> remove_suppression(Services& services, Actor actor, std::string address,
                                                    std::string reason) {
  CO_TRY(const std::string key, suppression_key(address));
  if (reason.size() > kMaxReasonBytes)
    co_return invalid_field("reason", "The reason is longer than 2,000 bytes.");
  const Instant now = services.clock.now();
  const std::string removal_id = new_id(services.clock, services.random);
  auto lifted = co_await services.db.write([&](Tx& tx) -> Result<SuppressionRemoval> {
    TRY(const auto existing, find_suppression(tx, key));
    if (!existing) return not_found(key + " is not suppressed.");
    if (existing->reason != kManual && is_blank(reason)) {
      return invalid_field("reason", key + " is suppressed for " + existing->reason + " (" +
                                         existing->source + "): say why it may be written to again.");
    }
    const SuppressionRemoval removal{removal_id,           key, existing->reason, existing->source,
                                     existing->created_at, now, actor.name,       reason};
    TRY_OK(remove_suppression(tx, removal));
    return removal;
  });
  if (lifted) {
    log_event(LogLevel::info, "suppression_removed", {{"actor", actor.actor_id}, {"reason", lifted->reason}});
  }
  co_return lifted;
}

}  // namespace sa
