#include "store/user/user.h"

#include "queries.h"

namespace sa {

Result<Unit> insert_user(Tx& tx, const User& user) {
  TRY(const std::optional<User> taken, find_user_by_email(tx, user.email));
  if (taken) return conflict("There is a user with the address " + user.email + " already.");
  TRY_OK(tx.exec(sql::user_insert, Args().add_all(user)));
  return ok();
}

Result<std::optional<User>> find_user(ReadTx& tx, const std::string& user_id) {
  return tx.find<User>(sql::user_find, Args().add("user_id", user_id));
}

Result<std::optional<User>> find_user_by_email(ReadTx& tx, const std::string& email) {
  return tx.find<User>(sql::user_find_by_email, Args().add("email", email));
}

Result<Unit> set_user_disabled(Tx& tx, const std::string& user_id, std::optional<Instant> disabled_at) {
  return tx.put(sql::user_set_disabled, Args().add("user_id", user_id).add("disabled_at", disabled_at));
}

Result<Unit> set_user_password(Tx& tx, const std::string& user_id, const std::string& password_hash) {
  return tx.put(sql::user_set_password, Args().add("user_id", user_id).add("password_hash", password_hash));
}

Result<std::int64_t> count_other_owners(ReadTx& tx, const std::string& user_id) {
  TRY(const Rows rows, tx.query(sql::user_count_other_owners, Args().add("user_id", user_id)));
  return rows.first_integer();
}

Result<std::int64_t> count_users(ReadTx& tx) {
  TRY(const Rows rows, tx.query(sql::user_count, Args()));
  return rows.first_integer();
}

Result<Unit> insert_session(Tx& tx, const std::string& session_hash, const std::string& user_id, Instant now,
                            Instant expires_at) {
  return tx.put(sql::session_insert, Args()
                                         .add("session_hash", session_hash)
                                         .add("user_id", user_id)
                                         .add("created_at", now)
                                         .add("expires_at", expires_at));
}

Result<std::optional<User>> find_session_user(ReadTx& tx, const std::string& session_hash, Instant now) {
  return tx.find<User>(sql::session_find_user, Args().add("session_hash", session_hash).add("now", now));
}

Result<Unit> delete_session(Tx& tx, const std::string& session_hash) {
  return tx.put(sql::session_delete, Args().add("session_hash", session_hash));
}

Result<Unit> delete_sessions_of(Tx& tx, const std::string& user_id) {
  return tx.put(sql::session_delete_by_user, Args().add("user_id", user_id));
}

Result<Unit> delete_ended_sessions(Tx& tx, Instant now) {
  return tx.put(sql::session_delete_ended, Args().add("now", now));
}

Result<Unit> insert_api_key(Tx& tx, const ApiKey& key) {
  return tx.put(sql::api_key_insert, Args().add_all(key));
}

Result<std::optional<KeyHolder>> find_key_holder(ReadTx& tx, const std::string& key_hash) {
  return tx.find<KeyHolder>(sql::api_key_find, Args().add("key_hash", key_hash));
}

Result<Unit> touch_api_key(Tx& tx, const std::string& key_id, Instant now) {
  return tx.put(sql::api_key_touch, Args().add("key_id", key_id).add("now", now));
}

Result<Unit> revoke_api_key(Tx& tx, const std::string& key_id, Instant now) {
  TRY(const std::int64_t changed, tx.exec(sql::api_key_revoke, Args().add("key_id", key_id).add("now", now)));
  if (changed == 0) return not_found("There is no key " + key_id + " that is not revoked.");
  return ok();
}

}  // namespace sa
