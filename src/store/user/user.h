// Rows of users, their sessions, and API keys. Tokens are stored as their SHA-256 only.
// THREADS, ERRORS: as store/engine/db.h.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/user/user.h"
#include "store/engine/db.h"

namespace sa {

/// ERRORS: conflict when the address has a user already.
Result<Unit> insert_user(Tx& tx, const User& user);
Result<std::optional<User>> find_user(ReadTx& tx, const std::string& user_id);
Result<std::optional<User>> find_user_by_email(ReadTx& tx, const std::string& email);
/// Null: the user may sign in. The sessions are for the caller to end.
Result<Unit> set_user_disabled(Tx& tx, const std::string& user_id, std::optional<Instant> disabled_at);
Result<Unit> set_user_password(Tx& tx, const std::string& user_id, const std::string& password_hash);
/// Owners who may sign in, without `user_id`.
Result<std::int64_t> count_other_owners(ReadTx& tx, const std::string& user_id);
/// Those who are not disabled.
Result<std::int64_t> count_users(ReadTx& tx);

Result<Unit> insert_session(Tx& tx, const std::string& session_hash, const std::string& user_id, Instant now,
                            Instant expires_at);
Result<std::optional<User>> find_session_user(ReadTx& tx, const std::string& session_hash, Instant now);
Result<Unit> delete_session(Tx& tx, const std::string& session_hash);
Result<Unit> delete_sessions_of(Tx& tx, const std::string& user_id);
Result<Unit> delete_ended_sessions(Tx& tx, Instant now);

Result<Unit> insert_api_key(Tx& tx, const ApiKey& key);
Result<std::optional<KeyHolder>> find_key_holder(ReadTx& tx, const std::string& key_hash);
Result<Unit> touch_api_key(Tx& tx, const std::string& key_id, Instant now);
/// ERRORS: not_found when there is no such key, or it was revoked before.
Result<Unit> revoke_api_key(Tx& tx, const std::string& key_id, Instant now);

}  // namespace sa
