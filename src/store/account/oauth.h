// Rows of connected accounts, and of sign-ins in progress at a provider.
// THREADS, ERRORS: as store/engine/db.h.
#pragma once

#include <optional>
#include <string>

#include "store/engine/db.h"

namespace sa {

struct OauthTokenRow {
  std::string provider;
  std::string account;
  std::string scopes;
  std::string sealed;  ///< the tokens, encrypted (base/crypto/secret_box.h)
  Instant expires_at;  ///< of the access token
  Instant updated_at;
  std::optional<std::string> problem;
};
BOOST_DESCRIBE_STRUCT(OauthTokenRow, (), (provider, account, scopes, sealed, expires_at, updated_at, problem))

Result<std::optional<OauthTokenRow>> find_oauth_token(ReadTx& tx, const std::string& provider);
/// Stores it as the provider's only account, and ends a refresh.
Result<Unit> save_oauth_token(Tx& tx, const OauthTokenRow& row);
/// In the place of the token that was stored at `saved_at`. False when that is no longer there.
Result<bool> replace_oauth_token(Tx& tx, const OauthTokenRow& row, Instant saved_at);
Result<Unit> delete_oauth_token(Tx& tx, const std::string& provider);
/// False when somebody else refreshes it, until `until` at most.
Result<bool> begin_oauth_refresh(Tx& tx, const std::string& provider, Instant now, Instant until);
Result<Unit> end_oauth_refresh(Tx& tx, const std::string& provider);
/// Does nothing when the account's token is no longer the one that was stored at `saved_at`.
Result<Unit> note_oauth_problem(Tx& tx, const std::string& provider, const std::string& account,
                                Instant saved_at, const std::string& problem);

/// A sign-in that has begun.
struct OauthState {
  std::string state_hash;  ///< SHA-256 of what the browser carries
  std::string provider;
  std::string user_id;  ///< who began it; only they can end it
  std::string sealed;   ///< the PKCE verifier, encrypted
  std::string redirect_uri;
  Instant created_at;
  Instant expires_at;
  std::optional<std::string> mailbox_id = {};  ///< that it signs in; null: the account of the settings
};
BOOST_DESCRIBE_STRUCT(OauthState, (),
                      (state_hash, provider, user_id, sealed, redirect_uri, created_at, expires_at,
                       mailbox_id))

/// Also forgets those that were never ended.
Result<Unit> insert_oauth_state(Tx& tx, const OauthState& state);
/// Takes it away: it is used once. Null when there is none, or it is too old.
Result<std::optional<OauthState>> take_oauth_state(Tx& tx, const std::string& state_hash, Instant now);

}  // namespace sa
