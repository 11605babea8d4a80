// Rows that migration 0013 left for the program to hash (actions/upgrade/hash_addresses.h), page by page.
// THREADS, ERRORS: as store/engine/db.h.
#pragma once

#include <string>
#include <vector>

#include "store/contact/contact.h"

namespace sa {

/// A suppression as it was kept before: by a normalised address, or "@domain".
struct UnhashedSuppression {
  std::string key;
  std::string reason;
  std::string source;
  Instant created_at;
};
BOOST_DESCRIBE_STRUCT(UnhashedSuppression, (), (key, reason, source, created_at))
Result<std::vector<UnhashedSuppression>> list_unhashed_suppressions(ReadTx& tx, std::int64_t limit);
Result<Unit> delete_unhashed_suppression(Tx& tx, const std::string& key);

struct UnhashedRemoval {
  std::string removal_id;
  std::string key;
  std::string reason;
  std::string source;
  Instant created_at;
  Instant removed_at;
  std::string removed_by;
  std::string removal_reason;
};
BOOST_DESCRIBE_STRUCT(UnhashedRemoval, (),
                      (removal_id, key, reason, source, created_at, removed_at, removed_by, removal_reason))
Result<std::vector<UnhashedRemoval>> list_unhashed_removals(ReadTx& tx, std::int64_t limit);
/// Moves it to where it belongs.
Result<Unit> move_removal(Tx& tx, const SuppressionRemoval& removal);

/// A place in a quota whose key is an address still.
struct UnhashedUsage {
  std::string usage_id;
  std::string key_hash;  ///< the address
  std::optional<std::string> message_id;
};
BOOST_DESCRIBE_STRUCT(UnhashedUsage, (), (usage_id, key_hash, message_id))
Result<std::vector<UnhashedUsage>> list_unhashed_usage(ReadTx& tx, const std::string& after,
                                                       std::int64_t limit);
Result<Unit> hash_usage(Tx& tx, const std::string& usage_id, const std::string& new_id,
                        const std::string& key_hash);

struct UnhashedAttempt {
  std::string attempt_id;
  std::string recipient_key;
};
BOOST_DESCRIBE_STRUCT(UnhashedAttempt, (), (attempt_id, recipient_key))
Result<std::vector<UnhashedAttempt>> list_unhashed_attempts(ReadTx& tx, const std::string& after,
                                                            std::int64_t limit);
Result<Unit> hash_attempt(Tx& tx, const std::string& attempt_id, const std::string& key_hash);

/// A draft whose link is one of the signed form.
struct UnlinkedDraft {
  std::string id;
  std::string recipient_key;
  std::string unsubscribe_url;
  Instant created_at;
};
BOOST_DESCRIBE_STRUCT(UnlinkedDraft, (), (id, recipient_key, unsubscribe_url, created_at))
Result<std::vector<UnlinkedDraft>> list_unlinked_drafts(ReadTx& tx, const std::string& after,
                                                        std::int64_t limit);

}  // namespace sa
