#include "actions/upgrade/hash_addresses.h"

#include "actions/contact/contact.h"
#include "actions/contact/suppression.h"
#include "base/log.h"
#include "base/reflect/reflect.h"
#include "store/contact/unhashed.h"
#include "store/contact/unsubscribe.h"

namespace sa {
namespace {

constexpr std::int64_t kPage = 500;

/// As it was kept: what is no address still holds, as one that nobody has.
SuppressionKey key_of(const Services& services, const std::string& key) {
  auto read = suppression_key(services, key);
  return read ? *std::move(read) : SuppressionKey{SuppressionScope::address, key_hash_of(services, key), key};
}

/// A reason that this program does not know was somebody's no all the same.
SuppressionReason reason_of(const std::string& reason) {
  return parse_enum<SuppressionReason>(reason).value_or(SuppressionReason::objection);
}

/// Runs `page` in transactions of its own until it has done nothing more.
template <class Page>
Result<Unit> each_page(Services& services, Page page) {
  while (true) {
    TRY(const bool has_more, services.db.write_now([&](Tx& tx) -> Result<bool> { return page(tx); }));
    if (!has_more) return ok();
  }
}

Result<Unit> move_suppressions(Services& services) {
  return each_page(services, [&](Tx& tx) -> Result<bool> {
    TRY(const auto rows, list_unhashed_suppressions(tx, kPage));
    for (const UnhashedSuppression& row : rows) {
      const SuppressionKey key = key_of(services, row.key);
      TRY_OK(suppress(tx, {new_id(services.clock, services.random), key.key_hash, key.scope,
                           reason_of(row.reason), row.source, row.created_at, key.shown}));
      TRY_OK(delete_unhashed_suppression(tx, row.key));
    }
    return !rows.empty();
  });
}

Result<Unit> move_removals(Services& services) {
  return each_page(services, [&](Tx& tx) -> Result<bool> {
    TRY(const auto rows, list_unhashed_removals(tx, kPage));
    for (const UnhashedRemoval& row : rows) {
      const SuppressionKey key = key_of(services, row.key);
      TRY_OK(move_removal(
          tx, {row.removal_id, "", key.key_hash, key.scope, reason_of(row.reason), row.source, row.created_at,
               key.shown, row.removed_at, row.removed_by, row.removal_reason, ""}));
    }
    return !rows.empty();
  });
}

Result<Unit> hash_all_usage(Services& services) {
  std::string after;
  return each_page(services, [&](Tx& tx) -> Result<bool> {
    TRY(const auto rows, list_unhashed_usage(tx, after, kPage));
    for (const UnhashedUsage& row : rows) {
      const std::string hash = key_hash_of(services, row.key_hash);
      // Mail that left outside of us is named by message and recipient (store/draft/draft.cc).
      const std::string id = row.message_id ? *row.message_id + ' ' + hash : row.usage_id;
      TRY_OK(hash_usage(tx, row.usage_id, id, hash));
    }
    if (!rows.empty()) after = rows.back().usage_id;
    return !rows.empty();
  });
}

Result<Unit> hash_attempts(Services& services) {
  std::string after;
  return each_page(services, [&](Tx& tx) -> Result<bool> {
    TRY(const auto rows, list_unhashed_attempts(tx, after, kPage));
    for (const UnhashedAttempt& row : rows) {
      TRY_OK(hash_attempt(tx, row.attempt_id, key_hash_of(services, row.recipient_key)));
    }
    if (!rows.empty()) after = rows.back().attempt_id;
    return !rows.empty();
  });
}

/// The links that mails carry already: kept as they are, so that they need neither the draft nor the key that signed them.
Result<Unit> keep_links(Services& services) {
  std::string after;
  return each_page(services, [&](Tx& tx) -> Result<bool> {
    TRY(const auto rows, list_unlinked_drafts(tx, after, kPage));
    for (const UnlinkedDraft& row : rows) {
      const std::size_t at = row.unsubscribe_url.rfind("/u/");
      if (at == std::string::npos) continue;
      TRY_OK(insert_unsubscribe_link(
          tx, {row.unsubscribe_url.substr(at + 3), key_hash_of(services, row.recipient_key), "signed",
               row.recipient_key, row.created_at}));
    }
    if (!rows.empty()) after = rows.back().id;
    return !rows.empty();
  });
}

}  // namespace

Result<Unit> hash_addresses(Services& services) {
  TRY_OK(move_suppressions(services));
  TRY_OK(move_removals(services));
  TRY_OK(hash_all_usage(services));
  TRY_OK(hash_attempts(services));
  return keep_links(services);
}

}  // namespace sa
