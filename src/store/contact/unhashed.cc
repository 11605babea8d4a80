#include "store/contact/unhashed.h"

#include "queries.h"

namespace sa {
namespace {

Args page(const std::string& after, std::int64_t limit) {
  return Args().add("after", after).add("limit", limit);
}

}  // namespace

Result<std::vector<UnhashedSuppression>> list_unhashed_suppressions(ReadTx& tx, std::int64_t limit) {
  return tx.list<UnhashedSuppression>(sql::unhashed_suppression_list, Args().add("limit", limit));
}

Result<Unit> delete_unhashed_suppression(Tx& tx, const std::string& key) {
  return tx.put(sql::unhashed_suppression_delete, Args().add("key", key));
}

Result<std::vector<UnhashedRemoval>> list_unhashed_removals(ReadTx& tx, std::int64_t limit) {
  return tx.list<UnhashedRemoval>(sql::unhashed_removal_list, Args().add("limit", limit));
}

Result<Unit> move_removal(Tx& tx, const SuppressionRemoval& removal) {
  TRY_OK(tx.put(sql::suppression_removal_insert, Args().add_all(removal)));
  return tx.put(sql::unhashed_removal_delete, Args().add("removal_id", removal.removal_id));
}

Result<std::vector<UnhashedUsage>> list_unhashed_usage(ReadTx& tx, const std::string& after,
                                                       std::int64_t limit) {
  return tx.list<UnhashedUsage>(sql::unhashed_usage_list, page(after, limit));
}

Result<Unit> hash_usage(Tx& tx, const std::string& usage_id, const std::string& new_id,
                        const std::string& key_hash) {
  return tx.put(sql::unhashed_usage_hash,
                Args().add("usage_id", usage_id).add("new_id", new_id).add("key_hash", key_hash));
}

Result<std::vector<UnhashedAttempt>> list_unhashed_attempts(ReadTx& tx, const std::string& after,
                                                            std::int64_t limit) {
  return tx.list<UnhashedAttempt>(sql::unhashed_attempt_list, page(after, limit));
}

Result<Unit> hash_attempt(Tx& tx, const std::string& attempt_id, const std::string& key_hash) {
  return tx.put(sql::unhashed_attempt_hash, Args().add("attempt_id", attempt_id).add("key_hash", key_hash));
}

Result<std::vector<UnlinkedDraft>> list_unlinked_drafts(ReadTx& tx, const std::string& after,
                                                        std::int64_t limit) {
  return tx.list<UnlinkedDraft>(sql::unlinked_draft_list, page(after, limit));
}

}  // namespace sa
