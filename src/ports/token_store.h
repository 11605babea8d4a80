// Stores the tokens of connected accounts, encrypted at rest, shared by all nodes.
// THREADS: any; the coroutine goes on where it was awaited.
// ERRORS: unavailable when the database or the key (SECRET_KEY) does not answer.
#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <string>

#include "base/async/task.h"
#include "base/result.h"
#include "base/time.h"

namespace sa {

/// A connected account of a provider.
struct OauthToken {
  std::string account;  ///< its address, or its name at the provider
  std::string scopes;   ///< that the person granted, separated by blanks
  std::string access_token;
  std::string refresh_token;
  Instant expires_at;  ///< of the access token
  std::optional<Instant> refresh_ends_at =
      {};                    ///< the sign-in itself ends then (a Google app in testing); null: it does not
  std::string problem = {};  ///< why it can no longer be used, for a person; empty: it can
  Instant saved_at = {};     ///< when it was stored: what `replace` and `note_problem` know it by
};

class TokenStore {
 public:
  virtual ~TokenStore() = default;
  /// The connected account of `provider`, if there is one.
  virtual Task<Result<std::optional<OauthToken>>> find(std::string provider) = 0;
  /// Stores a token; an account that was connected before is replaced. Ends this node's turn to refresh.
  virtual Task<Result<Unit>> save(std::string provider, OauthToken token) = 0;
  /// Stores what the renewal of `before` gave, and ends this node's turn. False when a person connected the account anew,
  /// another one, or let it go meanwhile: that stands.
  virtual Task<Result<bool>> replace(std::string provider, OauthToken before, OauthToken token) = 0;
  virtual Task<Result<Unit>> remove(std::string provider) = 0;
  /// Whether the caller may refresh now: only one of all nodes may, for half a minute.
  virtual Task<Result<bool>> begin_refresh(std::string provider) = 0;
  virtual Task<Result<Unit>> end_refresh(std::string provider) = 0;
  /// The account can no longer be used until a person connects it anew; unless they did so meanwhile.
  virtual Task<Result<Unit>> note_problem(std::string provider, OauthToken before, std::string words) = 0;
};

}  // namespace sa
