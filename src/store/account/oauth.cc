#include "store/account/oauth.h"

#include "queries.h"

namespace sa {

Result<std::optional<OauthTokenRow>> find_oauth_token(ReadTx& tx, const std::string& provider) {
  return tx.find<OauthTokenRow>(sql::oauth_token_find, Args().add("provider", provider));
}

Result<Unit> save_oauth_token(Tx& tx, const OauthTokenRow& row) {
  TRY_OK(tx.put(sql::oauth_token_delete_others, Args().add_all(row)));
  return tx.put(sql::oauth_token_save, Args().add_all(row));
}

Result<bool> replace_oauth_token(Tx& tx, const OauthTokenRow& row, Instant saved_at) {
  TRY(const std::int64_t changed,
      tx.exec(sql::oauth_token_replace, Args().add_all(row).add("saved_at", saved_at)));
  return changed > 0;
}

Result<Unit> delete_oauth_token(Tx& tx, const std::string& provider) {
  return tx.put(sql::oauth_token_delete, Args().add("provider", provider));
}

Result<bool> begin_oauth_refresh(Tx& tx, const std::string& provider, Instant now, Instant until) {
  TRY(const std::int64_t changed,
      tx.exec(sql::oauth_token_begin_refresh,
              Args().add("provider", provider).add("now", now).add("until", until)));
  return changed > 0;
}

Result<Unit> end_oauth_refresh(Tx& tx, const std::string& provider) {
  return tx.put(sql::oauth_token_end_refresh, Args().add("provider", provider));
}

Result<Unit> note_oauth_problem(Tx& tx, const std::string& provider, const std::string& account,
                                Instant saved_at, const std::string& problem) {
  return tx.put(sql::oauth_token_note_problem, Args()
                                                   .add("provider", provider)
                                                   .add("account", account)
                                                   .add("saved_at", saved_at)
                                                   .add("problem", problem));
}

Result<Unit> insert_oauth_state(Tx& tx, const OauthState& state) {
  TRY_OK(tx.put(sql::oauth_state_delete_old, Args().add("now", state.created_at)));
  return tx.put(sql::oauth_state_insert, Args().add_all(state));
}

Result<std::optional<OauthState>> take_oauth_state(Tx& tx, const std::string& state_hash, Instant now) {
  return tx.find<OauthState>(sql::oauth_state_take, Args().add("state_hash", state_hash).add("now", now));
}

}  // namespace sa
